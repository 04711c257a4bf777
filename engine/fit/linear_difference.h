// The baseline of what comes next in a time series: a linear difference
// equation, the same at every step.
//
//   y_i+1 = y_i + y_i A + b       minimize sum (...)^2 + penalty |A|^2
#ifndef REGULON_ENGINE_FIT_LINEAR_DIFFERENCE_H_
#define REGULON_ENGINE_FIT_LINEAR_DIFFERENCE_H_

#include <Eigen/Core>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// Row-major, so that a row is a step.
using SeriesRows =
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct LinearDifference {
  Eigen::MatrixXd a;     // [G, G]
  Eigen::RowVectorXd b;  // [G]

  // What follows each of states [steps, G].
  SeriesRows Next(const SeriesRows& states) const;
};

// Series of [steps, G], two steps each at least; `penalty` in units of the mean
// square of a gene over all steps, times the steps.
LinearDifference FitLinearDifference(absl::Span<const SeriesRows> series,
                                     double penalty);

// The penalties that are tried.
absl::Span<const double> LinearPenalties();

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_LINEAR_DIFFERENCE_H_
