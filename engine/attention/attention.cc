#include "engine/attention/attention.h"

#include <algorithm>

#include "engine/dense/softmax.h"
#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/attention/attention.cc"
#include "hwy/foreach_target.h"
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
constexpr size_t kSums = 16;  // of a product, on every instruction set
constexpr size_t kVectors = kSums / kLanes;

// What one head reads: its columns of the rows of sources [begin, end) that are
// not absent.
struct Sources {
  const float *keys, *values;  // of row 0
  int64_t begin, end, stride;
  const uint8_t* absent;

  // visit(where the row begins) in order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (int64_t s = begin; s < end; ++s) {
      if (absent == nullptr || absent[s] == 0) visit(s * stride);
    }
  }
};

// Sums of sixteen columns each, on their way to one: 0 + 8, 1 + 9 ..., of these
// 0 + 4 ..., of these (0 + 2) + (1 + 3).
#if HWY_TARGET == HWY_SCALAR
struct Quarter {
  float sums[4];
};

Quarter Fold(const F (&sums)[kVectors]) {
  Quarter quarter;
  for (size_t j = 0; j < 4; ++j) {
    quarter.sums[j] = hn::GetLane(hn::Add(hn::Add(sums[j], sums[j + 8]),
                                          hn::Add(sums[j + 4], sums[j + 12])));
  }
  return quarter;
}

void StoreScaled(const Quarter (&of)[4], float by, float* to) {
  for (const Quarter& one : of) {
    const float(&sums)[4] = one.sums;
    *to++ = by * ((sums[0] + sums[2]) + (sums[1] + sums[3]));
  }
}
#else
constexpr hn::CappedTag<float, 4> kQuarter;
using Quarter = hn::Vec<decltype(kQuarter)>;

template <class D>
Quarter FoldVector(D d, hn::Vec<D> sums) {
  if constexpr (hn::MaxLanes(d) == 4) {
    return sums;
  } else {
    const hn::Half<D> half;
    return FoldVector(
        half, hn::Add(hn::LowerHalf(half, sums), hn::UpperHalf(half, sums)));
  }
}

Quarter Fold(const F (&sums)[kVectors]) {
  if constexpr (kVectors == 1) {
    return FoldVector(kF, sums[0]);
  } else if constexpr (kVectors == 2) {
    return FoldVector(kF, hn::Add(sums[0], sums[1]));
  } else {
    return FoldVector(
        kF, hn::Add(hn::Add(sums[0], sums[2]), hn::Add(sums[1], sums[3])));
  }
}

void StoreScaled(const Quarter (&of)[4], float by, float* to) {
  const Quarter first = hn::Add(hn::InterleaveLower(kQuarter, of[0], of[1]),
                                hn::InterleaveUpper(kQuarter, of[0], of[1]));
  const Quarter last = hn::Add(hn::InterleaveLower(kQuarter, of[2], of[3]),
                               hn::InterleaveUpper(kQuarter, of[2], of[3]));
  const Quarter sums = hn::Add(hn::ConcatLowerLower(kQuarter, last, first),
                               hn::ConcatUpperUpper(kQuarter, last, first));
  hn::StoreU(hn::Mul(hn::Set(kQuarter, by), sums), kQuarter, to);
}
#endif

// The products of columns, added up in four sums.
Quarter Products(const float* a, const float* b, size_t width) {
  F sums[kVectors];
  for (F& sum : sums) sum = hn::Zero(kF);
  const auto add = [&sums](const float* x, const float* y) {
    for (size_t j = 0; j < kVectors; ++j) {
      sums[j] = hn::MulAdd(hn::LoadU(kF, x + j * kLanes),
                           hn::LoadU(kF, y + j * kLanes), sums[j]);
    }
  };
  size_t i = 0;
  for (; i + kSums <= width; i += kSums) add(a + i, b + i);
  if (i < width) {
    HWY_ALIGN float last_a[kSums] = {}, last_b[kSums] = {};
    std::copy(a + i, a + width, last_a);
    std::copy(b + i, b + width, last_b);
    add(last_a, last_b);
  }
  return Fold(sums);
}

// sharpness q . k of each source; how many there are.
size_t Score(const Sources& sources, const float* query, size_t width,
             float sharpness, float* scores) {
  Quarter four[4] = {};
  size_t count = 0;
  sources.ForEach([&](int64_t row) {
    four[count % 4] = Products(query, sources.keys + row, width);
    if (++count % 4 == 0) StoreScaled(four, sharpness, scores + count - 4);
  });
  float last[4];
  StoreScaled(four, sharpness, last);
  std::copy_n(last, count % 4, scores + count - count % 4);
  return count;
}

