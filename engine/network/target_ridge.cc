#include "engine/network/target_ridge.h"

#include <Eigen/Cholesky>

namespace regulon {

Eigen::MatrixXd TargetRidge(const Eigen::MatrixXd& x, const Eigen::MatrixXf& y,
                            absl::Span<const int> self, double penalty) {
  const double n = x.rows();
  Eigen::MatrixXd gram = x.transpose() * x / n;
  gram.diagonal().array() += penalty;
  const Eigen::MatrixXd inverse =
      gram.llt().solve(Eigen::MatrixXd::Identity(x.cols(), x.cols()));
  Eigen::MatrixXd coefficient =
      inverse * (x.transpose() * y.cast<double>() / n);
  for (Eigen::Index t = 0; t < y.cols(); ++t) {
    const int s = self[t];
    if (s < 0) continue;
    // The minimum under the constraint that this coefficient is 0.
    const double step = coefficient(s, t) / inverse(s, s);
    coefficient.col(t) -= step * inverse.col(s);
    coefficient(s, t) = 0;
  }
  return coefficient.cwiseAbs();
}

}  // namespace regulon
