// Products of weights in every number format, whoever computes them.
#include "engine/dense/products.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/dense/random_matrix.h"
#include "tests/dense/slow_product.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {
namespace {

constexpr int kRows = 5;

StoredMatrix Stored(DType dtype, int rows, int columns) {
  return StoredMatrix(dtype, rows, columns, RandomMatrix(rows, columns, 7));
}

// y starts as ones.
std::vector<float> Multiply(Products& products, int worker,
                            const StoredMatrix& weights, Into into,
                            int rows = kRows) {
  const Matrix& w = weights.view();
  const std::vector<float> x =
      RandomMatrix(MatMul::kMostRows, static_cast<int>(w.rows), 8);
  std::vector<float> y(MatMul::kMostRows * w.columns, 1);
  const absl::Status status =
      products.Run(worker, rows, x.data(), w, into, y.data());
  EXPECT_TRUE(status.ok()) << status;
  y.resize(rows * w.columns);
  return y;
}

class ProductsOf : public ::testing::TestWithParam<DType> {};

INSTANTIATE_TEST_SUITE_P(Formats, ProductsOf,
                         ::testing::Values(DType::kF32, DType::kBf16,
                                           DType::kI8, DType::kI4));

TEST_P(ProductsOf, EveryFormatMultiplyAsTheSlowOne) {
  for (const auto& [rows, columns] :
       {std::pair(1, 1), std::pair(7, 70), std::pair(16, 64), std::pair(33, 5),
        std::pair(100, 130), std::pair(4101, 3)}) {
    const StoredMatrix stored = Stored(GetParam(), rows, columns);
    Products products(1);
    const std::vector<float> x = RandomMatrix(MatMul::kMostRows, rows, 8);
    for (const Into into : {Into::kStore, Into::kAdd}) {
      ASSERT_TRUE(products.Need(stored.view(), into).ok());
      const auto fast = Multiply(products, 0, stored, into);
      const float start = into == Into::kAdd ? 1 : 0;
      const auto slow = SlowProduct(kRows, x, stored, true,
                                    std::vector<float>(kRows * columns, start));
      for (size_t i = 0; i < fast.size(); ++i) {
        ASSERT_NEAR(fast[i], slow[i], 2e-6 * rows)
            << "[" << rows << ", " << columns << "] at " << i;
      }
    }
  }
}

// From the numbers as they were before: as near as the format can be.
TEST_P(ProductsOf, EveryFormatStayNearTheOriginal) {
  const StoredMatrix stored = Stored(GetParam(), 64, 64);
  const StoredMatrix exact = Stored(DType::kF32, 64, 64);
  Products products(1);
  ASSERT_TRUE(products.Need(stored.view(), Into::kStore).ok());
  ASSERT_TRUE(products.Need(exact.view(), Into::kStore).ok());
  const auto y = Multiply(products, 0, stored, Into::kStore);
  const auto exact_y = Multiply(products, 0, exact, Into::kStore);
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

TEST_P(ProductsOf, EveryFormatGiveARowTheSameBitsWhateverStandsBesideIt) {
  for (const auto& [rows, columns] : {std::pair(17, 65), std::pair(1839, 70)}) {
    const StoredMatrix stored = Stored(GetParam(), rows, columns);
    Products products(1);
    ASSERT_TRUE(products.Need(stored.view(), Into::kAdd).ok());
    const auto all =
        Multiply(products, 0, stored, Into::kAdd, MatMul::kMostRows);
    for (int count = 1; count < MatMul::kMostRows; ++count) {
      auto y = Multiply(products, 0, stored, Into::kAdd, count);
      y.insert(y.end(), all.begin() + count * columns, all.end());
      ASSERT_EQ(y, all) << count << " rows";
    }
  }
}

// And beside other shapes, of which the last to be planned is not the largest.
TEST_P(ProductsOf, EveryFormatAreTheSameForEveryWorker) {
  const StoredMatrix large = Stored(GetParam(), 900, 150);
  const StoredMatrix small = Stored(GetParam(), 10, 20);
  Products products(3);
  for (const StoredMatrix* stored : {&large, &small}) {
    ASSERT_TRUE(products.Need(stored->view(), Into::kStore).ok());
  }
  const auto first = Multiply(products, 0, small, Into::kStore);
  const auto first_large =
      Multiply(products, 0, large, Into::kStore, MatMul::kMostRows);
  for (int worker = 0; worker < 3; ++worker) {
    EXPECT_EQ(
        Multiply(products, worker, large, Into::kStore, MatMul::kMostRows),
        first_large);
    EXPECT_EQ(Multiply(products, worker, small, Into::kStore), first);
  }
}

TEST(Products, RefuseWhatIsNotPacked) {
  const std::vector<float> values = RandomMatrix(12, 30, 7);
  Matrix plain;
  plain.layout = Layout::kPlain;
  plain.rows = 12;
  plain.columns = 30;
  plain.data = values.data();
  Products products(1);
  EXPECT_EQ(products.Need(plain, Into::kStore).code(),
            absl::StatusCode::kDataLoss);
}

TEST(Products, NeedNothingForAMatrixWithoutData) {
  Products products(1);
  EXPECT_TRUE(products.Need(Matrix(), Into::kStore).ok());
}

}  // namespace
}  // namespace regulon
