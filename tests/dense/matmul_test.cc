// The product against a slow one, and its promise that a row does not depend on
// its neighbours.
#include "engine/dense/matmul.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/dense/random_matrix.h"

namespace regulon {
namespace {

constexpr Epilogue kEpilogues[] = {Epilogue::kStore, Epilogue::kAdd,
                                   Epilogue::kSwish};

// A product with random arguments; y starts as `before`.
struct Case {
  Case(int inputs, int outputs, Epilogue epilogue)
      : inputs(inputs),
        outputs(outputs),
        epilogue(epilogue),
        x(RandomMatrix(MatMul::kMostRows, inputs, 1)),
        weights(RandomMatrix(inputs, outputs, 2)),
        packed(InWeightLayout(inputs, outputs, weights)),
        before(RandomMatrix(MatMul::kMostRows, outputs, 3)),
        product(*MatMul::Create(inputs, outputs, epilogue)) {}

  std::vector<float> Run(int rows) {
    std::vector<float> y = before;
    const absl::Status status =
        product.Run(rows, x.data(), packed.data(), y.data());
    EXPECT_TRUE(status.ok()) << status;
    return y;
  }
  // Row r of the batch, computed as the first and only one.
  std::vector<float> RunAlone(int row) {
    std::vector<float> one_x(x.size()), y(before.size());
    std::copy_n(&x[row * inputs], inputs, one_x.begin());
    std::copy_n(&before[row * outputs], outputs, y.begin());
    EXPECT_TRUE(product.Run(1, one_x.data(), packed.data(), y.data()).ok());
    y.resize(outputs);
    return y;
  }

  const int inputs, outputs;
  const Epilogue epilogue;
  const std::vector<float> x, weights, packed, before;
  const OneThread one_thread;
  MatMul product;
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
      if (c.epilogue == Epilogue::kAdd) sum += c.before[at];
      if (c.epilogue == Epilogue::kSwish) sum /= 1 + std::exp(-sum);
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

TEST(MatMul, MultipliesAsTheSlowOneAtEverySize) {
  for (int n = 1; n < 200; ++n) {
    const int inputs = n, outputs = n * 7 % 199 + 1;  // each takes all sizes
    for (const Epilogue epilogue : kEpilogues) {
      SCOPED_TRACE(absl::StrCat("[", inputs, ", ", outputs, "] epilogue ",
                                static_cast<int>(epilogue)));
      Case c(inputs, outputs, epilogue);
      ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(c));
      const std::vector<float> all = c.Run(MatMul::kMostRows);
      for (const int rows : {1, 2, 4, 5, 16, 17, n % 64 + 1}) {
        ASSERT_NO_FATAL_FAILURE(ExpectSameRows(c, rows, all));
      }
    }
  }
}

// Shapes around the blocks of oneDNN, and one that it could split along K.
TEST(MatMul, GivesARowTheSameBitsWhateverStandsBesideIt) {
  for (const auto& [inputs, outputs] :
       {std::pair(1, 1), std::pair(16, 64), std::pair(17, 65),
        std::pair(199, 3), std::pair(5, 199), std::pair(1024, 48),
        std::pair(1839, 70), std::pair(4100, 33)}) {
    for (const Epilogue epilogue : kEpilogues) {
      SCOPED_TRACE(absl::StrCat("[", inputs, ", ", outputs, "] epilogue ",
                                static_cast<int>(epilogue)));
      Case c(inputs, outputs, epilogue);
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
TEST(MatMul, LetsANanThroughWhereverItEnters) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr int kInputs = 37, kOutputs = 70;
  for (const Epilogue epilogue : kEpilogues) {
    for (int at = 0; at < kInputs * kOutputs; at += 13) {
      std::vector<float> x(MatMul::kMostRows * kInputs, 0);
      std::vector<float> weights = RandomMatrix(kInputs, kOutputs, 4);
      weights[at] = nan;
      const auto packed = InWeightLayout(kInputs, kOutputs, weights);
      std::vector<float> y(MatMul::kMostRows * kOutputs, 0);
      absl::StatusOr<MatMul> product =
          MatMul::Create(kInputs, kOutputs, epilogue);
      ASSERT_TRUE(product.ok()) << product.status();
      for (const int rows : {1, 3, 64}) {
        std::fill(y.begin(), y.end(), 0);
        ASSERT_TRUE(product->Run(rows, x.data(), packed.data(), y.data()).ok());
        for (int i = 0; i < rows * kOutputs; ++i) {
          ASSERT_EQ(std::isnan(y[i]), i % kOutputs == at % kOutputs);
        }
      }
    }
  }
}

TEST(MatMul, KeepsSwishFiniteForLargeArguments) {
  absl::StatusOr<MatMul> product = MatMul::Create(1, 6, Epilogue::kSwish);
  ASSERT_TRUE(product.ok()) << product.status();
  const std::vector<float> weights = {-1e30f, -1000, -90, 90, 1000, 1e30f};
  const auto packed = InWeightLayout(1, 6, weights);
  const std::vector<float> x(MatMul::kMostRows, 1);
  std::vector<float> y(MatMul::kMostRows * 6);
  ASSERT_TRUE(product->Run(1, x.data(), packed.data(), y.data()).ok());
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(y[i], 0, 1e-30) << i;
  for (int i = 3; i < 6; ++i) EXPECT_EQ(y[i], weights[i]) << i;
}

}  // namespace
}  // namespace regulon
