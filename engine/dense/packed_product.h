// Products with weights in the packed layout of a genome file (matrix.h), read
// where they lie: one pass over the weights for all rows, at the speed of the
// memory for a few rows and of the arithmetic for many.
//
//   PackedProduct(rows, {x, stride}, weights, into, y, y_stride, ahead);
//
// Every value is a sum in ascending order of the inputs, fused multiply-adds in
// f32, so a row of y has the same bits whatever rows stand beside it and
// whatever instruction set computes it (but for machines without fused
// multiply-adds). Integer weights multiply quantized rows exactly, those of one
// scale at a time, or 256 words of a column that has but one; what comes out is
// added up as above. With scales s_w of the weights and s_x of the row, that is
// within
//   sum_k |x_k| s_w / 2 + |w_k| s_x / 2 + s_w s_x / 4
// of the product of what was rounded, but for the rounding of the sum.
#ifndef REGULON_ENGINE_DENSE_PACKED_PRODUCT_H_
#define REGULON_ENGINE_DENSE_PACKED_PRODUCT_H_

#include <cstdint>

#include "engine/dense/into.h"
#include "engine/dense/quantized_rows.h"
#include "engine/dense/read_ahead.h"
#include "engine/genome/matrix.h"

namespace regulon {

// The left side: F32 and BF16 weights read `values`, I8 and I4 `quantized`.
struct Left {
  const float* values = nullptr;  // [rows, stride], finite from the inputs on
  int64_t stride = 0;             // >= PaddedInputs(inputs)
  const QuantizedRows* quantized = nullptr;
};

inline int64_t PaddedInputs(int64_t inputs) { return (inputs + 7) / 8 * 8; }
inline int64_t PaddedOutputs(int64_t outputs) {
  return (outputs + 63) / 64 * 64;
}

inline bool IsQuantized(DType dtype) {
  return dtype == DType::kI8 || dtype == DType::kI4;
}

// Over how many passes rows are shared out: those of one pass keep their sums
// in registers while they read a block of the weights. Scales that change often
// take registers of their own.
inline int PassesOf(int rows, const Matrix& weights) {
  const bool often = weights.scales != nullptr && weights.scale_rows < 128 &&
                     weights.scale_rows < weights.rows;
  const int most = often ? 3 : 6;
  return (rows + most - 1) / most;
}

// Whether PackedProduct takes these weights: packed, and the rows of a scale
// all of a column or a multiple of 32.
bool HasPackedProduct(const Matrix& weights);

// y [rows, y_stride] = or += x W, all of PaddedOutputs(columns); what is beyond
// the columns comes out zero, or unchanged, in rows of finite x.
void PackedProduct(int rows, const Left& x, const Matrix& weights, Into into,
                   float* y, int64_t y_stride, ReadAhead& ahead);

// Columns of packed weights: those of a panel are 64. [begin, end).
struct Panels {
  int64_t begin = 0, end = 0;
};

inline int64_t PanelsOf(const Matrix& weights) {
  return PaddedOutputs(weights.columns) / 64;
}

// The same of these panels only, to where their columns are in y: whoever
// shares out panels gets the same bits.
void PackedProduct(int rows, const Left& x, const Matrix& weights,
                   const Panels& panels, Into into, float* y, int64_t y_stride,
                   ReadAhead& ahead);

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_PACKED_PRODUCT_H_
