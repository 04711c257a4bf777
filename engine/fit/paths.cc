#include "engine/fit/paths.h"

#include <cmath>

#include "engine/dense/large_product.h"
#include "engine/status.h"

namespace regulon {
namespace {

// exp(-nu |a - b|^2) of all pairs of rows, f32 in the order of the engine's own
// stage closely enough: both round at 1e-7.
FloatRows Attention(const FloatRows& a, const FloatRows& b, double width,
                    Workers& workers) {
  FloatRows kappa(a.rows(), b.rows());
  workers.Run(static_cast<int>(a.rows()), [&](int i, int) {
    for (Eigen::Index p = 0; p < b.rows(); ++p) {
      const double distance = (a.row(i) - b.row(p)).squaredNorm();
      kappa(i, p) = static_cast<float>(std::exp(-width * distance));
    }
  });
  return kappa;
}

}  // namespace

ReferenceStates MakeReferenceStates(FloatRows x, const KernelChoice& kernel,
                                    Workers& workers) {
  ReferenceStates states;
  states.kernel = kernel;
  const FloatRows kappa = Attention(x, x, kernel.width, workers);
  states.kappa_mean =
      kappa.cast<double>().colwise().mean().transpose().cast<float>();
  states.x = std::move(x);
  return states;
}

double RowsOf(const KernelChoice& kernel, const FloatRows& x) {
  return static_cast<double>((kernel.linear_share > 0 ? x.cols() : 0) +
                             (kernel.linear_share < 1 ? x.rows() : 0));
}

absl::StatusOr<FloatRows> Multiply(const FloatRows& a, const FloatRows& b,
                                   Workers& workers) {
  FloatRows out(a.rows(), b.cols());
  RETURN_IF_ERROR(LargeProduct(workers, {a.rows(), b.cols(), a.cols()},
                               a.data(), b.data(), out.data()));
  return out;
}

absl::StatusOr<DensePath> PathOf(const ReferenceStates& states,
                                 const FloatRows& dual, Workers& workers) {
  const auto linear = static_cast<float>(states.kernel.linear_share);
  DensePath path;
  path.linear.resize(linear > 0 ? states.x.cols() : 0, dual.cols());
  if (linear > 0) {
    ProductShape shape = {states.x.cols(), dual.cols(), states.x.rows()};
    shape.a_transposed = true;
    RETURN_IF_ERROR(LargeProduct(workers, shape, states.x.data(), dual.data(),
                                 path.linear.data()));
    path.linear *= linear;
  }
  path.values.resize(0, dual.cols());
  if (linear < 1) path.values = (1 - linear) * dual;
  return path;
}

}  // namespace regulon
