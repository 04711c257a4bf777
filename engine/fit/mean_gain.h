// What something gains on average over folds or series, and whether that is
// more than chance.
#ifndef REGULON_ENGINE_FIT_MEAN_GAIN_H_
#define REGULON_ENGINE_FIT_MEAN_GAIN_H_

#include <cmath>

#include "absl/types/span.h"

namespace regulon {

struct MeanGain {
  double mean = 0, standard_error = 0;
  // Beyond twice its standard error.
  bool BeyondChance() const { return mean > 2 * standard_error; }
};

// Two gains or more.
inline MeanGain MeanGainOf(absl::Span<const double> gains) {
  const auto count = static_cast<double>(gains.size());
  double sum = 0, squares = 0;
  for (const double gain : gains) sum += gain;
  for (const double gain : gains) {
    squares += (gain - sum / count) * (gain - sum / count);
  }
  return {sum / count, std::sqrt(squares / (count - 1) / count)};
}

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_MEAN_GAIN_H_