// out = the shares of the values, added in ascending order of the sources, of
// as many columns as `kColumns` registers hold.
template <size_t kColumns>
void AddValues(const Sources& sources, const float* shares, size_t column,
               float* out) {
  F sums[kColumns];
  for (F& sum : sums) sum = hn::Zero(kF);
  sources.ForEach([&](int64_t row) {
    const F share = hn::Set(kF, *shares++);
    for (size_t j = 0; j < kColumns; ++j) {
      sums[j] = hn::MulAdd(
          share, hn::LoadU(kF, sources.values + row + column + j * kLanes),
          sums[j]);
    }
  });
  for (size_t j = 0; j < kColumns; ++j) {
    hn::StoreU(sums[j], kF, out + column + j * kLanes);
  }
}

// The columns that fill no register.
void AddLastValues(const Sources& sources, const float* shares, size_t column,
                   size_t width, float* out) {
  HWY_ALIGN float last[kLanes] = {};
  F sum = hn::Zero(kF);
  sources.ForEach([&](int64_t row) {
    const float* value = sources.values + row;
    std::copy(value + column, value + width, last);
    sum = hn::MulAdd(hn::Set(kF, *shares++), hn::Load(kF, last), sum);
  });
  hn::Store(sum, kF, last);
  std::copy_n(last, width - column, out + column);
}

void AttendHeadAll(const AttentionShape& shape, int head, const float* query,
                   int64_t begin, int64_t end, const KeysAndValues& all,
                   float* scratch, float* out) {
  const size_t width = shape.head_width;
  const int64_t at = head / (shape.heads / shape.key_heads) * shape.head_width;
  const Sources sources = {all.keys + at, all.values + at, begin,
                           end,           all.stride,      all.absent};
  query += head * width;
  out += head * width;
  const size_t count =
      Score(sources, query, width, shape.sharpness[head], scratch);
  Softmax(absl::MakeSpan(scratch, count), shape.null_state);
  constexpr size_t kMost = 8;  // registers, so that sums need not wait
  size_t column = 0;
  for (; column + kMost * kLanes <= width; column += kMost * kLanes) {
    AddValues<kMost>(sources, scratch, column, out);
  }
  for (; column + 4 * kLanes <= width; column += 4 * kLanes) {
    AddValues<4>(sources, scratch, column, out);
  }
  for (; column + kLanes <= width; column += kLanes) {
    AddValues<1>(sources, scratch, column, out);
  }
  if (column < width) AddLastValues(sources, scratch, column, width, out);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
namespace {

HWY_EXPORT(AttendHeadAll);

int64_t EndOf(const AttentionShape& shape, int64_t position, int64_t size) {
  return shape.causal ? std::min(size, position + 1) : size;
}

int64_t BeginOf(const AttentionShape& shape, int64_t position) {
  const bool windowed = shape.causal && shape.window > 0;
  return windowed ? std::max<int64_t>(0, position + 1 - shape.window) : 0;
}

}  // namespace

int64_t AttendedSources(const AttentionShape& shape, int64_t position,
                        const KeysAndValues& sources) {
  const int64_t begin = BeginOf(shape, position);
  const int64_t end = EndOf(shape, position, sources.size);
  if (begin >= end) return 0;
  if (sources.absent == nullptr) return end - begin;
  return std::count(sources.absent + begin, sources.absent + end, 0);
}

void AttendHead(const AttentionShape& shape, int head, const float* query,
                int64_t position, const KeysAndValues& sources, float* scratch,
                float* out) {
  HWY_DYNAMIC_DISPATCH(AttendHeadAll)
  (shape, head, query, BeginOf(shape, position),
   EndOf(shape, position, sources.size), sources, scratch, out);
}

void Attend(const AttentionShape& shape, int64_t rows, const float* queries,
            int64_t stride, int64_t first_position,
            const KeysAndValues& sources, float* scratch, float* out) {
  // A head's keys stay near while its rows pass.
  for (int head = 0; head < shape.heads; ++head) {
    for (int64_t row = 0; row < rows; ++row) {
      AttendHead(shape, head, queries + row * stride, first_position + row,
                 sources, scratch, out + row * stride);
    }
  }
}

int64_t AttendFlops(const AttentionShape& shape, int64_t rows,
                    int64_t first_position, const KeysAndValues& sources) {
  int64_t attended = 0;
  for (int64_t row = 0; row < rows; ++row) {
    attended += AttendedSources(shape, first_position + row, sources);
  }
  // Of a score: its scale, exp, sum and share.
  return attended * shape.heads * (4 * int64_t{shape.head_width} + 4);
}

}  // namespace regulon
#endif
