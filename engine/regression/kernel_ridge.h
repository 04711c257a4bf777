// Kernel ridge regression of all genes at once on standardized regulators, with
//
//   k(x, z) = linear_share x.z + (1 - linear_share) exp(-width ||x - z||^2)
//
// (Saunders, Gammerman and Vovk 1998). linear_share 1 is ridge regression.
#ifndef REGULON_ENGINE_REGRESSION_KERNEL_RIDGE_H_
#define REGULON_ENGINE_REGRESSION_KERNEL_RIDGE_H_

#include <Eigen/Core>

#include "absl/status/statusor.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct KernelChoice {
  double width = 0;         // nu, per squared unit of standardized levels
  double linear_share = 1;  // 0 .. 1
  double penalty = 1;       // added to the diagonal of the kernel
};

// What all kernels over the same samples are made of, in f64.
struct KernelParts {
  Eigen::MatrixXd linear;     // [m, n] a.b
  Eigen::MatrixXd distances;  // [m, n] ||a - b||^2, at least 0
};

// x [n, T]: all pairs of its rows; distances of a row to itself are 0.
KernelParts PartsWithin(const FloatRows& x);
// a [m, T] against b [n, T].
KernelParts PartsBetween(const FloatRows& a, const FloatRows& b);

Eigen::MatrixXd Kernel(const KernelParts& parts, const KernelChoice& choice);

// A fitted model.
class KernelRidge {
 public:
  // x [n, T] standardized, values [n, G] without NaN.
  static absl::StatusOr<KernelRidge> Fit(FloatRows x, const FloatRows& values,
                                         const KernelChoice& choice,
                                         Workers& workers);

  // [m, G] for x [m, T].
  FloatRows Predict(const FloatRows& x, Workers& workers) const;

  const FloatRows& x() const { return x_; }
  const KernelChoice& choice() const { return choice_; }
  const FloatRows& alpha() const { return alpha_; }            // [n, G]
  const Eigen::RowVectorXf& mean() const { return mean_; }     // [G]
  const Eigen::MatrixXd& inverse() const { return inverse_; }  // P, dual.h

 private:
  FloatRows x_, alpha_;
  KernelChoice choice_;
  Eigen::RowVectorXf mean_;
  Eigen::RowVectorXd kernel_mean_;
  Eigen::MatrixXd inverse_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_KERNEL_RIDGE_H_
