#include "engine/fit/autonomy_fit.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

// Right singular vectors of part [n, genes] with the largest singular values.
FloatRows Leading(const FloatRows& part, int rank) {
  // P = U s V^T: V from P^T P, or from P P^T = U s^2 U^T where that is smaller.
  const Eigen::MatrixXd doubles = part.cast<double>();
  const bool across = part.cols() > part.rows();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      across ? Eigen::MatrixXd(doubles * doubles.transpose())
             : Eigen::MatrixXd(doubles.transpose() * doubles));
  FloatRows directions = FloatRows::Zero(part.cols(), rank);
  const Eigen::Index size = solver.eigenvalues().size();
  const auto kept = std::min<Eigen::Index>(rank, size);
  for (Eigen::Index k = 0; k < kept; ++k) {
    Eigen::VectorXd direction = solver.eigenvectors().col(size - 1 - k);
    if (across) direction = (doubles.transpose() * direction).normalized();
    Eigen::Index largest;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction[largest] < 0) direction = -direction;
    directions.col(k) =
        (direction / std::sqrt(static_cast<double>(part.cols()))).cast<float>();
  }
  return directions;
}

}  // namespace

std::vector<FloatRows> AutonomyDirections(const FloatRows& contribution,
                                          const GenesOfDomains& domains,
                                          int rank, Workers& workers) {
  std::vector<FloatRows> directions(domains.size());
  workers.Run(static_cast<int>(domains.size()), [&](int d, int) {
    directions[d] = Leading(contribution(Eigen::all, domains[d]), rank);
  });
  return directions;
}

FloatRows OntoDirections(const FloatRows& values, const GenesOfDomains& domains,
                         const std::vector<FloatRows>& directions,
                         Workers& workers) {
  const Eigen::Index rank = directions.empty() ? 0 : directions[0].cols();
  FloatRows projected(values.rows(), rank * domains.size());
  workers.Run(static_cast<int>(domains.size()), [&](int d, int) {
    projected.middleCols(d * rank, rank) =
        values(Eigen::all, domains[d]) * directions[d];
  });
  return projected;
}

FloatRows AutonomyScores(const FloatRows& projected, int domains) {
  FloatRows scores(projected.rows(), domains);
  const Eigen::Index rank = domains == 0 ? 0 : projected.cols() / domains;
  for (int d = 0; d < domains; ++d) {
    scores.col(d) =
        projected.middleCols(d * rank, rank).rowwise().squaredNorm();
  }
  return scores;
}

}  // namespace regulon
