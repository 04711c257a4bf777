#include "engine/routing/weighting.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

void Softmax(const WeightingOptions& o, absl::Span<const double> scores,
             absl::Span<const uint8_t> open, absl::Span<double> weights) {
  if (scores.empty()) return;
  double largest = *std::max_element(scores.begin(), scores.end());
  if (o.null_state) largest = std::max(largest, 0.0);
  double all = 0, kept = 0;
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] = std::exp((scores[d] - largest) / o.temperature);
    all += weights[d];
    if (open[d]) kept += weights[d];
  }
  const double null = o.null_state ? std::exp(-largest / o.temperature) : 0;
  const double sum = null + (o.renormalize ? kept : all);
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
