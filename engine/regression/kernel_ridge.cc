#include "engine/regression/kernel_ridge.h"

#include <algorithm>
#include <utility>

#include "engine/regression/dual.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kGeneBlock = 512;

}  // namespace

KernelParts PartsBetween(const FloatRows& a, const FloatRows& b) {
  const MatrixXd left = a.cast<double>(), right = b.cast<double>();
  KernelParts parts;
  parts.linear.noalias() = left * right.transpose();
  const VectorXd norms = left.rowwise().squaredNorm();
  const Eigen::RowVectorXd across = right.rowwise().squaredNorm().transpose();
  parts.distances = -2 * parts.linear;
  parts.distances.colwise() += norms;
  parts.distances.rowwise() += across;
  parts.distances = parts.distances.cwiseMax(0);
  return parts;
}

KernelParts PartsWithin(const FloatRows& x) {
  KernelParts parts = PartsBetween(x, x);
  parts.distances.diagonal().setZero();
  return parts;
}

MatrixXd Kernel(const KernelParts& parts, const KernelChoice& choice) {
  const double curved = 1 - choice.linear_share;
  if (curved == 0) return parts.linear;
  return choice.linear_share * parts.linear +
         curved * (-choice.width * parts.distances).array().exp().matrix();
}

absl::StatusOr<KernelRidge> KernelRidge::Fit(FloatRows x,
                                             const FloatRows& values,
                                             const KernelChoice& choice,
                                             Workers& workers) {
  KernelRidge model;
  MatrixXd kernel = Kernel(PartsWithin(x), choice);
  model.kernel_mean_ = kernel.colwise().mean();
  ASSIGN_OR_RETURN(model.inverse_,
                   DualInverse(std::move(kernel), choice.penalty));
  model.alpha_ = DualCoefficients(model.inverse_, values, workers);
  model.mean_ = values.cast<double>().colwise().mean().cast<float>();
  model.x_ = std::move(x);
  model.choice_ = choice;
  return model;
}

FloatRows KernelRidge::Predict(const FloatRows& x, Workers& workers) const {
  MatrixXd kernel = Kernel(PartsBetween(x, x_), choice_);
  kernel.rowwise() -= kernel_mean_;
  const Eigen::MatrixXf centred = kernel.cast<float>();
  const int genes = alpha_.cols();
  FloatRows out(x.rows(), genes);
  workers.Run((genes + kGeneBlock - 1) / kGeneBlock, [&](int task, int) {
    const int g = task * kGeneBlock;
    const int width = std::min(kGeneBlock, genes - g);
    const Eigen::MatrixXf block = centred * alpha_.middleCols(g, width);
    out.middleCols(g, width) = block.rowwise() + mean_.segment(g, width);
  });
  return out;
}

}  // namespace regulon
