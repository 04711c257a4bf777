// The activity of regulators as their known targets show it: A = X P (P^T P +
// ridge)^-1 for a prior network P of targets x regulators (Inferelator;
// Arrieta- Ortiz et al. 2015, doi 10.15252/msb.20156236).
//
// It reads the expression of targets, so it serves the recovery of networks
// only: a prediction of expression made from it would know its own answer.
#ifndef REGULON_ENGINE_NETWORK_ACTIVITY_H_
#define REGULON_ENGINE_NETWORK_ACTIVITY_H_

#include <Eigen/Core>

#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"

namespace regulon {

// values: [n, targets] and mrna: [n, regulators], both with columns of mean 0
// and sd 1, or all 0 -> activities [n, regulators], columns likewise. P is
// -1 where the prior's edge is known to repress, else 1; a regulator without
// prior targets is as active as its mRNA says. `ridge` is in targets: 1 is as
// much as one target that shows nothing.
Eigen::MatrixXd InferActivities(const Eigen::MatrixXf& values,
                                const Eigen::MatrixXd& mrna,
                                absl::Span<const Edge> prior, double ridge);

// Columns to mean 0 and sd 1; those that hardly vary to 0.
template <typename Matrix>
void StandardizeColumns(Matrix& columns) {
  columns.rowwise() -= columns.colwise().mean().eval();
  for (Eigen::Index j = 0; j < columns.cols(); ++j) {
    const double sd =
        columns.col(j).norm() / std::sqrt(static_cast<double>(columns.rows()));
    if (sd > 1e-6) {
      columns.col(j) /= sd;
    } else {
      columns.col(j).setZero();
    }
  }
}

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_ACTIVITY_H_
