#include "engine/dense/elementwise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dense/elementwise.cc"
#include "hwy/foreach_target.h"
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<float, 16> kF;
using F = hn::Vec<decltype(kF)>;
constexpr size_t kLanes = hn::MaxLanes(kF);

// Runs `function` over vectors of up to two inputs; the last ones from a copy
// that is filled up, so that every value takes the same way.
template <class Function>
void ForEach(size_t size, const float* a, const float* b, float* to,
             Function function) {
  size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    hn::StoreU(function(hn::LoadU(kF, a + i), hn::LoadU(kF, b + i)), kF,
               to + i);
  }
  if (i == size) return;
  HWY_ALIGN float last_a[kLanes] = {}, last_b[kLanes] = {};
  std::copy(a + i, a + size, last_a);
  std::copy(b + i, b + size, last_b);
  hn::Store(function(hn::Load(kF, last_a), hn::Load(kF, last_b)), kF, last_a);
  std::copy_n(last_a, size - i, to + i);
}

F KeepNan(F value, F result) {
  return hn::IfThenElse(hn::Eq(value, value), result, value);
}

void ReluAll(absl::Span<float> values) {
  ForEach(values.size(), values.data(), values.data(), values.data(),
          [](F x, F) { return KeepNan(x, hn::Max(x, hn::Zero(kF))); });
}

void SwishTimesAll(absl::Span<const float> gate, absl::Span<float> values) {
  const F one = hn::Set(kF, 1);
  const F lowest = hn::Set(kF, -88);  // below, exp(-x) is not a float's
  ForEach(gate.size(), gate.data(), values.data(), values.data(),
          [=](F x, F y) {
            const F power = hn::Exp(kF, hn::Neg(hn::Max(x, lowest)));
            const F swish = hn::IfThenElseZero(hn::Ge(x, lowest),
                                               hn::Div(x, hn::Add(one, power)));
            return hn::Mul(KeepNan(x, swish), y);
          });
}

void AddScaledAll(float factor, absl::Span<const float> values, float* to) {
  const F by = hn::Set(kF, factor);
  ForEach(values.size(), values.data(), to, to,
          [by](F x, F y) { return hn::MulAdd(by, x, y); });
}

// max(x, 0) + log(1 + exp(-|x|)): from exp on within 0..1.
void SoftplusAll(absl::Span<const float> from, absl::Span<float> to) {
  ForEach(from.size(), from.data(), from.data(), to.data(), [](F x, F) {
    const F power = hn::Exp(kF, hn::Neg(hn::Abs(x)));
    return KeepNan(x, hn::Add(hn::Max(x, hn::Zero(kF)), hn::Log1p(kF, power)));
  });
}

void UnitClampAll(absl::Span<const float> from, absl::Span<float> to) {
  const F one = hn::Set(kF, 1);
  ForEach(from.size(), from.data(), from.data(), to.data(), [one](F x, F) {
    return KeepNan(x, hn::Min(one, hn::Max(hn::Zero(kF), x)));
  });
}

size_t FirstNotFiniteAll(absl::Span<const float> values) {
  size_t i = 0;
  const F largest = hn::Set(kF, std::numeric_limits<float>::max());
  for (; i + kLanes <= values.size(); i += kLanes) {
    const F x = hn::LoadU(kF, values.data() + i);
    if (!hn::AllTrue(kF, hn::Le(hn::Abs(x), largest))) break;
  }
  while (i < values.size() && std::isfinite(values[i])) ++i;
  return i;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
HWY_EXPORT(ReluAll);
HWY_EXPORT(SwishTimesAll);
HWY_EXPORT(AddScaledAll);
HWY_EXPORT(SoftplusAll);
HWY_EXPORT(UnitClampAll);
HWY_EXPORT(FirstNotFiniteAll);

void Gelu(absl::Span<float> values) {
  constexpr float kRootHalf = 0.70710678118654752f;
  for (float& value : values) {
    value *= 0.5f * (1 + std::erf(value * kRootHalf));
  }
}

void Relu(absl::Span<float> values) { HWY_DYNAMIC_DISPATCH(ReluAll)(values); }

void SwishTimes(absl::Span<const float> gate, absl::Span<float> values) {
  HWY_DYNAMIC_DISPATCH(SwishTimesAll)(gate, values);
}

void AddScaled(float factor, absl::Span<const float> values, float* to) {
  HWY_DYNAMIC_DISPATCH(AddScaledAll)(factor, values, to);
}

void Softplus(absl::Span<const float> from, absl::Span<float> to) {
  HWY_DYNAMIC_DISPATCH(SoftplusAll)(from, to);
}

void UnitClamp(absl::Span<const float> from, absl::Span<float> to) {
  HWY_DYNAMIC_DISPATCH(UnitClampAll)(from, to);
}

size_t FirstNotFinite(absl::Span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(FirstNotFiniteAll)(values);
}

}  // namespace regulon
#endif
