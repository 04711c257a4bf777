// From the sum of the paths to the answer.
#ifndef REGULON_ENGINE_TRANSCRIPTION_LINK_H_
#define REGULON_ENGINE_TRANSCRIPTION_LINK_H_

#include "absl/types/span.h"

namespace regulon {

// The numbers are those of proto::Link.
enum class Link { kIdentity = 0, kSoftplus = 1, kUnitClamp = 2 };

// from -> to, of one size. NaN stays NaN.
void ApplyLink(Link link, absl::Span<const float> from, absl::Span<float> to);

// The same of one value in double precision, and its derivative; 0 where the
// clamp holds.
double PreciseLink(Link link, double value);
double LinkSlope(Link link, double value);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_LINK_H_
