// How much repeats of one condition differ: the best that a predictor can do
// who knows the condition alone.
//
//   sigma^2 = sum (y - mean of its replicate group)^2 / sum (size - 1)
//
// over groups of two or more replicates and over genes. A replicate against the
// mean of the k - 1 others errs by sigma sqrt(k / (k - 1)); only one who knows
// the condition's true mean errs by sigma. A predictor that reads a sample's
// own regulators sees part of what sets it apart from its repeats, and may do
// better still.
#ifndef REGULON_ENGINE_EVAL_NOISE_CEILING_H_
#define REGULON_ENGINE_EVAL_NOISE_CEILING_H_

#include <cstdint>

#include "absl/types/span.h"
#include "engine/regression/problem.h"

namespace regulon {

struct NoiseCeiling {
  int groups = 0, replicated_groups = 0;
  int replicated_samples = 0;
  double rmse_to_others =
      0;            // as measured: each against the mean of the others
  double rmse = 0;  // sigma
  // 1 - sigma^2 / mean_square; 0 where there are no replicates.
  double r2 = 0;
};

// values [n, G], NaN left out; replicate [n] numbers of groups of replicates.
// mean_square: the mean predictor's squared RMSE over the samples judged, which
// takes those without replicates to be as noisy.
NoiseCeiling MeasureNoise(const FloatRows& values,
                          absl::Span<const int> replicate, double mean_square);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_NOISE_CEILING_H_
