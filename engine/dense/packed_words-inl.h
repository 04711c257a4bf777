// How the words of a packed panel are multiplied: one struct a dtype. Included
// once for each instruction set by packed_product.cc.
#if defined(REGULON_ENGINE_DENSE_PACKED_WORDS_INL_H_) == \
    defined(HWY_TARGET_TOGGLE)
#ifdef REGULON_ENGINE_DENSE_PACKED_WORDS_INL_H_
#undef REGULON_ENGINE_DENSE_PACKED_WORDS_INL_H_
#else
#define REGULON_ENGINE_DENSE_PACKED_WORDS_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Four bytes of 64 columns: v rows of a packed panel, whatever the dtype.
constexpr int64_t kWordRowBytes = 256;
constexpr int64_t kPanelColumns = 64;
constexpr int64_t kLine = 64;  // bytes of a cache line

#if HWY_TARGET == HWY_AVX3_DL || HWY_TARGET == HWY_AVX3 || \
    HWY_TARGET == HWY_NEON
constexpr int kVectors = 4;
#else
constexpr int kVectors = 2;
#endif

constexpr hn::CappedTag<float, 16> kF;
constexpr hn::RebindToSigned<decltype(kF)> kI;
constexpr hn::RebindToUnsigned<decltype(kF)> kU;
using F = hn::Vec<decltype(kF)>;
using I = hn::Vec<decltype(kI)>;
constexpr int64_t kLanes = hn::MaxLanes(kF);
constexpr int64_t kStepColumns = kLanes * kVectors;

// Weights of F32: a word row is one input.
struct F32Words {
  static constexpr int kInputs = 1;
  template <int R>
  static HWY_INLINE void Add(const uint8_t* word_row, const float* const* x,
                             int64_t input, F (&sums)[R][kVectors]) {
    const float* w = reinterpret_cast<const float*>(word_row);
    F weights[kVectors];
    for (int c = 0; c < kVectors; ++c) {
      weights[c] = hn::LoadU(kF, w + c * kLanes);
    }
    for (int r = 0; r < R; ++r) {
      const F value = hn::Set(kF, x[r][input]);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = hn::MulAdd(value, weights[c], sums[r][c]);
      }
    }
  }
};

// BF16: a word row is two, the first in the lower half.
struct Bf16Words {
  static constexpr int kInputs = 2;
  template <int R>
  static HWY_INLINE void Add(const uint8_t* word_row, const float* const* x,
                             int64_t input, F (&sums)[R][kVectors]) {
    const uint32_t* w = reinterpret_cast<const uint32_t*>(word_row);
    const auto high = hn::Set(kU, 0xffff0000u);
    F weights[kVectors];
    for (int c = 0; c < kVectors; ++c) {
      weights[c] =
          hn::BitCast(kF, hn::ShiftLeft<16>(hn::LoadU(kU, w + c * kLanes)));
    }
    for (int r = 0; r < R; ++r) {
      const F value = hn::Set(kF, x[r][input]);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = hn::MulAdd(value, weights[c], sums[r][c]);
      }
    }
    for (int c = 0; c < kVectors; ++c) {
      weights[c] =
          hn::BitCast(kF, hn::And(hn::LoadU(kU, w + c * kLanes), high));
    }
    for (int r = 0; r < R; ++r) {
      const F value = hn::Set(kF, x[r][input + 1]);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = hn::MulAdd(value, weights[c], sums[r][c]);
      }
    }
  }
};

