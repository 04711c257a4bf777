#include "engine/transcription/link.h"

#include <algorithm>

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

}  // namespace regulon
