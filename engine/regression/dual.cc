#include "engine/regression/dual.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Tasks are cut by these and not by the number of workers, for the same bits.
constexpr int kGeneBlock = 512;
constexpr int kSampleBlock = 128;

int Blocks(int64_t count, int block) {
  return static_cast<int>((count + block - 1) / block);
}

absl::Status NotPositive(double penalty) {
  return absl::InvalidArgumentError(
      absl::StrCat("the kernel with a penalty of ", penalty,
                   " cannot be inverted: give a larger penalty"));
}

absl::StatusOr<Eigen::LLT<MatrixXd>> FactorWithin(
    const MatrixXd& inverse, const std::vector<int>& fold) {
  const int size = fold.size();
  MatrixXd within(size, size);
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) within(i, j) = inverse(fold[i], fold[j]);
  }
  Eigen::LLT<MatrixXd> factor(within);
  if (factor.info() != Eigen::Success) {
    return absl::InvalidArgumentError(
        "a fold holds all samples, or the penalty is too small: give two folds "
        "at least, or a larger penalty");
  }
  return factor;
}

}  // namespace

MatrixXd SampleGram(const FloatRows& values, Workers& workers) {
  const int n = values.rows(), genes = values.cols();
  const Eigen::RowVectorXd mean = values.cast<double>().colwise().mean();
  MatrixXd gram = MatrixXd::Zero(n, n);
  workers.Run(Blocks(n, kSampleBlock), [&](int task, int) {
    const int first = task * kSampleBlock;
    const int rows = std::min(kSampleBlock, n - first), all = first + rows;
    for (int g = 0; g < genes; g += kGeneBlock) {
      const int width = std::min(kGeneBlock, genes - g);
      const MatrixXd block =
          values.block(0, g, all, width).cast<double>().rowwise() -
          mean.segment(g, width);
      gram.block(first, 0, rows, all).noalias() +=
          block.bottomRows(rows) * block.transpose();
    }
  });
  return gram.selfadjointView<Eigen::Lower>();
}

absl::StatusOr<MatrixXd> GramFactor(MatrixXd gram) {
  const int n = gram.rows();
  const double scale = gram.trace() / std::max(1, n);
  if (scale == 0) return MatrixXd(MatrixXd::Zero(n, n));
  gram.diagonal().array() += 1e-9 * scale;
  const Eigen::LLT<MatrixXd> factor(gram);
  if (factor.info() != Eigen::Success) {
    return absl::InvalidArgumentError(
        "the values' Gram matrix is not positive: are there missing values?");
  }
  return MatrixXd(factor.matrixL());
}

absl::StatusOr<MatrixXd> DualInverse(MatrixXd kernel, double penalty) {
  const int n = kernel.rows();
  kernel.diagonal().array() += penalty;
  // Eigen's own solve of the identity takes twice the time.
  if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', n, kernel.data(), n) != 0 ||
      LAPACKE_dpotri(LAPACK_COL_MAJOR, 'L', n, kernel.data(), n) != 0) {
    return NotPositive(penalty);
  }
  MatrixXd inverse = kernel.selfadjointView<Eigen::Lower>();
  const VectorXd sums = inverse.rowwise().sum();
  const double total = sums.sum();
  if (!(total > 0)) return NotPositive(penalty);
  inverse.noalias() -= sums / total * sums.transpose();
  return inverse;
}

FloatRows DualCoefficients(const MatrixXd& inverse, const FloatRows& values,
                           Workers& workers) {
  const int genes = values.cols();
  FloatRows alpha(values.rows(), genes);
  workers.Run(Blocks(genes, kGeneBlock), [&](int task, int) {
    const int g = task * kGeneBlock;
    const int width = std::min(kGeneBlock, genes - g);
    MatrixXd block = values.middleCols(g, width).cast<double>();
    const Eigen::RowVectorXd mean = block.colwise().mean();
    block.rowwise() -= mean;  // P would, but at the cost of digits
    alpha.middleCols(g, width) = (inverse * block).cast<float>();
  });
  return alpha;
}

absl::StatusOr<FloatRows> OutOfFoldResiduals(
    const MatrixXd& inverse, FloatRows alpha,
    const std::vector<std::vector<int>>& folds, Workers& workers) {
  const int genes = alpha.cols();
  for (const std::vector<int>& fold : folds) {
    if (fold.empty()) continue;
    ASSIGN_OR_RETURN(const Eigen::LLT<MatrixXd> within,
                     FactorWithin(inverse, fold));
    const int size = fold.size();
    workers.Run(Blocks(genes, kGeneBlock), [&](int task, int) {
      const int g = task * kGeneBlock;
      const int width = std::min(kGeneBlock, genes - g);
      MatrixXd block(size, width);
      for (int i = 0; i < size; ++i) {
        block.row(i) = alpha.row(fold[i]).segment(g, width).cast<double>();
      }
      within.solveInPlace(block);
      for (int i = 0; i < size; ++i) {
        alpha.row(fold[i]).segment(g, width) = block.row(i).cast<float>();
      }
    });
  }
  return alpha;
}

absl::StatusOr<double> OutOfFoldSquares(
    const MatrixXd& inverse, const MatrixXd& factor,
    const std::vector<std::vector<int>>& folds) {
  const MatrixXd alpha = inverse * factor.triangularView<Eigen::Lower>();
  double sum = 0;
  for (const std::vector<int>& fold : folds) {
    if (fold.empty()) continue;
    ASSIGN_OR_RETURN(const Eigen::LLT<MatrixXd> within,
                     FactorWithin(inverse, fold));
    MatrixXd residual(fold.size(), alpha.cols());
    for (size_t i = 0; i < fold.size(); ++i) {
      residual.row(i) = alpha.row(fold[i]);
    }
    within.solveInPlace(residual);
    sum += residual.squaredNorm();
  }
  return sum;
}

}  // namespace regulon
