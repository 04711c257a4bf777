// Samples that are one measurement under two names: where they fall in
// different folds, a prediction of the one can be a copy of the other.
#ifndef REGULON_ENGINE_EVAL_TWINS_H_
#define REGULON_ENGINE_EVAL_TWINS_H_

#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "engine/regression/problem.h"

namespace regulon {

// Pairs of samples, ascending, of different folds whose regulators' levels
// agree to the bit. For more than one twin of a sample, pairs with the first.
std::vector<std::pair<int, int>> TwinsAcrossFolds(const Problem& problem,
                                                  absl::Span<const int> fold);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_TWINS_H_
