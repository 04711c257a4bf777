#include "engine/routing/weighting.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regulon {
namespace {

// The largest of the scores that share is subtracted, so that their sum cannot
// vanish however far a closed one is above them.
void Softmax(const WeightingOptions& o, absl::Span<const double> scores,
             absl::Span<const uint8_t> open, absl::Span<double> weights) {
  const auto shares = [&](size_t d) { return !o.renormalize || open[d]; };
  double largest = o.null_state ? 0 : -std::numeric_limits<double>::infinity();
  for (size_t d = 0; d < scores.size(); ++d) {
    if (shares(d)) largest = std::max(largest, scores[d]);
  }
  double sum = o.null_state ? std::exp(-largest / o.temperature) : 0;
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] =
        shares(d) ? std::exp((scores[d] - largest) / o.temperature) : 0;
    sum += weights[d];
  }
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] = open[d] ? weights[d] / sum : 0;
  }
}

// Sums to 0 where nothing is open, or each is too small for a double.
void Sigmoid(const WeightingOptions& o, absl::Span<const double> scores,
             absl::Span<const uint8_t> open, absl::Span<double> weights) {
  double kept = 0;
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] = open[d] ? 1 / (1 + std::exp(-scores[d] / o.temperature)) : 0;
    kept += weights[d];
  }
  if (!o.renormalize || kept == 0) return;
  for (double& weight : weights) weight /= kept;
}

}  // namespace

void Weigh(const WeightingOptions& options, absl::Span<const double> scores,
           absl::Span<const uint8_t> open, absl::Span<double> weights) {
  switch (options.weighting) {
    case Weighting::kIndependent:
      std::copy(open.begin(), open.end(), weights.begin());
      return;
    case Weighting::kSoftmaxTopK:
      Softmax(options, scores, open, weights);
      return;
    case Weighting::kSigmoid:
      Sigmoid(options, scores, open, weights);
      return;
  }
}

}  // namespace regulon
