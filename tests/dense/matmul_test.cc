// The product of oneDNN against a slow one, and its promise that a row does not
// depend on its neighbours.
#include "engine/dense/matmul.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/dense/random_matrix.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {
namespace {

constexpr Into kInto[] = {Into::kStore, Into::kAdd};

// A product with random arguments; y starts as `before`.
struct Case {
  Case(int inputs, int outputs, Into into)
      : inputs(inputs),
        outputs(outputs),
        into(into),
        x(RandomMatrix(MatMul::kMostRows, inputs, 1)),
        weights(RandomMatrix(inputs, outputs, 2)),
        stored(DType::kF32, inputs, outputs, weights),
        before(RandomMatrix(MatMul::kMostRows, outputs, 3)),
        product(*MatMul::Create(inputs, outputs, into)) {}

  const float* packed() const {
    return static_cast<const float*>(stored.view().data);
  }
  std::vector<float> Run(int rows) {
    std::vector<float> y = before;
    const absl::Status status = product.Run(rows, x.data(), packed(), y.data());
    EXPECT_TRUE(status.ok()) << status;
    return y;
  }
  // Row r of the batch, computed as the first and only one.
  std::vector<float> RunAlone(int row) {
    std::vector<float> one_x(x.size()), y(before.size());
    std::copy_n(&x[row * inputs], inputs, one_x.begin());
    std::copy_n(&before[row * outputs], outputs, y.begin());
    EXPECT_TRUE(product.Run(1, one_x.data(), packed(), y.data()).ok());
    y.resize(outputs);
    return y;
  }

  const int inputs, outputs;
  const Into into;
  const std::vector<float> x, weights;
  const StoredMatrix stored;
  const std::vector<float> before;
  const OneThread one_thread;
  MatMul product;
};

// Elsewhere the products are our own (packed_product.h).
class MatMulOfPacked : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!MatMul::ReadsPacked()) {
      GTEST_SKIP() << "skipped: oneDNN does not read packed weights here";
    }
  }
};

void ExpectAsTheSlowOne(Case& c) {
  const std::vector<float> y = c.Run(MatMul::kMostRows);
  for (const int row : {0, 1, 15, 16, 30, 63}) {
    for (int j = 0; j < c.outputs; ++j) {
      double sum = 0, size = 1;
      for (int i = 0; i < c.inputs; ++i) {
        const double term =
            double{c.x[row * c.inputs + i]} * c.weights[i * c.outputs + j];
        sum += term;
        size += std::abs(term);
      }
      const int at = row * c.outputs + j;
      if (c.into == Into::kAdd) sum += c.before[at];
      ASSERT_NEAR(y[at], sum, 1e-6 * size) << row << ", " << j;
    }
  }
}

void ExpectSameRows(Case& c, int rows, const std::vector<float>& all) {
  const std::vector<float> y = c.Run(rows);
  ASSERT_EQ(std::memcmp(y.data(), all.data(), sizeof(float) * rows * c.outputs),
            0)
      << rows << " rows";
}

TEST_F(MatMulOfPacked, MultipliesAsTheSlowOneAtEverySize) {
  for (int n = 1; n < 200; ++n) {
    const int inputs = n, outputs = n * 7 % 199 + 1;  // each takes all sizes
    for (const Into into : kInto) {
      SCOPED_TRACE(absl::StrCat("[", inputs, ", ", outputs, "] into ",
                                static_cast<int>(into)));
      Case c(inputs, outputs, into);
      ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(c));
      const std::vector<float> all = c.Run(MatMul::kMostRows);
      for (const int rows : {1, 2, 4, 5, 16, 17, n % 64 + 1}) {
        ASSERT_NO_FATAL_FAILURE(ExpectSameRows(c, rows, all));
      }
    }
  }
}

// Shapes around the blocks of oneDNN, and one that it could split along K.
TEST_F(MatMulOfPacked, GivesARowTheSameBitsWhateverStandsBesideIt) {
  for (const auto& [inputs, outputs] :
       {std::pair(1, 1), std::pair(16, 64), std::pair(17, 65),
        std::pair(199, 3), std::pair(5, 199), std::pair(1024, 48),
        std::pair(1839, 70), std::pair(4100, 33)}) {
    for (const Into into : kInto) {
      SCOPED_TRACE(absl::StrCat("[", inputs, ", ", outputs, "] into ",
                                static_cast<int>(into)));
      Case c(inputs, outputs, into);
      const std::vector<float> all = c.Run(MatMul::kMostRows);
      for (int rows = 1; rows <= MatMul::kMostRows; ++rows) {
        ASSERT_NO_FATAL_FAILURE(ExpectSameRows(c, rows, all));
        const std::vector<float> alone = c.RunAlone(rows - 1);
        ASSERT_EQ(std::memcmp(alone.data(), &all[(rows - 1) * outputs],
                              sizeof(float) * outputs),
                  0)
            << "row " << rows - 1;
      }
    }
  }
}

// What the ledger's proof rests on: nothing skips a zero or bounds a NaN away.
TEST_F(MatMulOfPacked, LetsANanThroughWhereverItEnters) {
  constexpr int kInputs = 37, kOutputs = 70;
  for (const Into into : kInto) {
    for (int at = 0; at < kInputs * kOutputs; at += 13) {
      const std::vector<float> x(MatMul::kMostRows * kInputs);
      std::vector<float> weights = RandomMatrix(kInputs, kOutputs, 4);
      weights[at] = std::numeric_limits<float>::quiet_NaN();
      const StoredMatrix stored(DType::kF32, kInputs, kOutputs, weights);
      std::vector<float> y(MatMul::kMostRows * kOutputs);
      absl::StatusOr<MatMul> product = MatMul::Create(kInputs, kOutputs, into);
      ASSERT_TRUE(product.ok()) << product.status();
      for (const int rows : {1, 3, 64}) {
        std::fill(y.begin(), y.end(), 0.0f);
        ASSERT_TRUE(product
                        ->Run(rows, x.data(),
                              static_cast<const float*>(stored.view().data),
                              y.data())
                        .ok());
        for (int i = 0; i < rows * kOutputs; ++i) {
          ASSERT_EQ(std::isnan(y[i]), i % kOutputs == at % kOutputs);
        }
      }
    }
  }
}

TEST(MatMul, PadsRowsToWhatItsProductsTake) {
  EXPECT_EQ(MatMul::PaddedRows(1), 1);
  EXPECT_EQ(MatMul::PaddedRows(2), 4);
  EXPECT_EQ(MatMul::PaddedRows(17), MatMul::kMostRows);
  EXPECT_EQ(MatMul::PaddedRows(MatMul::kMostRows + 1), 2 * MatMul::kMostRows);
}

}  // namespace
}  // namespace regulon
