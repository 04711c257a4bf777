// Folds within the training samples, by which a fit chooses among candidates.
#ifndef REGULON_ENGINE_REGRESSION_INNER_FOLDS_H_
#define REGULON_ENGINE_REGRESSION_INNER_FOLDS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// The fold of every sample, 0 .. min(folds, groups) - 1. Samples of one group
// share a fold; the groups, largest first and equal ones in an order drawn from
// the seed, each go to the fold with the fewest samples (ties to the lowest).
std::vector<int> InnerFolds(absl::Span<const int> group, int folds,
                            uint64_t seed);

// The samples of each fold, ascending; none for a number that no sample has.
std::vector<std::vector<int>> SamplesByFold(absl::Span<const int> fold);

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_INNER_FOLDS_H_
