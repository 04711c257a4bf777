#include "engine/fit/self_free.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <vector>

#include "engine/regression/inner_folds.h"

namespace regulon {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kPenalties = 9;  // 1e-4 .. 1e4

double Penalty(int k) { return std::pow(10.0, k - 4); }

// The dual fit of one gene without the kernel's part of one regulator, from
// Q = (X X^T + penalty)^-1 by Sherman and Morrison's formula, and its residuals
// out of fold (dual.h).
class WithoutOne {
 public:
  WithoutOne(const MatrixXd& inverse, const VectorXd& inverse_ones,
             const VectorXd& own)
      : q_(inverse), u_(inverse * own), c_(1 - own.dot(u_)) {
    ones_ = inverse_ones + u_ * (u_.sum() / c_);
  }

  VectorXd Alpha(const VectorXd& y) const {
    return q_ * y + u_ * (u_.dot(y) / c_) -
           ones_ * (ones_.dot(y) / ones_.sum());
  }

  double OutOfFoldSquares(const VectorXd& alpha,
                          const std::vector<std::vector<int>>& folds) const {
    double squares = 0;
    for (const std::vector<int>& fold : folds) {
      const MatrixXd block =
          q_(fold, fold) + u_(fold) * u_(fold).transpose() / c_ -
          ones_(fold) * ones_(fold).transpose() / ones_.sum();
      squares += block.ldlt().solve(alpha(fold)).squaredNorm();
    }
    return squares;
  }

 private:
  const MatrixXd& q_;
  const VectorXd u_;
  const double c_;
  VectorXd ones_;
};

}  // namespace

absl::StatusOr<SelfFree> FitSelfFree(const FloatRows& x,
                                     const FloatRows& values,
                                     absl::Span<const int> own,
                                     absl::Span<const int> fold,
                                     Workers& workers) {
  const int genes = static_cast<int>(own.size());
  const Eigen::Index n = x.rows();
  const MatrixXd inputs = x.cast<double>();
  const MatrixXd y = values.cast<double>();
  const MatrixXd kernel = inputs * inputs.transpose();
  const auto folds = SamplesByFold(fold);
  std::vector<MatrixXd> inverses(kPenalties);
  workers.Run(kPenalties, [&](int k, int) {
    MatrixXd shifted = kernel;
    shifted.diagonal().array() += Penalty(k);
    inverses[k] = shifted.llt().solve(MatrixXd::Identity(n, n));
  });
  MatrixXd squares(kPenalties, genes);
  workers.Run(genes, [&](int g, int) {
    for (int k = 0; k < kPenalties; ++k) {
      const WithoutOne fit(inverses[k], inverses[k].rowwise().sum(),
                           inputs.col(own[g]));
      squares(k, g) = fit.OutOfFoldSquares(fit.Alpha(y.col(g)), folds);
    }
  });
  int best = 0;
  for (int k = 1; k < kPenalties; ++k) {
    if (squares.row(k).sum() < squares.row(best).sum()) best = k;
  }
  SelfFree out;
  out.penalty = Penalty(best);
  out.inner_rmse =
      std::sqrt(squares.row(best).sum() / static_cast<double>(n * genes));
  out.linear.resize(x.cols(), genes);
  out.basal = y.colwise().mean().cast<float>();
  const VectorXd ones = inverses[best].rowwise().sum();
  MatrixXd linear(x.cols(), genes);
  workers.Run(genes, [&](int g, int) {
    const WithoutOne fit(inverses[best], ones, inputs.col(own[g]));
    linear.col(g) = inputs.transpose() * fit.Alpha(y.col(g));
    linear(own[g], g) = 0;
  });
  out.linear = linear.cast<float>();
  return out;
}

}  // namespace regulon
