// How well scores find the edges of a gold standard: area under the
// precision-recall curve.
//
// The area is the average precision, the mean over the true edges of the
// precision at their rank. Pairs of equal score have no order: the area is the
// expectation over all orders of them (McSherry & Najork 2008, doi
// 10.1007/978-3-540-78646-7_38), exactly: where n pairs with t edges come
// before m equal ones with p edges, those add
//
//   sum_{i=1..m} p/m (t + 1 + (i - 1)(p - 1)/(m - 1)) / (n + i)
//
// to the sum of precisions.
#ifndef REGULON_ENGINE_NETWORK_AUPR_H_
#define REGULON_ENGINE_NETWORK_AUPR_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"

namespace regulon {

// The mean over the pairs with `edge` != 0 of the expected precision at their
// rank; 0 without any. Scores must not be NaN.
double AveragePrecision(absl::Span<const double> score,
                        absl::Span<const uint8_t> edge);

// Of the universe of pairs: all regulators x all targets of the gold standard,
// those of each that the scores have, without pairs of a thing with itself. A
// gold edge of weight 0 is none, but its names belong to the universe.
struct NetworkScore {
  double area = 0;
  double prevalence = 0;  // edges / pairs: the area of scores drawn at random
  int64_t regulators = 0, targets = 0, pairs = 0, edges = 0;
};

// InvalidArgument if no gold edge lies between things that have scores, or for
// a score that is NaN.
absl::StatusOr<NetworkScore> ScoreNetwork(const EdgeScores& scores,
                                          absl::Span<const NamedEdge> gold);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_AUPR_H_
