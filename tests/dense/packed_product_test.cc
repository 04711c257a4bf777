// The packed product against the slow one, bit for bit, on every instruction
// set of this machine.
#include "engine/dense/packed_product.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"
#include "tests/dense/random_matrix.h"
#include "tests/dense/slow_product.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {
namespace {

constexpr DType kDTypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};
constexpr int kLargest = 199;
constexpr int kMostRows = 13;

// Whether all are the same bits; a zero is not a minus zero.
bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

void ExpectAsTheSlowOne(int rows, const StoredMatrix& weights, bool fused) {
  const auto inputs = static_cast<int>(weights.view().rows);
  const auto outputs = static_cast<int>(weights.view().columns);
  const std::vector<float> x = RandomMatrix(rows, inputs, 11);
  const std::vector<float> zero(rows * outputs);
  const std::vector<float> before = RandomMatrix(rows, outputs, 12);
  for (const Into into : {Into::kStore, Into::kAdd}) {
    const auto& start = into == Into::kAdd ? before : zero;
    const auto fast = FastProduct(rows, x, weights, into, before);
    const auto slow = SlowProduct(rows, x, weights, fused, start);
    ASSERT_TRUE(SameBits(fast, slow))
        << rows << " rows, [" << inputs << ", " << outputs << "], "
        << BitsOf(weights.view().dtype) << " bits, into "
        << static_cast<int>(into);
  }
}

class PackedProductOn : public EachInstructionSet {};

INSTANTIATE_TEST_SUITE_P(Machine, PackedProductOn,
                         ::testing::ValuesIn(InstructionSets()),
                         InstructionSetName);

// The first of always the same numbers.
void ExpectAsTheSlowOne(DType dtype, int inputs, int outputs, bool fused) {
  static const auto& numbers =
      *new std::vector<float>(RandomMatrix(kLargest, kLargest, 1));
  const StoredMatrix weights(
      dtype, inputs, outputs,
      {numbers.begin(), numbers.begin() + inputs * outputs});
  ExpectAsTheSlowOne((inputs + outputs) % kMostRows + 1, weights, fused);
}

TEST_P(PackedProductOn, IsTheSlowOneAtEverySizeOfInputs) {
  for (const DType dtype : kDTypes) {
    for (int inputs = 1; inputs <= kLargest; ++inputs) {
      for (const int outputs : {1, 5, 63, 64, 65, 130}) {
        ASSERT_NO_FATAL_FAILURE(
            ExpectAsTheSlowOne(dtype, inputs, outputs, fused()));
      }
    }
  }
}

TEST_P(PackedProductOn, IsTheSlowOneAtEverySizeOfOutputs) {
  for (const DType dtype : kDTypes) {
    for (int outputs = 1; outputs <= kLargest; ++outputs) {
      for (const int inputs : {1, 7, 40}) {
        ASSERT_NO_FATAL_FAILURE(
            ExpectAsTheSlowOne(dtype, inputs, outputs, fused()));
      }
    }
  }
}

TEST_P(PackedProductOn, IsTheSlowOneForEveryNumberOfRows) {
  for (const DType dtype : kDTypes) {
    const StoredMatrix weights(dtype, 61, 70, RandomMatrix(61, 70, 1));
    for (int rows = 1; rows <= 2 * kMostRows; ++rows) {
      ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(rows, weights, fused()));
    }
  }
}

// Of more than is multiplied at once: 256 words of a column.
TEST_P(PackedProductOn, IsTheSlowOneForLongColumns) {
  for (const DType dtype : kDTypes) {
    const int block = 256 * 32 / BitsOf(dtype);
    for (const int inputs : {block - 1, block, block + 1, 2 * block + 33}) {
      const StoredMatrix weights(dtype, inputs, 66,
                                 RandomMatrix(inputs, 66, 2));
      for (const int rows : {1, 6, 7, 20}) {
        ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(rows, weights, fused()));
      }
    }
  }
}

TEST_P(PackedProductOn, TakesScalesOfAnyNumberOfRows) {
  for (const DType dtype : {DType::kI8, DType::kI4}) {
    for (const int inputs : {1, 31, 32, 33, 100, 128, 199, 300, 4500}) {
      for (const int scale_rows : {32, 64, 96, 128, 1056, 2080, 4500}) {
        const StoredMatrix weights(dtype, inputs, 67, scale_rows,
                                   inputs + scale_rows);
        ASSERT_TRUE(HasPackedProduct(weights.view()));
        for (const int rows : {1, 8}) {
          SCOPED_TRACE(absl::StrCat(scale_rows, " rows to a scale"));
          ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(rows, weights, fused()));
        }
      }
    }
  }
}

