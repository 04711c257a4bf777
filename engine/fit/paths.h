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
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// n training samples.
struct ReferenceStates {
  FloatRows x;  // [n, T] standardized
  KernelChoice kernel;
  Eigen::VectorXf kappa_mean;  // [n] m_p: mean over the training samples
};

ReferenceStates MakeReferenceStates(FloatRows x, const KernelChoice& kernel,
                                    Workers& workers);

// To genes or latents. What the kernel has no share of has no rows.
struct DensePath {
  FloatRows linear;  // L [T, columns]
  FloatRows values;  // V [n, columns]
};

absl::StatusOr<DensePath> PathOf(const ReferenceStates& states,
                                 const FloatRows& dual, Workers& workers);

// Rows that a path has in all: parameters per gene.
double RowsOf(const KernelChoice& kernel, const FloatRows& x);

// a b as f32.
absl::StatusOr<FloatRows> Multiply(const FloatRows& a, const FloatRows& b,
                                   Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_PATHS_H_
