// Functions of one value, of many values at once. The same bits wherever a
// value stands and, with fused multiply-adds, on every instruction set.
#ifndef REGULON_ENGINE_DENSE_ELEMENTWISE_H_
#define REGULON_ENGINE_DENSE_ELEMENTWISE_H_

#include "absl/types/span.h"

namespace regulon {

// values = max(values, 0); NaN stays NaN.
void Relu(absl::Span<float> values);

// values = values (1 + erf(values / sqrt 2)) / 2, with the C library's erf.
void Gelu(absl::Span<float> values);

// values = gate / (1 + exp(-gate)) * values, as SwiGLU has it.
// Relative error below 1e-6; 0 * values where gate < -88; NaN stays NaN.
void SwishTimes(absl::Span<const float> gate, absl::Span<float> values);

// to += factor * values, rounded once.
void AddScaled(float factor, absl::Span<const float> values, float* to);

// to = log(1 + exp(from)). Relative error below 1e-6 (of normal numbers); NaN
// stays NaN.
void Softplus(absl::Span<const float> from, absl::Span<float> to);

// to = min(1, max(0, from)); NaN stays NaN.
void UnitClamp(absl::Span<const float> from, absl::Span<float> to);

// Index of the first value that is not finite, or the size.
size_t FirstNotFinite(absl::Span<const float> values);

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_ELEMENTWISE_H_
