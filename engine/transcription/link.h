// From the sum of the paths to the answer.
#ifndef REGULON_ENGINE_TRANSCRIPTION_LINK_H_
#define REGULON_ENGINE_TRANSCRIPTION_LINK_H_

#include <algorithm>
#include <cmath>

namespace regulon {

// The numbers are those of proto::Link.
enum class Link { kIdentity = 0, kSoftplus = 1, kUnitClamp = 2 };

// NaN stays NaN.
inline float ApplyLink(Link link, float y) {
  switch (link) {
    case Link::kIdentity:
      return y;
    case Link::kSoftplus:
      return std::max(y, 0.0f) + std::log1p(std::exp(-std::abs(y)));
    case Link::kUnitClamp:
      return std::isnan(y) ? y : std::min(1.0f, std::max(0.0f, y));
  }
  return y;
}

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_LINK_H_