TEST_P(PackedProductOn, IsZeroOrAsItWasWithoutInputs) {
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    const StoredMatrix weights(dtype, 0, 67, {});
    ASSERT_NO_FATAL_FAILURE(ExpectAsTheSlowOne(3, weights, fused()));
  }
}

TEST_P(PackedProductOn, GivesARowTheSameBitsWhateverStandsBesideIt) {
  constexpr int kRows = 200;
  for (const DType dtype : kDTypes) {
    for (const auto& [inputs, outputs] :
         {std::pair(37, 70), std::pair(2500, 20)}) {
      const StoredMatrix weights(dtype, inputs, outputs,
                                 RandomMatrix(inputs, outputs, 3));
      const std::vector<float> x = RandomMatrix(kRows, inputs, 4);
      const std::vector<float> before = RandomMatrix(kRows, outputs, 5);
      std::vector<float> alone;
      for (int row = 0; row < kRows; ++row) {
        const auto y = FastProduct(
            1, {&x[row * inputs], &x[row * inputs] + inputs}, weights,
            Into::kAdd,
            {&before[row * outputs], &before[row * outputs + outputs]});
        alone.insert(alone.end(), y.begin(), y.end());
      }
      for (int rows = 1; rows <= kRows; rows += inputs > 1000 ? 23 : 1) {
        auto y = FastProduct(rows, x, weights, Into::kAdd, before);
        y.insert(y.end(), alone.begin() + rows * outputs, alone.end());
        ASSERT_TRUE(SameBits(y, alone)) << rows << " rows of " << inputs;
      }
    }
  }
}

TEST_P(PackedProductOn, GivesTheSameBitsPanelByPanel) {
  constexpr int kRows = 8, kInputs = 560, kOutputs = 200;
  for (const DType dtype : kDTypes) {
    const StoredMatrix weights(dtype, kInputs, kOutputs,
                               RandomMatrix(kInputs, kOutputs, 8));
    const std::vector<float> x = RandomMatrix(kRows, kInputs, 9);
    const int64_t stride = PaddedOutputs(kOutputs);
    QuantizedRows quantized;
    quantized.Plan(kRows, kInputs);
    if (IsQuantized(dtype)) {
      quantized.Fill(dtype, kRows, kInputs, x.data(), kInputs);
    }
    const Left left = {x.data(), kInputs, &quantized};
    ReadAhead ahead;
    std::vector<float> whole(kRows * stride, 1), parts(kRows * stride, 2);
    PackedProduct(kRows, left, weights.view(), Into::kStore, whole.data(),
                  stride, ahead);
    ASSERT_EQ(PanelsOf(weights.view()), 4);
    for (const Panels& panels : {Panels{3, 4}, Panels{0, 1}, Panels{1, 3}}) {
      PackedProduct(kRows, left, weights.view(), panels, Into::kStore,
                    parts.data(), stride, ahead);
    }
    ASSERT_TRUE(SameBits(parts, whole)) << BitsOf(dtype) << " bits";
  }
}

// What the ledger's proof rests on: nothing skips a zero or bounds a NaN away.
TEST_P(PackedProductOn, NeverHidesWhatIsNotFiniteInX) {
  constexpr int kRows = 8, kInputs = 41, kOutputs = 70;
  for (const DType dtype : kDTypes) {
    const StoredMatrix weights(dtype, kInputs, kOutputs,
                               RandomMatrix(kInputs, kOutputs, 6));
    const std::vector<float> x = RandomMatrix(kRows, kInputs, 7);
    const auto right = FastProduct(kRows, x, weights, Into::kStore, {});
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()}) {
      for (int k = 0; k < kInputs; ++k) {
        const int row = k % kRows;
        std::vector<float> spoilt = x;
        spoilt[row * kInputs + k] = bad;
        auto y = FastProduct(kRows, spoilt, weights, Into::kStore, {});
        for (int j = 0; j < kOutputs; ++j) {
          float& value = y[row * kOutputs + j];
          ASSERT_FALSE(std::isfinite(value)) << bad << " at " << k;
          value = right[row * kOutputs + j];
        }
        ASSERT_TRUE(SameBits(y, right)) << "another row than " << row;
      }
    }
  }
}

