#include "engine/network/activity.h"

#include <Eigen/Cholesky>
#include <vector>

namespace regulon {

Eigen::MatrixXd InferActivities(const Eigen::MatrixXf& values,
                                const Eigen::MatrixXd& mrna,
                                absl::Span<const Edge> prior, double ridge) {
  const Eigen::Index regulators = mrna.cols();
  // Rows of P per target, to add P^T P and X P without forming P.
  std::vector<std::vector<Edge>> regulators_of(values.cols());
  std::vector<bool> known(regulators);
  for (const Edge& edge : prior) {
    regulators_of[edge.target].push_back(edge);
    known[edge.regulator] = true;
  }
  Eigen::MatrixXd gram =
      Eigen::MatrixXd::Identity(regulators, regulators) * ridge;
  Eigen::MatrixXd seen = Eigen::MatrixXd::Zero(mrna.rows(), regulators);
  for (size_t t = 0; t < regulators_of.size(); ++t) {
    for (const Edge& a : regulators_of[t]) {
      const int sign = a.sign < 0 ? -1 : 1;
      seen.col(a.regulator) += sign * values.col(t).cast<double>();
      for (const Edge& b : regulators_of[t]) {
        gram(a.regulator, b.regulator) += sign * (b.sign < 0 ? -1 : 1);
      }
    }
  }
  Eigen::MatrixXd activity = gram.llt().solve(seen.transpose()).transpose();
  for (Eigen::Index r = 0; r < regulators; ++r) {
    if (!known[r]) activity.col(r) = mrna.col(r);
  }
  StandardizeColumns(activity);
  return activity;
}

}  // namespace regulon
