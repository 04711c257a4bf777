#include "engine/dense/packed_product.h"

#include <algorithm>

#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/dense/packed_product.cc"
#include "hwy/foreach_target.h"
#include "engine/dense/packed_words-inl.h"
#include "hwy/highway.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {
namespace {

// What a block of a panel is multiplied with, and where to.
struct Block {
  const uint8_t* words;  // [word_rows, 64]
  int64_t word_rows;
  int64_t input;  // the first
  int passes;     // over it, each for some of the rows
  // Of integers: a row of scales for each group of word rows, for the columns
  // that exist.
  const float* scales;
  int64_t scale_stride, group_word_rows, columns;
};

constexpr int64_t kPageWordRows = 4096 / kWordRowBytes, kPagesAhead = 4;

template <class Words, class X, class Sums>
HWY_INLINE void AddRun(int64_t word_rows, const X& x, const uint8_t*& words,
                       int64_t& input, Sums& sums) {
  for (int64_t i = 0; i < word_rows; ++i) {
    Words::Add(words, x, input, sums);
    words += kWordRowBytes;
    input += Words::kInputs;
  }
}

// Of `passes` over these words this one reads ahead for its share of them. A
// single one keeps up with the memory, but for where pages of a file begin: to
// find their addresses takes as long as to read them.
template <class Words, class X, class Sums>
HWY_INLINE void AddWords(const uint8_t* words, int64_t word_rows, const X& x,
                         int64_t input, Sums& sums, int passes,
                         ReadAhead& ahead) {
  if (passes > 1) {
    ReadAhead mine = ahead;
    const int64_t steps = word_rows / passes;
    for (int64_t i = 0; i < steps; ++i) {
      mine.Step();
      AddRun<Words>(2, x, words, input, sums);
    }
    ahead = mine;
    word_rows -= 2 * steps;
  } else if (passes == 1) {
    for (; word_rows >= kPageWordRows; word_rows -= kPageWordRows) {
      __builtin_prefetch(words + kPagesAhead * kPageWordRows * kWordRowBytes, 0,
                         2);
      AddRun<Words>(kPageWordRows, x, words, input, sums);
    }
  }
  AddRun<Words>(word_rows, x, words, input, sums);
}

template <class Words, int R>
HWY_NOINLINE void AddFloats(const Block& block, const Left& left, int row,
                            bool add, float* y, int64_t y_stride,
                            ReadAhead& ahead) {
  const float* x[R];
  for (int r = 0; r < R; ++r) x[r] = left.values + (row + r) * left.stride;
  for (int64_t column = 0; column < kPanelColumns; column += kStepColumns) {
    F sums[R][kVectors];
    for (int r = 0; r < R; ++r) {
      const float* from = y + (row + r) * y_stride + column;
      for (int c = 0; c < kVectors; ++c) {
        sums[r][c] = add ? hn::LoadU(kF, from + c * kLanes) : hn::Zero(kF);
      }
    }
    const uint8_t* words = block.words + column * 4;
    AddWords<Words>(words, block.word_rows, x, block.input, sums,
                    column == 0 ? block.passes : 0, ahead);
    for (int r = 0; r < R; ++r) {
      float* to = y + (row + r) * y_stride + column;
      for (int c = 0; c < kVectors; ++c) {
        hn::StoreU(sums[r][c], kF, to + c * kLanes);
      }
    }
  }
}

template <class Words, int R>
HWY_NOINLINE void AddIntegers(const Block& block, const Left& left, int row,
                              bool add, float* y, int64_t y_stride,
                              ReadAhead& ahead) {
  constexpr int64_t kSum = QuantizedRows::kSumInputs;
  const QuantizedRows& rows = *left.quantized;
  const int8_t* x[R];
  F row_scale[R];
  for (int r = 0; r < R; ++r) {
    x[r] = rows.values(row + r);
    row_scale[r] = hn::Set(kF, rows.scale(row + r));
  }
  for (int64_t column = 0; column < kPanelColumns; column += kStepColumns) {
    F totals[R][kVectors];
    for (int r = 0; r < R; ++r) {
      const float* from = y + (row + r) * y_stride + column;
      for (int c = 0; c < kVectors; ++c) {
        totals[r][c] = add ? hn::LoadU(kF, from + c * kLanes) : hn::Zero(kF);
      }
    }
    const uint8_t* words = block.words + column * 4;
    const float* scales = block.scales + column;
    int64_t input = block.input;
    for (int64_t rest = block.word_rows; rest > 0;) {
      const int64_t group = std::min(block.group_word_rows, rest);
      const int64_t end = input + group * Words::kInputs;
      I sums[R][kVectors];
      for (int r = 0; r < R; ++r) {
        int32_t sum = 0;
        for (int64_t i = input / kSum; i < (end + kSum - 1) / kSum; ++i) {
          sum += rows.sums(row + r)[i];
        }
        for (int c = 0; c < kVectors; ++c) {
          sums[r][c] = hn::Set(kI, -Words::kOffset * sum);
        }
      }
      AddWords<Words>(words, group, x, input, sums,
                      column == 0 ? block.passes : 0, ahead);
      HWY_ALIGN float copied[kStepColumns];
      const float* of_columns = scales;
      if (column + kStepColumns > block.columns) {  // the last ones
        for (int64_t i = 0; i < kStepColumns; ++i) {
          copied[i] = column + i < block.columns ? scales[i] : 0;
        }
        of_columns = copied;
      }
      for (int c = 0; c < kVectors; ++c) {
        const F of_column = hn::LoadU(kF, of_columns + c * kLanes);
        for (int r = 0; r < R; ++r) {
          totals[r][c] =
              hn::MulAdd(hn::ConvertTo(kF, sums[r][c]),
                         hn::Mul(row_scale[r], of_column), totals[r][c]);
        }
      }
      words += group * kWordRowBytes;
      scales += block.scale_stride;
      input = end;
      rest -= group;
    }
    for (int r = 0; r < R; ++r) {
      float* to = y + (row + r) * y_stride + column;
      for (int c = 0; c < kVectors; ++c) {
        hn::StoreU(totals[r][c], kF, to + c * kLanes);
      }
    }
  }
}

using AddBlock = void (*)(const Block&, const Left&, int, bool, float*, int64_t,
                          ReadAhead&);

template <class Words>
constexpr AddBlock kFloats[] = {AddFloats<Words, 1>, AddFloats<Words, 2>,
                                AddFloats<Words, 3>, AddFloats<Words, 4>,
                                AddFloats<Words, 5>, AddFloats<Words, 6>};
template <class Words>
constexpr AddBlock kIntegers[] = {AddIntegers<Words, 1>, AddIntegers<Words, 2>,
                                  AddIntegers<Words, 3>, AddIntegers<Words, 4>,
                                  AddIntegers<Words, 5>, AddIntegers<Words, 6>};

const AddBlock* KernelsOf(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return kFloats<F32Words>;
    case DType::kBf16:
      return kFloats<Bf16Words>;
    case DType::kI8:
      return kIntegers<I8Words>;
    default:
      return kIntegers<I4Words>;
  }
}

