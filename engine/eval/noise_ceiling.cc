#include "engine/eval/noise_ceiling.h"

#include <cmath>
#include <map>
#include <vector>

namespace regulon {

NoiseCeiling MeasureNoise(const FloatRows& values,
                          absl::Span<const int> replicate, double mean_square) {
  std::map<int, std::vector<int>> groups;
  for (size_t i = 0; i < replicate.size(); ++i) {
    groups[replicate[i]].push_back(i);
  }
  NoiseCeiling ceiling;
  ceiling.groups = groups.size();
  double within = 0, freedom = 0, to_others = 0, compared = 0;
  for (const auto& [number, samples] : groups) {
    if (samples.size() < 2) continue;
    ++ceiling.replicated_groups;
    ceiling.replicated_samples += samples.size();
    for (int g = 0; g < values.cols(); ++g) {
      double sum = 0, squares = 0;
      int k = 0;
      for (const int i : samples) {
        if (std::isnan(values(i, g))) continue;
        sum += values(i, g);
        ++k;
      }
      if (k < 2) continue;
      for (const int i : samples) {
        if (std::isnan(values(i, g))) continue;
        squares += (values(i, g) - sum / k) * (values(i, g) - sum / k);
      }
      // y - mean of others = (y - mean) k / (k - 1).
      const double factor = double(k) / (k - 1);
      within += squares;
      freedom += k - 1;
      to_others += squares * factor * factor;
      compared += k;
    }
  }
  if (freedom == 0) return ceiling;
  ceiling.rmse_to_others = std::sqrt(to_others / compared);
  ceiling.rmse = std::sqrt(within / freedom);
  if (mean_square > 0) {
    ceiling.r2 = 1 - ceiling.rmse * ceiling.rmse / mean_square;
  }
  return ceiling;
}

}  // namespace regulon
