// A fitted function of the regulators in the form that a genome stores:
//
//   f(x) = x L + kappa~(x) V,   kappa~_p = exp(-nu ||x - x_p||^2) - m_p
//
// with the training samples as reference states x_p. The kernel that fits it is
// k(x, z) = (1 - m) x.z + m exp(-nu ||x - z||^2), so that dual coefficients
// alpha [n, columns] are the paths L = (1 - m) X^T alpha, V = m alpha.
#ifndef REGULON_ENGINE_FIT_PATHS_H_
#define REGULON_ENGINE_FIT_PATHS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/fit/kernel_ridge.h"
#include "engine/fit/problem.h"
#include "engine/workers.h"

namespace regulon {

// n training samples.
struct ReferenceStates {
  FloatRows x;  // [n, T] standardized
  KernelChoice kernel;
  Eigen::VectorXf kappa_mean;  // [n] m_p: mean over the training samples

  // kappa~ [rows, n] of contexts x [rows, T].
  FloatRows Attend(const FloatRows& contexts, Workers& workers) const;
};

ReferenceStates MakeReferenceStates(FloatRows x, const KernelChoice& kernel,
                                    Workers& workers);

// To genes or latents.
struct DensePath {
  FloatRows linear;  // L [T, columns]
  FloatRows values;  // V [n, columns]
};

absl::StatusOr<DensePath> PathOf(const ReferenceStates& states,
                                 const FloatRows& dual, Workers& workers);

// a b as f32.
absl::StatusOr<FloatRows> Multiply(const FloatRows& a, const FloatRows& b,
                                   Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_PATHS_H_