// Word rows of a block: it and the next one stay in the second cache while
// several groups of rows pass over it.
constexpr int64_t kBlockWordRows = 256;

void Product(int rows, const Left& x, const Matrix& w, const Panels& panels,
             Into into, float* y, int64_t y_stride, ReadAhead& ahead) {
  const AddBlock* kernels = KernelsOf(w.dtype);
  const int64_t inputs = 32 / BitsOf(w.dtype);  // of a word row
  const int64_t word_rows = (w.rows + inputs - 1) / inputs;
  // A panel's rows on the file are padded to 16 word rows.
  const int64_t panel_word_rows = (word_rows + 15) / 16 * 16;
  // Word rows of a scale; what has one for all rows is cut without loss.
  const bool one_scale = w.scales == nullptr || w.scale_rows >= w.rows;
  const int64_t group = one_scale ? kBlockWordRows : w.scale_rows / inputs;
  const int64_t block_word_rows =
      std::max(kBlockWordRows / group, int64_t{1}) * group;
  const int passes = PassesOf(rows, w);
  const uint8_t* data = static_cast<const uint8_t*>(w.data);
  for (int64_t panel = panels.begin; panel < panels.end; ++panel) {
    const uint8_t* words = data + panel * panel_word_rows * kWordRowBytes;
    int64_t at = 0;
    do {  // once at least: no inputs at all make zeros
      Block block = {
          words + at * kWordRowBytes,
          std::min(block_word_rows, word_rows - at),
          at * inputs,
          passes,
          nullptr,
          one_scale ? 0 : w.columns,
          group,
          std::min(kPanelColumns, w.columns - panel * kPanelColumns)};
      if (w.scales != nullptr) {
        block.scales = w.scales + panel * kPanelColumns +
                       (one_scale ? 0 : at / group * w.columns);
      }
      const bool add = into == Into::kAdd || at > 0;
      float* to = y + panel * kPanelColumns;
      for (int pass = 0, row = 0; pass < passes; ++pass) {
        const int taken = (rows - row + passes - pass - 1) / (passes - pass);
        kernels[taken - 1](block, x, row, add, to, y_stride, ahead);
        row += taken;
      }
      at += block.word_rows;
    } while (at < word_rows);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
HWY_EXPORT(Product);

bool HasPackedProduct(const Matrix& weights) {
  if (weights.layout != Layout::kPacked || weights.dtype == DType::kU32) {
    return false;
  }
  if (!IsQuantized(weights.dtype)) return weights.scales == nullptr;
  return weights.scales != nullptr && weights.scale_rows > 0 &&
         (weights.scale_rows >= weights.rows ||
          weights.scale_rows % QuantizedRows::kSumInputs == 0);
}

void PackedProduct(int rows, const Left& x, const Matrix& weights, Into into,
                   float* y, int64_t y_stride, ReadAhead& ahead) {
  PackedProduct(rows, x, weights, {0, PanelsOf(weights)}, into, y, y_stride,
                ahead);
}

void PackedProduct(int rows, const Left& x, const Matrix& weights,
                   const Panels& panels, Into into, float* y, int64_t y_stride,
                   ReadAhead& ahead) {
  if (rows == 0) return;
  HWY_DYNAMIC_DISPATCH(Product)
  (rows, x, weights, panels, into, y, y_stride, ahead);
}

}  // namespace regulon
#endif
