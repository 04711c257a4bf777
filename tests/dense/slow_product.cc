#include "tests/dense/slow_product.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/dense/packed_product.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr int kBlockWords = 256;

float MultiplyAdd(float a, float b, float sum, bool fused) {
  if (fused) return std::fma(a, b, sum);
  const float product = a * b;
  return product + sum;
}

// value = integer * scale
struct Rounded {
  float scale = 0;
  std::vector<int> integers;
};

Rounded Round(const float* x, int size) {
  Rounded rounded;
  float largest = 0;
  for (int k = 0; k < size; ++k) largest = std::max(largest, std::abs(x[k]));
  rounded.scale = largest / 127;
  const float inverse = largest > 0 ? 127 / largest : 0;
  for (int k = 0; k < size; ++k) {
    rounded.integers.push_back(
        static_cast<int>(std::nearbyint(x[k] * inverse)));
  }
  return rounded;
}

}  // namespace

std::vector<float> SlowProduct(int rows, const std::vector<float>& x,
                               const StoredMatrix& weights, bool fused,
                               std::vector<float> y) {
  const Matrix& w = weights.view();
  const int inputs = static_cast<int>(w.rows);
  const int outputs = static_cast<int>(w.columns);
  std::vector<float> plain(inputs * outputs);
  for (int k = 0; k < inputs; ++k) {
    for (int j = 0; j < outputs; ++j) {
      plain[k * outputs + j] = weights.At(k, j);
    }
  }
  if (!IsQuantized(w.dtype)) {
    for (int r = 0; r < rows; ++r) {
      for (int k = 0; k < inputs; ++k) {
        const float value = x[r * inputs + k];
        for (int j = 0; j < outputs; ++j) {
          float& sum = y[r * outputs + j];
          sum = MultiplyAdd(value, plain[k * outputs + j], sum, fused);
        }
      }
    }
    return y;
  }
  // Those of a scale, or where all have the same one of so many words.
  const int block = w.scale_rows < inputs ? static_cast<int>(w.scale_rows)
                                          : kBlockWords * 32 / BitsOf(w.dtype);
  std::vector<int64_t> sums(outputs);
  for (int r = 0; r < rows; ++r) {
    const Rounded row = Round(&x[r * inputs], inputs);
    for (int begin = 0, end; begin < inputs; begin = end) {
      end = std::min(begin + block, inputs);
      std::fill(sums.begin(), sums.end(), 0);
      for (int k = begin; k < end; ++k) {
        for (int j = 0; j < outputs; ++j) {
          sums[j] += row.integers[k] * static_cast<int>(plain[k * outputs + j]);
        }
      }
      for (int j = 0; j < outputs; ++j) {
        float& sum = y[r * outputs + j];
        sum = MultiplyAdd(static_cast<float>(sums[j]),
                          row.scale * weights.ScaleAt(begin, j), sum, fused);
      }
    }
  }
  return y;
}

std::vector<float> FastProduct(int rows, const std::vector<float>& x,
                               const StoredMatrix& weights, Into into,
                               const std::vector<float>& before) {
  const Matrix& w = weights.view();
  const int inputs = static_cast<int>(w.rows);
  const int outputs = static_cast<int>(w.columns);
  const int x_stride = static_cast<int>(PaddedInputs(inputs)) + 3;
  const int padded = static_cast<int>(PaddedOutputs(outputs));
  const int y_stride = padded + 5;
  bool finite = true;
  std::vector<float> wide_x(rows * x_stride, kNan);
  std::vector<float> wide_y(rows * y_stride, kNan);
  for (int r = 0; r < rows; ++r) {
    for (int k = 0; k < PaddedInputs(inputs); ++k) {
      const float value = k < inputs ? x[r * inputs + k] : 0;
      wide_x[r * x_stride + k] = value;
      finite &= std::isfinite(value);
    }
    for (int j = 0; into == Into::kAdd && j < padded; ++j) {
      wide_y[r * y_stride + j] = j < outputs ? before[r * outputs + j] : 7;
    }
  }
  Left left = {wide_x.data(), x_stride, nullptr};
  QuantizedRows quantized;
  if (IsQuantized(w.dtype)) {
    quantized.Plan(rows, inputs);
    quantized.Fill(w.dtype, rows, inputs, wide_x.data(), x_stride);
    left = {nullptr, 0, &quantized};
  }
  ReadAhead ahead;
  PackedProduct(rows, left, w, into, wide_y.data(), y_stride, ahead);

  const float behind = into == Into::kAdd ? 7 : 0;
  std::vector<float> y(rows * outputs);
  for (int r = 0; r < rows; ++r) {
    const float* row = &wide_y[r * y_stride];
    std::copy_n(row, outputs, &y[r * outputs]);
    for (int j = outputs; j < y_stride; ++j) {
      if (j >= padded) {
        EXPECT_TRUE(std::isnan(row[j])) << "wrote past the padding";
      } else if (finite) {
        EXPECT_EQ(row[j], behind) << "row " << r << ", column " << j;
      }
    }
  }
  return y;
}

}  // namespace regulon