TEST_P(PackedProductOn, NeverHidesWhatIsNotFiniteInTheWeights) {
  constexpr int kRows = 8, kInputs = 41, kOutputs = 70;
  const std::vector<float> zero(kRows * kInputs);
  for (const DType dtype : kDTypes) {
    for (int at = 0; at < kInputs * kOutputs; at += 13) {
      const int input = at / kOutputs, output = at % kOutputs;
      StoredMatrix weights(dtype, kInputs, kOutputs,
                           RandomMatrix(kInputs, kOutputs, 6));
      const float nan = std::numeric_limits<float>::quiet_NaN();
      if (IsQuantized(dtype)) {
        weights.SetScale(input, output, nan);
      } else {
        weights.SetFloat(input, output, nan);
      }
      const auto y = FastProduct(kRows, zero, weights, Into::kStore, {});
      for (int i = 0; i < kRows * kOutputs; ++i) {
        ASSERT_EQ(std::isnan(y[i]), i % kOutputs == output);
      }
    }
  }
}

// From the numbers as they were before either side was rounded.
TEST(PackedProduct, OfIntegersIsWithinItsBound) {
  constexpr int kRows = 9, kOutputs = 65;
  for (const DType dtype : {DType::kI8, DType::kI4}) {
    for (const int inputs : {1, 30, 199, 1300}) {
      const std::vector<float> values = RandomMatrix(inputs, kOutputs, 8);
      const std::vector<float> x = RandomMatrix(kRows, inputs, 9);
      const StoredMatrix weights(dtype, inputs, kOutputs, values);
      const auto y = FastProduct(kRows, x, weights, Into::kStore, {});
      for (int r = 0; r < kRows; ++r) {
        float largest = 0;
        for (int k = 0; k < inputs; ++k) {
          largest = std::max(largest, std::abs(x[r * inputs + k]));
        }
        const double s_x = largest / 127;
        for (int j = 0; j < kOutputs; ++j) {
          double exact = 0, bound = 0, size = 0;
          for (int k = 0; k < inputs; ++k) {
            const double a = x[r * inputs + k], w = values[k * kOutputs + j];
            const double s_w = weights.ScaleAt(k, j);
            exact += a * w;
            bound +=
                (std::abs(a) * s_w + std::abs(w) * s_x) / 2 + s_w * s_x / 4;
            size += std::abs(a * w);
          }
          ASSERT_LE(std::abs(y[r * kOutputs + j] - exact), bound + 1e-6 * size)
              << inputs << " inputs, output " << j;
        }
      }
    }
  }
}

TEST(PackedProduct, IsTheSameBitsOnEveryInstructionSetThatFuses) {
  for (const DType dtype : kDTypes) {
    const StoredMatrix weights(dtype, 1839, 130, RandomMatrix(1839, 130, 1));
    const std::vector<float> x = RandomMatrix(17, 1839, 2);
    std::vector<float> first;
    for (const int64_t target : InstructionSets()) {
      if (!FusesMultiplyAdds(target)) continue;
      const OnInstructionSet on(target);
      const auto y = FastProduct(17, x, weights, Into::kStore, {});
      if (first.empty()) first = y;
      EXPECT_TRUE(SameBits(y, first)) << hwy::TargetName(target);
    }
  }
}

TEST(PackedProduct, TellsWhatItCannotTake) {
  const StoredMatrix f32(DType::kF32, 40, 5, RandomMatrix(40, 5, 1));
  const StoredMatrix i8(DType::kI8, 40, 5, 16, 1);
  EXPECT_TRUE(HasPackedProduct(f32.view()));
  EXPECT_FALSE(HasPackedProduct(i8.view()));  // 16 rows to a scale
  Matrix plain = f32.view(), indices = f32.view(), scaleless = i8.view(),
         endless = i8.view();
  plain.layout = Layout::kPlain;
  indices.dtype = DType::kU32;
  scaleless.scales = nullptr;
  endless.scale_rows = 0;
  for (const Matrix& matrix : {plain, indices, scaleless, endless}) {
    EXPECT_FALSE(HasPackedProduct(matrix));
  }
}

}  // namespace
}  // namespace regulon