// sum + the four products of a word's bytes, signed, with those of x.
// `kOffset` is what the bytes of w are larger by than the weights.
#if HWY_TARGET == HWY_AVX3_DL
// Highway's target string lacks avx512vnni, so no intrinsic of it compiles
// here.
HWY_INLINE I Dot4(I w, I x, I sum) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum.raw) : "v"(w.raw), "v"(x.raw));
  return sum;
}
#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
HWY_INLINE I Dot4(I w, I x, I sum) {
  const hn::Repartition<int16_t, decltype(kI)> d16;
  const auto w16 = hn::BitCast(d16, w), x16 = hn::BitCast(d16, x);
  const auto x_even = hn::ShiftRight<8>(hn::ShiftLeft<8>(x16));
  const auto x_odd = hn::ShiftRight<8>(x16);
  const auto w_even = hn::And(w16, hn::Set(d16, 0xff));
  const auto w_odd =
      hn::BitCast(d16, hn::ShiftRight<8>(hn::BitCast(
                           hn::RebindToUnsigned<decltype(d16)>(), w16)));
  I unused = hn::Zero(kI);
  sum = hn::ReorderWidenMulAccumulate(kI, w_even, x_even, sum, unused);
  return hn::ReorderWidenMulAccumulate(kI, w_odd, x_odd, sum, unused);
}
#else
HWY_INLINE I Dot4(I w, I x, I sum) {
  const auto byte = hn::Set(kI, 0xff);
  sum = hn::Add(
      sum, hn::Mul(hn::And(w, byte), hn::ShiftRight<24>(hn::ShiftLeft<24>(x))));
  sum = hn::Add(sum, hn::Mul(hn::And(hn::ShiftRight<8>(w), byte),
                             hn::ShiftRight<24>(hn::ShiftLeft<16>(x))));
  sum = hn::Add(sum, hn::Mul(hn::And(hn::ShiftRight<16>(w), byte),
                             hn::ShiftRight<24>(hn::ShiftLeft<8>(x))));
  return hn::Add(sum, hn::Mul(hn::And(hn::ShiftRight<24>(w), byte),
                              hn::ShiftRight<24>(x)));
}
#endif

HWY_INLINE I FourOf(const int8_t* x) {
  int32_t word;
  hwy::CopyBytes<4>(x, &word);
  return hn::Set(kI, word);
}

// I8: a word row is four inputs. Bytes are taken as w + 128.
struct I8Words {
  static constexpr int kInputs = 4;
  static constexpr int kOffset = 128;
  template <int R>
  static HWY_INLINE void Add(const uint8_t* word_row, const int8_t* const* x,
                             int64_t input, I (&sums)[R][kVectors]) {
    const int32_t* w = reinterpret_cast<const int32_t*>(word_row);
    const auto flip = hn::Set(kI, static_cast<int32_t>(0x80808080u));
    I weights[kVectors];
    for (int c = 0; c < kVectors; ++c) {
      weights[c] = hn::Xor(hn::LoadU(kI, w + c * kLanes), flip);
    }
    for (int r = 0; r < R; ++r) {
      const I value = FourOf(x[r] + input);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = Dot4(weights[c], value, sums[r][c]);
      }
    }
  }
};

// I4: eight, the even ones in the lower nibbles, taken as w + 8.
struct I4Words {
  static constexpr int kInputs = 8;
  static constexpr int kOffset = 8;
  template <int R>
  static HWY_INLINE void Add(const uint8_t* word_row, const int8_t* const* x,
                             int64_t input, I (&sums)[R][kVectors]) {
    const int32_t* w = reinterpret_cast<const int32_t*>(word_row);
    const auto flip = hn::Set(kI, static_cast<int32_t>(0x88888888u));
    const auto nibble = hn::Set(kI, 0x0f0f0f0f);
    I weights[kVectors];
    for (int c = 0; c < kVectors; ++c) {
      weights[c] =
          hn::And(hn::Xor(hn::LoadU(kI, w + c * kLanes), flip), nibble);
    }
    for (int r = 0; r < R; ++r) {
      const I value = FourOf(x[r] + input);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = Dot4(weights[c], value, sums[r][c]);
      }
    }
    for (int c = 0; c < kVectors; ++c) {
      weights[c] = hn::And(
          hn::ShiftRight<4>(hn::Xor(hn::LoadU(kI, w + c * kLanes), flip)),
          nibble);
    }
    for (int r = 0; r < R; ++r) {
      const I value = FourOf(x[r] + input + 4);
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = Dot4(weights[c], value, sums[r][c]);
      }
    }
  }
};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#endif  // REGULON_ENGINE_DENSE_PACKED_WORDS_INL_H_
