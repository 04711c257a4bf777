#include "engine/fit/linear_difference.h"

#include <Eigen/Cholesky>

namespace regulon {

SeriesRows LinearDifference::Next(const SeriesRows& states) const {
  return states + ((states * a).rowwise() + b);
}

LinearDifference FitLinearDifference(absl::Span<const SeriesRows> series,
                                     double penalty) {
  Eigen::Index steps = 0;
  for (const SeriesRows& states : series) steps += states.rows() - 1;
  const Eigen::Index genes = series[0].cols();
  Eigen::MatrixXd from(steps, genes), change(steps, genes);
  Eigen::Index at = 0;
  for (const SeriesRows& states : series) {
    const Eigen::Index rows = states.rows() - 1;
    from.middleRows(at, rows) = states.topRows(rows);
    change.middleRows(at, rows) =
        states.bottomRows(rows) - states.topRows(rows);
    at += rows;
  }
  const Eigen::RowVectorXd mean_from = from.colwise().mean();
  const Eigen::RowVectorXd mean_change = change.colwise().mean();
  from.rowwise() -= mean_from;
  change.rowwise() -= mean_change;
  Eigen::MatrixXd gram = from.transpose() * from;
  const double scale = gram.trace() / static_cast<double>(genes);
  // Genes that never change leave the rest to the penalty alone.
  gram.diagonal().array() += penalty * (scale > 0 ? scale : 1);
  LinearDifference fitted;
  fitted.a = gram.ldlt().solve(from.transpose() * change);
  fitted.b = mean_change - mean_from * fitted.a;
  return fitted;
}

absl::Span<const double> LinearPenalties() {
  static constexpr double kPenalties[] = {1e-3, 3e-3, 1e-2, 3e-2, 0.1,
                                          0.3,  1,    3,    10,   100};
  return kPenalties;
}

}  // namespace regulon
