#include "engine/fit/shared_path_fit.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "engine/dense/large_product.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<FloatRows> LeadingDirections(const FloatRows& fitted, int rank,
                                            Workers& workers) {
  // F = U s W^T from the n x n matrix F F^T = U s^2 U^T, so W^T = s^-1 U^T F.
  const Eigen::Index n = fitted.rows();
  FloatRows gram(n, n);
  ProductShape shape = {n, n, fitted.cols()};
  shape.b_transposed = true;
  RETURN_IF_ERROR(
      LargeProduct(workers, shape, fitted.data(), fitted.data(), gram.data()));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      gram.cast<double>());
  if (solver.info() != Eigen::Success) {
    return absl::InternalError("the fitted values have no eigenvectors");
  }
  // Ascending; below f32's rounding of the largest there is nothing.
  const Eigen::VectorXd& squares = solver.eigenvalues();
  int kept = 0;
  while (kept < std::min<Eigen::Index>(rank, n) &&
         squares[n - 1 - kept] > std::max(0.0, 1e-6 * squares[n - 1])) {
    ++kept;
  }
  FloatRows left(kept, n);
  for (int k = 0; k < kept; ++k) {
    left.row(k) =
        (solver.eigenvectors().col(n - 1 - k) / std::sqrt(squares[n - 1 - k]))
            .transpose()
            .cast<float>();
  }
  FloatRows directions(kept, fitted.cols());
  RETURN_IF_ERROR(LargeProduct(workers, {kept, fitted.cols(), n}, left.data(),
                               fitted.data(), directions.data()));
  for (int k = 0; k < kept; ++k) {
    Eigen::Index largest;
    directions.row(k).cwiseAbs().maxCoeff(&largest);
    const float sign = directions(k, largest) < 0 ? -1.0f : 1.0f;
    directions.row(k) *= sign / directions.row(k).norm();
  }
  return directions;
}

}  // namespace regulon
