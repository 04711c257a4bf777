#include "engine/attractors/bit_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/attractors/bit_kernels.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
// After foreach_target.h.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::CappedTag<uint32_t, kVectorWords>;

template <typename Function>
HWY_INLINE void ForWords(size_t words, const Function& function) {
  const Words d;
  for (size_t w = 0; w < words; w += hn::Lanes(d)) function(d, w);
}

void Run(absl::Span<const Instruction> instructions, size_t stride,
         size_t words, uint32_t* HWY_RESTRICT slots) {
  for (const Instruction& i : instructions) {
    uint32_t* const to = slots + i.to * stride;
    const uint32_t* const a = slots + i.a * stride;
    const uint32_t* const b = slots + i.b * stride;
    const uint32_t* const c = slots + i.c * stride;
    switch (i.kind) {
      case Instruction::kNot:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          hn::Store(hn::Not(hn::Load(d, a + w)), d, to + w);
        });
        break;
      case Instruction::kAnd:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          hn::Store(hn::And(hn::Load(d, a + w), hn::Load(d, b + w)), d, to + w);
        });
        break;
      case Instruction::kAndNot:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          hn::Store(hn::AndNot(hn::Load(d, a + w), hn::Load(d, b + w)), d,
                    to + w);
        });
        break;
      case Instruction::kOr:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          hn::Store(hn::Or(hn::Load(d, a + w), hn::Load(d, b + w)), d, to + w);
        });
        break;
      case Instruction::kXor:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          hn::Store(hn::Xor(hn::Load(d, a + w), hn::Load(d, b + w)), d, to + w);
        });
        break;
      case Instruction::kMux:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          const auto choice = hn::Load(d, a + w);
          hn::Store(hn::Or(hn::And(choice, hn::Load(d, b + w)),
                           hn::AndNot(choice, hn::Load(d, c + w))),
                    d, to + w);
        });
        break;
      case Instruction::kMuxNot:
        ForWords(words, [=](Words d, size_t w) HWY_ATTR {
          const auto choice = hn::Load(d, a + w);
          hn::Store(hn::Or(hn::AndNot(hn::Load(d, b + w), choice),
                           hn::AndNot(choice, hn::Load(d, c + w))),
                    d, to + w);
        });
        break;
    }
  }
}

// Swaps, for every i without bit kShift, the upper kShift bits of each pair in
// row i with the lower of row i + kShift (Warren, Hacker's Delight, 7-3).
template <int kShift>
HWY_INLINE void SwapHalves(size_t words, uint32_t mask,
                           uint32_t* HWY_RESTRICT matrix) {
  for (size_t i = 0; i < 32; ++i) {
    if ((i & kShift) != 0) continue;
    uint32_t* const low = matrix + i * words;
    uint32_t* const high = low + kShift * words;
    ForWords(words, [=](Words d, size_t w) HWY_ATTR {
      const auto a = hn::LoadU(d, low + w);
      const auto b = hn::LoadU(d, high + w);
      const auto differ =
          hn::And(hn::Xor(hn::ShiftRight<kShift>(a), b), hn::Set(d, mask));
      hn::StoreU(hn::Xor(a, hn::ShiftLeft<kShift>(differ)), d, low + w);
      hn::StoreU(hn::Xor(b, differ), d, high + w);
    });
  }
}

void Transpose(size_t words, uint32_t* matrix) {
  SwapHalves<16>(words, 0x0000ffff, matrix);
  SwapHalves<8>(words, 0x00ff00ff, matrix);
  SwapHalves<4>(words, 0x0f0f0f0f, matrix);
  SwapHalves<2>(words, 0x33333333, matrix);
  SwapHalves<1>(words, 0x55555555, matrix);
}

// Steps that change a bit within a word.
template <int kBit, bool kForward>
HWY_INLINE bool GrowInWords(size_t words, const uint64_t* HWY_RESTRICT can,
                            const uint64_t* HWY_RESTRICT within,
                            uint64_t* HWY_RESTRICT set) {
  constexpr uint64_t kMasks[] = {0x5555555555555555, 0x3333333333333333,
                                 0x0f0f0f0f0f0f0f0f, 0x00ff00ff00ff00ff,
                                 0x0000ffff0000ffff, 0x00000000ffffffff};
  const auto grow = [=](auto d, size_t w, auto grown) HWY_ATTR {
    const auto low = hn::Set(d, kMasks[kBit]);
    const auto old = hn::LoadU(d, set + w);
    const auto able = hn::LoadU(d, can + w);
    const auto from = kForward ? hn::And(old, able) : old;
    auto to = hn::Or(hn::ShiftLeft<(1 << kBit)>(hn::And(from, low)),
                     hn::And(hn::ShiftRight<(1 << kBit)>(from), low));
    if (!kForward) to = hn::And(to, hn::And(able, hn::LoadU(d, within + w)));
    hn::StoreU(hn::Or(old, to), d, set + w);
    return hn::Or(grown, hn::AndNot(old, to));
  };
  const hn::ScalableTag<uint64_t> wide;
  const hn::CappedTag<uint64_t, 1> one;
  auto grown = hn::Zero(wide);
  size_t w = 0;
  for (; w + hn::Lanes(wide) <= words; w += hn::Lanes(wide)) {
    grown = grow(wide, w, grown);
  }
  auto grown_one = hn::Zero(one);
  for (; w < words; ++w) grown_one = grow(one, w, grown_one);
  return !hn::AllTrue(wide, hn::Eq(grown, hn::Zero(wide))) ||
         hn::GetLane(grown_one) != 0;
}

