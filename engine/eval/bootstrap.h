// Whether one predictor is better than another, or lucky in its samples: a
// paired bootstrap over groups (Efron and Tibshirani 1993, chapter 13). Groups,
// not samples, are drawn, for samples of a group are alike.
#ifndef REGULON_ENGINE_EVAL_BOOTSTRAP_H_
#define REGULON_ENGINE_EVAL_BOOTSTRAP_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/eval/scores.h"

namespace regulon {

struct BootstrapOptions {
  int resamples = 5000;
  uint64_t seed = 0;
};

// Of RMSE(a) - RMSE(b): below 0, a is better.
struct Comparison {
  double difference = 0;
  double low = 0, high = 0;  // the central 95 % of the resamples
  double better_share = 0;   // of resamples in which a is better; ties half
  int groups = 0;            // that have values
};

// a and b by the same groups with the same values.
Comparison ComparePaired(absl::Span<const GroupSquares> a,
                         absl::Span<const GroupSquares> b,
                         const BootstrapOptions& options = {});

// RMSE(a) alone, with its interval.
Comparison BootstrapRmse(absl::Span<const GroupSquares> a,
                         const BootstrapOptions& options = {});

// Means over samples that come in groups: the same draws of the groups for
// every mean that is asked.
class GroupResamples {
 public:
  struct Interval {
    double low = 0, high = 0;  // the central 95 % of the resamples
  };

  // [groups] samples of each, at least one.
  GroupResamples(absl::Span<const int64_t> samples,
                 const BootstrapOptions& options);

  // Of the mean over all samples, from its sum over each group's: [groups].
  Interval MeanOf(absl::Span<const double> sums) const;

 private:
  std::vector<uint32_t> draws_;  // [resamples][groups]
  std::vector<double> samples_;  // [resamples] drawn with them
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_BOOTSTRAP_H_
