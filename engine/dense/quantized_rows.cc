#include "engine/dense/quantized_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dense/quantized_rows.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::CappedTag<float, 16> kF;
constexpr int64_t kLanes = hn::MaxLanes(kF);
// A row of smaller values is zero: the inverse of its scale is not a float's.
constexpr float kLeast = 1e-35f;

// The even bytes of eight before the odd ones.
uint64_t EvenFirst(uint64_t eight) {
  const auto even = [](uint64_t v) {
    v &= 0x00ff00ff00ff00ff;
    v = (v | v >> 8) & 0x0000ffff0000ffff;
    return (v | v >> 16) & 0xffffffff;
  };
  return even(eight) | even(eight >> 8) << 32;
}

// A row's scale; what is behind its inputs is zero.
float QuantizeRow(bool even_first, int64_t inputs, const float* values,
                  int64_t padded, int8_t* to, int32_t* sums) {
  auto most = hn::Zero(kF);
  auto sane = hn::Zero(kF);  // not a number once a value is not finite
  int64_t i = 0;
  for (; i + kLanes <= inputs; i += kLanes) {
    const auto x = hn::LoadU(kF, values + i);
    most = hn::Max(most, hn::Abs(x));
    sane = hn::MulAdd(x, hn::Zero(kF), sane);
  }
  float largest = hn::GetLane(hn::MaxOfLanes(kF, most));
  float check = hn::GetLane(hn::SumOfLanes(kF, sane));
  for (; i < inputs; ++i) {
    largest = std::max(largest, std::abs(values[i]));
    check += values[i] * 0;
  }
  const bool finite = check == 0;
  if (largest < kLeast) largest = 0;
  const float inverse = finite && largest > 0 ? 127 / largest : 0;
  const hn::Rebind<int8_t, decltype(kF)> i8;
  const auto factor = hn::Set(kF, inverse);
  const auto round = [&](const float* from, int8_t* place) {
    hn::StoreU(
        hn::DemoteTo(i8, hn::NearestInt(hn::Mul(hn::LoadU(kF, from), factor))),
        i8, place);
  };
  std::fill(to, to + padded, 0);
  for (i = 0; finite && i + kLanes <= inputs; i += kLanes) {
    round(values + i, to + i);
  }
  if (finite && i < inputs) {
    HWY_ALIGN float last[kLanes] = {};
    std::copy(values + i, values + inputs, last);
    int8_t rounded[kLanes];
    round(last, rounded);
    std::copy_n(rounded, inputs - i, to + i);
  }
  for (int64_t block = 0; block < padded; block += QuantizedRows::kSumInputs) {
    int32_t sum = 0;
    for (int64_t j = 0; j < QuantizedRows::kSumInputs; ++j) {
      sum += to[block + j];
    }
    sums[block / QuantizedRows::kSumInputs] = sum;
  }
  for (int64_t j = 0; even_first && j < padded; j += 8) {
    uint64_t eight;
    std::memcpy(&eight, to + j, 8);
    eight = EvenFirst(eight);
    std::memcpy(to + j, &eight, 8);
  }
  return finite ? largest / 127 : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
HWY_EXPORT(QuantizeRow);

void QuantizedRows::Plan(int64_t rows, int64_t inputs) {
  const int64_t stride = (inputs + kSumInputs - 1) / kSumInputs * kSumInputs;
  if (values_.size() < static_cast<size_t>(rows * stride)) {
    values_.resize(rows * stride);
    sums_.resize(rows * stride / kSumInputs);
  }
  if (scales_.size() < static_cast<size_t>(rows)) scales_.resize(rows);
}

void QuantizedRows::Fill(DType weights, int rows, int64_t inputs,
                         const float* values, int64_t stride) {
  stride_ = (inputs + kSumInputs - 1) / kSumInputs * kSumInputs;
  const auto quantize = HWY_DYNAMIC_DISPATCH(QuantizeRow);
  for (int row = 0; row < rows; ++row) {
    scales_[row] =
        quantize(weights == DType::kI4, inputs, values + row * stride, stride_,
                 values_.data() + row * stride_,
                 sums_.data() + row * (stride_ / kSumInputs));
  }
}

}  // namespace regulon
#endif
