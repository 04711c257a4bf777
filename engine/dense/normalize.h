// Normalizations of one row. Sums are in double precision and in one order, so
// that a row has the same bits whatever stands beside it.
#ifndef REGULON_ENGINE_DENSE_NORMALIZE_H_
#define REGULON_ENGINE_DENSE_NORMALIZE_H_

#include "absl/types/span.h"

namespace regulon {

// y = scale x / sqrt(mean x^2 + floor) (Zhang & Sennrich 2019, arXiv
// 1910.07467). x, scale and y are as long as each other, or scale empty: 1. y
// may be x.
void RmsNorm(absl::Span<const float> x, absl::Span<const float> scale,
             double floor, absl::Span<float> y);

// y = scale (x - mean x) / sqrt(mean (x - mean x)^2 + floor) + bias (Ba et al.
// 2016, arXiv 1607.06450). As above; bias may be empty: 0.
void LayerNorm(absl::Span<const float> x, absl::Span<const float> scale,
               absl::Span<const float> bias, double floor, absl::Span<float> y);

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_NORMALIZE_H_
