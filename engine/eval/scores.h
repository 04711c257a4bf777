// How far predictions are from the truth. All from held-out predictions pooled
// over the folds; a missing true value (NaN) is left out everywhere.
#ifndef REGULON_ENGINE_EVAL_SCORES_H_
#define REGULON_ENGINE_EVAL_SCORES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/regression/problem.h"

namespace regulon {

// What is judged: the truth [n, G], and the mean of the training samples
// [folds, G] of the fold [n] that held a sample out. Samples of fold -1 were
// held out by none and are left out.
struct Judged {
  const FloatRows& truth;
  const FloatRows& training_mean;
  absl::Span<const int> fold;
};

struct Scores {
  double rmse = 0;
  // 1 - squared error / squared deviation from the training mean, of all
  // values.
  double r2 = 0;
  // The median of that over genes, each over its own values; genes that nowhere
  // deviate are left out.
  double median_gene_r2 = 0;
  int64_t values = 0;
};

// predicted [n, G].
Scores Score(const Judged& judged, const FloatRows& predicted);

// Sums over the values of a group of samples: what a bootstrap over groups
// draws.
struct GroupSquares {
  double squares = 0;
  int64_t values = 0;
};

// By group number; a group without values has none.
std::vector<GroupSquares> SquaresByGroup(const Judged& judged,
                                         const FloatRows& predicted,
                                         absl::Span<const int> group);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_SCORES_H_
