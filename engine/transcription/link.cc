#include "engine/transcription/link.h"

#include <algorithm>
#include <cmath>

#include "engine/dense/elementwise.h"

namespace regulon {

void ApplyLink(Link link, absl::Span<const float> from, absl::Span<float> to) {
  switch (link) {
    case Link::kIdentity:
      std::copy(from.begin(), from.end(), to.begin());
      break;
    case Link::kSoftplus:
      Softplus(from, to);
      break;
    case Link::kUnitClamp:
      UnitClamp(from, to);
      break;
  }
}

double PreciseLink(Link link, double value) {
  switch (link) {
    case Link::kIdentity:
      return value;
    case Link::kSoftplus:
      return std::max(value, 0.0) + std::log1p(std::exp(-std::abs(value)));
    case Link::kUnitClamp:
      return std::clamp(value, 0.0, 1.0);
  }
  return value;
}

double LinkSlope(Link link, double value) {
  switch (link) {
    case Link::kIdentity:
      return 1;
    case Link::kSoftplus:
      return 1 / (1 + std::exp(-value));
    case Link::kUnitClamp:
      return value > 0 && value < 1 ? 1 : 0;
  }
  return 1;
}

}  // namespace regulon
