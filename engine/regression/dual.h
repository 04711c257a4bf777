// Penalized least squares in its dual form, with an intercept. For a kernel K
// over n training samples, values Y [n, G] and a penalty:
//
//   alpha = P Y,   P = Q - Q 1 1^T Q / (1^T Q 1),   Q = (K + penalty I)^-1
//   prediction = mean_y + (k - mean_k)^T alpha,     1^T alpha = 0
//
// K need not be centred: P sees to it. Residuals of training samples are
// penalty * alpha, so the hat matrix is I - penalty P; and those of samples f
// had the fit not seen them, by the same K and penalty, are (P_ff)^-1 alpha_f,
// exactly (as in Golub, Heath and Wahba 1979 for single samples). So one
// inverse gives every fold of a cross-validation.
#ifndef REGULON_ENGINE_REGRESSION_DUAL_H_
#define REGULON_ENGINE_REGRESSION_DUAL_H_

#include <Eigen/Core>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// [n, n] in f64: Y Y^T of values [n, G] less the mean of each gene. No NaN.
Eigen::MatrixXd SampleGram(const FloatRows& values, Workers& workers);

// [n, n] lower triangular with F F^T = gram to 1e-9 of its mean diagonal: what
// stands for the values of any number of genes where only sums over genes are
// asked for.
absl::StatusOr<Eigen::MatrixXd> GramFactor(Eigen::MatrixXd gram);

// P [n, n]. InvalidArgument where the penalty is too small for the kernel's
// rounding. Time n^3.
absl::StatusOr<Eigen::MatrixXd> DualInverse(Eigen::MatrixXd kernel,
                                            double penalty);

// alpha [n, G] = P Y, in f64 and then rounded. No NaN.
FloatRows DualCoefficients(const Eigen::MatrixXd& inverse,
                           const FloatRows& values, Workers& workers);

// Turns alpha [n, G] into the residuals, value less prediction, of each fold
// from the fit to the other folds. The folds partition the samples, and two
// at least are not empty.
absl::StatusOr<FloatRows> OutOfFoldResiduals(
    const Eigen::MatrixXd& inverse, FloatRows alpha,
    const std::vector<std::vector<int>>& folds, Workers& workers);

// The sum over samples and genes of those residuals squared, from the factor of
// the Gram matrix alone.
absl::StatusOr<double> OutOfFoldSquares(
    const Eigen::MatrixXd& inverse, const Eigen::MatrixXd& factor,
    const std::vector<std::vector<int>>& folds);

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_DUAL_H_
