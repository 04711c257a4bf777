// Whether one predictor is better than another, or lucky in its samples: a
// paired bootstrap over groups (Efron and Tibshirani 1993, chapter 13). Groups,
// not samples, are drawn, for samples of a group are alike.
#ifndef REGULON_ENGINE_EVAL_BOOTSTRAP_H_
#define REGULON_ENGINE_EVAL_BOOTSTRAP_H_

#include <cstdint>

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

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_BOOTSTRAP_H_
