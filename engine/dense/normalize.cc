#include "engine/dense/normalize.h"

#include <cmath>
#include <cstddef>

namespace regulon {
namespace {

// The mean of value(x_i). Eight sums, so that additions need not wait for each
// other.
template <typename Value>
double Mean(absl::Span<const float> x, Value value) {
  constexpr size_t kSums = 8;
  double sums[kSums] = {};
  size_t i = 0;
  for (; i + kSums <= x.size(); i += kSums) {
    for (size_t j = 0; j < kSums; ++j) sums[j] += value(x[i + j]);
  }
  for (size_t j = 0; i + j < x.size(); ++j) sums[j] += value(x[i + j]);
  return ((sums[0] + sums[4]) + (sums[1] + sums[5]) +
          ((sums[2] + sums[6]) + (sums[3] + sums[7]))) /
         static_cast<double>(x.size());
}

// y = by (x - center), scaled and shifted.
void Spread(absl::Span<const float> x, double center, double by,
            absl::Span<const float> scale, absl::Span<const float> bias,
            absl::Span<float> y) {
  for (size_t i = 0; i < x.size(); ++i) {
    double value = (x[i] - center) * by;
    if (!scale.empty()) value *= scale[i];
    if (!bias.empty()) value += bias[i];
    y[i] = static_cast<float>(value);
  }
}

}  // namespace

void RmsNorm(absl::Span<const float> x, absl::Span<const float> scale,
             double floor, absl::Span<float> y) {
  const double square = Mean(x, [](double value) { return value * value; });
  Spread(x, 0, 1 / std::sqrt(square + floor), scale, {}, y);
}

void LayerNorm(absl::Span<const float> x, absl::Span<const float> scale,
               absl::Span<const float> bias, double floor,
               absl::Span<float> y) {
  const double mean = Mean(x, [](double value) { return value; });
  const double variance =
      Mean(x, [mean](double value) { return (value - mean) * (value - mean); });
  Spread(x, mean, 1 / std::sqrt(variance + floor), scale, bias, y);
}

}  // namespace regulon
