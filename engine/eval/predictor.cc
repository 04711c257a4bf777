#include "engine/eval/predictor.h"

namespace regulon {

HeldOut HoldOut(const Problem& problem, absl::Span<const int> samples) {
  HeldOut held;
  held.levels.resize(samples.size(), problem.levels.cols());
  for (size_t i = 0; i < samples.size(); ++i) {
    held.samples.push_back(problem.samples[samples[i]]);
    held.clamped.push_back(problem.clamped[samples[i]]);
    held.levels.row(i) = problem.levels.row(samples[i]);
  }
  return held;
}

}  // namespace regulon
