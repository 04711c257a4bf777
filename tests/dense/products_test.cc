// Products of weights in every number format and layout.
#include "engine/dense/products.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/random_matrix.h"

namespace regulon {
namespace {

constexpr int kRows = 5;

// A packed matrix with what it holds.
struct Stored {
  Stored(DType dtype, int rows, int columns)
      : packed(Pack(dtype, rows, columns, RandomMatrix(rows, columns, 7))),
        matrix{dtype,
               Layout::kPacked,
               rows,
               columns,
               packed.bytes.data(),
               packed.scales.empty() ? nullptr : packed.scales.data(),
               packed.scale_rows} {}

  PackedMatrix packed;
  Matrix matrix;
};

std::vector<float> Multiply(Products& products, int worker,
                            const Matrix& weights, Epilogue epilogue) {
  const std::vector<float> x =
      RandomMatrix(MatMul::kMostRows, static_cast<int>(weights.rows), 8);
  std::vector<float> y(MatMul::kMostRows * weights.columns, 1);
  const absl::Status status =
      products.Run(worker, kRows, x.data(), weights, epilogue, y.data());
  EXPECT_TRUE(status.ok()) << status;
  y.resize(kRows * weights.columns);
  return y;
}

class ProductsOf : public ::testing::TestWithParam<DType> {};

// Against sums in float64 of the numbers that the file stands for.
TEST_P(ProductsOf, EveryFormatMultiplyWhatTheFormatHolds) {
  for (const auto& [rows, columns] : {std::pair(1, 1), std::pair(7, 70),
                                      std::pair(33, 5), std::pair(100, 130)}) {
    const Stored stored(GetParam(), rows, columns);
    std::vector<float> plain(rows * columns);
    Unpack(stored.matrix, Layout::kPlain, plain.data());
    Products products(1);
    ASSERT_TRUE(products.Need(stored.matrix, Epilogue::kStore).ok());
    ASSERT_TRUE(products.Need(stored.matrix, Epilogue::kAdd).ok());
    const auto stored_y =
        Multiply(products, 0, stored.matrix, Epilogue::kStore);
    const auto added_y = Multiply(products, 0, stored.matrix, Epilogue::kAdd);
    const std::vector<float> x = RandomMatrix(MatMul::kMostRows, rows, 8);
    for (int row = 0; row < kRows; ++row) {
      for (int j = 0; j < columns; ++j) {
        double sum = 0, size = 1;
        for (int i = 0; i < rows; ++i) {
          const double term =
              double{x[row * rows + i]} * plain[i * columns + j];
          sum += term;
          size += std::abs(term);
        }
        EXPECT_NEAR(stored_y[row * columns + j], sum, 1e-6 * size);
        EXPECT_NEAR(added_y[row * columns + j], sum + 1, 1e-6 * size);
      }
    }
  }
}

// From the numbers as they were before: as near as the format can be.
TEST_P(ProductsOf, EveryFormatStayNearTheOriginal) {
  constexpr int kInputs = 64, kOutputs = 64;
  const Stored stored(GetParam(), kInputs, kOutputs);
  const Stored exact(DType::kF32, kInputs, kOutputs);
  Products products(1);
  ASSERT_TRUE(products.Need(stored.matrix, Epilogue::kStore).ok());
  const auto y = Multiply(products, 0, stored.matrix, Epilogue::kStore);
  const auto exact_y = Multiply(products, 0, exact.matrix, Epilogue::kStore);
  double error = 0, size = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    error += std::pow(y[i] - exact_y[i], 2);
    size += std::pow(exact_y[i], 2);
  }
  const double allowed = GetParam() == DType::kF32    ? 1e-12
                         : GetParam() == DType::kBf16 ? 0.005
                         : GetParam() == DType::kI8   ? 0.02
                                                      : 0.2;
  EXPECT_LE(std::sqrt(error / size), allowed);
}

// Rows have the same bits on every worker, and beside other shapes.
TEST_P(ProductsOf, EveryFormatAreTheSameForEveryWorker) {
  const Stored small(GetParam(), 10, 20), large(GetParam(), 90, 150);
  Products products(3);
  for (const Stored* stored : {&small, &large}) {
    ASSERT_TRUE(products.Need(stored->matrix, Epilogue::kSwish).ok());
  }
  const auto first = Multiply(products, 0, small.matrix, Epilogue::kSwish);
  for (int worker = 0; worker < 3; ++worker) {
    Multiply(products, worker, large.matrix, Epilogue::kSwish);
    EXPECT_EQ(Multiply(products, worker, small.matrix, Epilogue::kSwish),
              first);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ProductsOf,
                         ::testing::Values(DType::kF32, DType::kBf16,
                                           DType::kI8, DType::kI4));

TEST(Products, TakePlainWeightsAsWell) {
  const std::vector<float> values = RandomMatrix(12, 30, 7);
  const Matrix plain = {DType::kF32,   Layout::kPlain, 12, 30,
                        values.data(), nullptr,        0};
  const Stored packed(DType::kF32, 12, 30);
  Products products(1);
  ASSERT_TRUE(products.Need(plain, Epilogue::kStore).ok());
  ASSERT_TRUE(products.Need(packed.matrix, Epilogue::kStore).ok());
  EXPECT_EQ(Multiply(products, 0, plain, Epilogue::kStore),
            Multiply(products, 0, packed.matrix, Epilogue::kStore));
}

TEST(Products, NeedNothingForAMatrixWithoutData) {
  Products products(1);
  EXPECT_TRUE(products.Need(Matrix(), Epilogue::kStore).ok());
}

}  // namespace
}  // namespace regulon
