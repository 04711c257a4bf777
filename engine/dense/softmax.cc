#include "engine/dense/softmax.h"

#include <algorithm>
#include <limits>

#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dense/softmax.cc"
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
constexpr size_t kSums = 16;  // on every instruction set

void SoftmaxAll(absl::Span<float> scores, bool null_state) {
  float largest = null_state ? 0.0f : -std::numeric_limits<float>::infinity();
  for (const float score : scores) largest = std::max(largest, score);
  const F shift = hn::Set(kF, largest);
  const auto power = [shift](F score) {
    const F x = hn::Sub(score, shift);
    return hn::IfThenElse(hn::Eq(x, x), hn::Exp(kF, x), x);  // NaN stays
  };
  HWY_ALIGN float sums[kSums] = {};
  HWY_ALIGN float last[kSums];
  for (size_t i = 0; i < scores.size(); i += kSums) {
    const size_t count = std::min(kSums, scores.size() - i);
    float* at = scores.data() + i;
    if (count < kSums) {
      // exp(-inf) adds nothing to a sum.
      std::fill(last, last + kSums, -std::numeric_limits<float>::infinity());
      std::copy_n(at, count, last);
      at = last;
    }
    for (size_t j = 0; j < kSums; j += kLanes) {
      const F value = power(hn::LoadU(kF, at + j));
      hn::StoreU(value, kF, at + j);
      hn::Store(hn::Add(hn::Load(kF, sums + j), value), kF, sums + j);
    }
    if (count < kSums) std::copy_n(last, count, scores.data() + i);
  }
  for (size_t half = kSums / 2; half > 0; half /= 2) {
    for (size_t j = 0; j < half; ++j) sums[j] += sums[j + half];
  }
  if (null_state) sums[0] += hn::GetLane(power(hn::Zero(kF)));
  for (float& score : scores) score /= sums[0];
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
HWY_EXPORT(SoftmaxAll);

void Softmax(absl::Span<float> scores, bool null_state) {
  HWY_DYNAMIC_DISPATCH(SoftmaxAll)(scores, null_state);
}

}  // namespace regulon
#endif
