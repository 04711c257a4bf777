#include "engine/attention/rotary.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

constexpr int64_t kStep = 256;

}  // namespace

Rotary::Rotary(int head_width, double base, int64_t positions)
    : half_(head_width / 2) {
  const auto fill = [&](int64_t count, int64_t step) {
    std::vector<Angle> angles;
    angles.reserve(count * half_);
    for (int64_t at = 0; at < count; ++at) {
      for (int i = 0; i < half_; ++i) {
        const double angle = static_cast<double>(at * step) *
                             std::pow(base, -2.0 * i / head_width);
        angles.push_back({std::cos(angle), std::sin(angle)});
      }
    }
    return angles;
  };
  near_ = fill(std::min(positions, kStep), 1);
  far_ = fill((positions + kStep - 1) / kStep, kStep);
}

void Rotary::Turn(int64_t position, int heads, float* row) const {
  const Angle* near = near_.data() + position % kStep * half_;
  const Angle* far = far_.data() + position / kStep * half_;
  for (int i = 0; i < half_; ++i) {
    const auto cosine = static_cast<float>(near[i].cosine * far[i].cosine -
                                           near[i].sine * far[i].sine);
    const auto sine = static_cast<float>(near[i].sine * far[i].cosine +
                                         near[i].cosine * far[i].sine);
    for (int head = 0; head < heads; ++head) {
      float& first = row[2 * head * half_ + i];
      float& second = row[(2 * head + 1) * half_ + i];
      const float turned = first * cosine - second * sine;
      second = second * cosine + first * sine;
      first = turned;
    }
  }
}

}  // namespace regulon
