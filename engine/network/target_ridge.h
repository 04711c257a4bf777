// Scores of regulators for a gene from a linear model of its expression.
#ifndef REGULON_ENGINE_NETWORK_TARGET_RIDGE_H_
#define REGULON_ENGINE_NETWORK_TARGET_RIDGE_H_

#include <Eigen/Core>

#include "absl/types/span.h"

namespace regulon {

// |coefficients| of the ridge regression of each target on the regulators:
// (X^T X / n + penalty)^-1 X^T y / n.
//
// x: [n, regulators], y: [n, targets], columns of mean 0 and sd 1 ->
// [regulators, targets]. self: [targets] the regulator that the target is, or
// -1; it is kept out of that target's regression and gets 0.
Eigen::MatrixXd TargetRidge(const Eigen::MatrixXd& x, const Eigen::MatrixXf& y,
                            absl::Span<const int> self, double penalty);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_TARGET_RIDGE_H_
