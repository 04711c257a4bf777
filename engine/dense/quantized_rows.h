// Rows rounded to 8 bits for products with integer weights: each row by its own
// scale, so that a row's product does not depend on the rows beside it.
#ifndef REGULON_ENGINE_DENSE_QUANTIZED_ROWS_H_
#define REGULON_ENGINE_DENSE_QUANTIZED_ROWS_H_

#include <cstdint>
#include <vector>

#include "engine/genome/matrix.h"

namespace regulon {

// value = scale * integer, -127..127, rounded to nearest, so at most half a
// scale off; a row with a value that is not finite has a scale that is not, one
// of values below 1e-35 is zero.
class QuantizedRows {
 public:
  // Inputs that share an entry of sums().
  static constexpr int64_t kSumInputs = 32;

  // Memory for that many rows of at most `inputs`.
  void Plan(int64_t rows, int64_t inputs);

  // From values [rows, stride], in the order in which weights of `weights`
  // (I8 or I4) are packed.
  void Fill(DType weights, int rows, int64_t inputs, const float* values,
            int64_t stride);

  // Of a row: [a multiple of 32], zero from the inputs on.
  const int8_t* values(int row) const { return values_.data() + row * stride_; }
  float scale(int row) const { return scales_[row]; }
  // Sums of 32 integers each.
  const int32_t* sums(int row) const {
    return sums_.data() + row * (stride_ / kSumInputs);
  }

 private:
  int64_t stride_ = 0;
  std::vector<int8_t> values_;
  std::vector<float> scales_;
  std::vector<int32_t> sums_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_QUANTIZED_ROWS_H_
