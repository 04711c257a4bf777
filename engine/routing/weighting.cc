#include "engine/routing/weighting.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

void SoftmaxTopK(bool renormalize, double temperature,
                 absl::Span<const double> scores,
                 absl::Span<const uint8_t> open, absl::Span<double> weights) {
  if (scores.empty()) return;
  const double largest = *std::max_element(scores.begin(), scores.end());
  double all = 0, kept = 0;
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] = std::exp((scores[d] - largest) / temperature);
    all += weights[d];
    if (open[d]) kept += weights[d];
  }
  const double sum = renormalize ? kept : all;
  for (size_t d = 0; d < scores.size(); ++d) {
    weights[d] = open[d] ? weights[d] / sum : 0;
  }
}

}  // namespace

void Weigh(Weighting weighting, bool renormalize, double temperature,
           absl::Span<const double> scores, absl::Span<const uint8_t> open,
           absl::Span<double> weights) {
  switch (weighting) {
    case Weighting::kIndependent:
      std::copy(open.begin(), open.end(), weights.begin());
      return;
    case Weighting::kSoftmaxTopK:
      SoftmaxTopK(renormalize, temperature, scores, open, weights);
      return;
  }
}

}  // namespace regulon
