// Softmax of one row of scores, the same bits wherever they stand.
#ifndef REGULON_ENGINE_DENSE_SOFTMAX_H_
#define REGULON_ENGINE_DENSE_SOFTMAX_H_

#include "absl/types/span.h"

namespace regulon {

// score_i <- exp(score_i) / sum_j exp(score_j), in place, with the largest
// score taken off first. `null_state`: the sum has one more state, of score 0,
// whose share is what the others leave to 1. Relative error below 1e-5 (of
// normal numbers, scores within +-100); one score that is not a number makes
// all so. Nothing of no scores.
void Softmax(absl::Span<float> scores, bool null_state);

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_SOFTMAX_H_