// Steps between words `stride` apart.
template <class D, bool kForward>
HWY_INLINE bool GrowBetween(D d, size_t stride, size_t words,
                            const uint64_t* HWY_RESTRICT can,
                            const uint64_t* HWY_RESTRICT within,
                            uint64_t* HWY_RESTRICT set) {
  auto grown = hn::Zero(d);
  for (size_t block = 0; block < words; block += 2 * stride) {
    for (size_t w = block; w < block + stride; w += hn::Lanes(d)) {
      const auto low = hn::LoadU(d, set + w);
      const auto high = hn::LoadU(d, set + w + stride);
      const auto can_low = hn::LoadU(d, can + w);
      const auto can_high = hn::LoadU(d, can + w + stride);
      auto to_low = kForward ? hn::And(high, can_high) : hn::And(high, can_low);
      auto to_high = kForward ? hn::And(low, can_low) : hn::And(low, can_high);
      if (!kForward) {
        to_low = hn::And(to_low, hn::LoadU(d, within + w));
        to_high = hn::And(to_high, hn::LoadU(d, within + w + stride));
      }
      hn::StoreU(hn::Or(low, to_low), d, set + w);
      hn::StoreU(hn::Or(high, to_high), d, set + w + stride);
      grown = hn::Or(
          grown, hn::Or(hn::AndNot(low, to_low), hn::AndNot(high, to_high)));
    }
  }
  return !hn::AllTrue(d, hn::Eq(grown, hn::Zero(d)));
}

template <bool kForward>
HWY_INLINE bool Grow(int bit, size_t words, const uint64_t* can,
                     const uint64_t* within, uint64_t* set) {
  switch (bit) {
    case 0:
      return GrowInWords<0, kForward>(words, can, within, set);
    case 1:
      return GrowInWords<1, kForward>(words, can, within, set);
    case 2:
      return GrowInWords<2, kForward>(words, can, within, set);
    case 3:
      return GrowInWords<3, kForward>(words, can, within, set);
    case 4:
      return GrowInWords<4, kForward>(words, can, within, set);
    case 5:
      return GrowInWords<5, kForward>(words, can, within, set);
    case 6:
      return GrowBetween<hn::CappedTag<uint64_t, 1>, kForward>(
          {}, 1, words, can, within, set);
    case 7:
      return GrowBetween<hn::CappedTag<uint64_t, 2>, kForward>(
          {}, 2, words, can, within, set);
    case 8:
      return GrowBetween<hn::CappedTag<uint64_t, 4>, kForward>(
          {}, 4, words, can, within, set);
    default:
      return GrowBetween<hn::CappedTag<uint64_t, 8>, kForward>(
          {}, size_t{1} << (bit - 6), words, can, within, set);
  }
}

bool GrowForward(int bit, size_t words, const uint64_t* can, uint64_t* set) {
  return Grow<true>(bit, words, can, nullptr, set);
}

bool GrowBackward(int bit, size_t words, const uint64_t* can,
                  const uint64_t* within, uint64_t* set) {
  return Grow<false>(bit, words, can, within, set);
}

}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {

HWY_EXPORT(Run);
HWY_EXPORT(Transpose);
HWY_EXPORT(GrowForward);
HWY_EXPORT(GrowBackward);

void RunInstructions(absl::Span<const Instruction> instructions, size_t stride,
                     size_t words, uint32_t* slots) {
  HWY_DYNAMIC_DISPATCH(Run)(instructions, stride, words, slots);
}

void TransposeBits(size_t words, uint32_t* matrix) {
  HWY_DYNAMIC_DISPATCH(Transpose)(words, matrix);
}

bool AddSuccessors(int bit, absl::Span<const uint64_t> can,
                   absl::Span<uint64_t> set) {
  return HWY_DYNAMIC_DISPATCH(GrowForward)(bit, set.size(), can.data(),
                                           set.data());
}

bool AddPredecessors(int bit, absl::Span<const uint64_t> can,
                     absl::Span<const uint64_t> within,
                     absl::Span<uint64_t> set) {
  return HWY_DYNAMIC_DISPATCH(GrowBackward)(bit, set.size(), can.data(),
                                            within.data(), set.data());
}

}  // namespace regulon
#endif  // HWY_ONCE
