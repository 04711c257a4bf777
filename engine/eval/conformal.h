// Intervals that hold without a model of the errors: group-conformal (Dunn,
// Wasserman and Ramdas 2022, "Distribution-free prediction sets for two-layer
// hierarchical models", pooled distributions).
//
// Of every training sample i and gene g, r_ig is the value less what a fit
// without its group predicts, and s_g the root of a gene's mean square plus a
// hundredth of all genes'. The interval of a new sample is  prediction +- q
// s_g, q the smallest with
//
//   sum over groups j of  share of |r| / s in group j at most q  >=  level (K +
//   1)
//
// K the number of groups; infinite where there are too few. Were the residuals
// those of samples set aside, a value of a group exchangeable with those of
// training would lie inside with a probability of at least `level`, over
// groups, samples and genes together. They are of fits without each group
// beside a fit to all (the jackknife), for which that is nearly but not
// provably so: the coverage that `eval` measures is the figure to trust.
#ifndef REGULON_ENGINE_EVAL_CONFORMAL_H_
#define REGULON_ENGINE_EVAL_CONFORMAL_H_

#include <cstdint>

#include "absl/types/span.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct ConformalScale {
  Eigen::RowVectorXf half_width;  // [G] q s_g; infinite with too few groups
};

// residuals [n, G] as of Predictor::OutOfGroupResiduals; group [n]; NaN, of
// missing values, left out. `level` in (0, 1).
ConformalScale Calibrate(const FloatRows& residuals,
                         absl::Span<const int> group, double level,
                         Workers& workers);

// Sums over held-out values, to be added over the folds.
struct Coverage {
  int64_t values = 0, covered = 0;
  double width = 0;         // summed
  double group_shares = 0;  // summed over groups: the share of each
  int groups = 0;

  // Of all values; and the mean over groups, which `level` is promised for.
  double share() const { return values > 0 ? double(covered) / values : 0; }
  double group_share() const { return groups > 0 ? group_shares / groups : 0; }
  double mean_width() const { return values > 0 ? width / values : 0; }
};

// truth and predicted [m, G], group [m], no group of which was added before; a
// NaN truth is left out.
void AddCoverage(const ConformalScale& scale, const FloatRows& truth,
                 const FloatRows& predicted, absl::Span<const int> group,
                 Coverage& coverage);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_CONFORMAL_H_
