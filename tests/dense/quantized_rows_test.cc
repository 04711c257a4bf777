#include "engine/dense/quantized_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"
#include "tests/dense/random_matrix.h"

namespace regulon {
namespace {

// Where input i of a row is kept: of eight for I4, the even ones first.
int PlaceOf(DType weights, int i) {
  if (weights == DType::kI8) return i;
  return i / 8 * 8 + i % 8 / 2 + i % 2 * 4;
}

class QuantizedRowsOn : public EachInstructionSet {};

INSTANTIATE_TEST_SUITE_P(Machine, QuantizedRowsOn,
                         ::testing::ValuesIn(InstructionSets()),
                         InstructionSetName);

TEST_P(QuantizedRowsOn, RoundToTheNearestAtEverySize) {
  constexpr int kRows = 3;
  for (const DType weights : {DType::kI8, DType::kI4}) {
    QuantizedRows rows;
    rows.Plan(kRows, 199);
    for (int inputs = 0; inputs < 200; ++inputs) {
      const int stride = inputs + 2;
      const std::vector<float> x = RandomMatrix(kRows, stride, inputs);
      rows.Fill(weights, kRows, inputs, x.data(), stride);
      const int padded = (inputs + 31) / 32 * 32;
      ASSERT_EQ(rows.values(1) - rows.values(0), padded);
      for (int r = 0; r < kRows; ++r) {
        float largest = 0;
        for (int i = 0; i < inputs; ++i) {
          largest = std::max(largest, std::abs(x[r * stride + i]));
        }
        ASSERT_EQ(rows.scale(r), largest / 127);
        std::vector<int> sums(padded / 32);
        for (int i = 0; i < padded; ++i) {
          const int integer = rows.values(r)[PlaceOf(weights, i)];
          const float value = i < inputs ? x[r * stride + i] : 0;
          const float inverse = largest > 0 ? 127 / largest : 0;
          ASSERT_EQ(integer, static_cast<int>(std::nearbyint(value * inverse)))
              << i << " of " << inputs;
          ASSERT_LE(std::abs(value - rows.scale(r) * integer),
                    rows.scale(r) * 0.5001);
          sums[i / 32] += integer;
        }
        for (size_t s = 0; s < sums.size(); ++s) {
          ASSERT_EQ(rows.sums(r)[s], sums[s]);
        }
      }
    }
  }
}

TEST_P(QuantizedRowsOn, TellByTheScaleWhatIsNotFinite) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(),
                          std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    for (int at = 0; at < 45; ++at) {
      std::vector<float> x = RandomMatrix(2, 45, 1);
      x[45 + at] = bad;
      QuantizedRows rows;
      rows.Plan(2, 45);
      rows.Fill(DType::kI8, 2, 45, x.data(), 45);
      ASSERT_TRUE(std::isfinite(rows.scale(0)));
      ASSERT_FALSE(std::isfinite(rows.scale(1))) << bad << " at " << at;
    }
  }
}

TEST_P(QuantizedRowsOn, StayInRangeForTheLargestAndTheSmallest) {
  for (const float size :
       {3.4e38f, 1e30f, 1.0f, 1e-30f, 1e-34f, 1e-36f, 1e-40f, 1e-45f, 0.0f}) {
    const std::vector<float> x = {size, -size, 0, size / 2, -size / 3};
    QuantizedRows rows;
    rows.Plan(1, 5);
    rows.Fill(DType::kI8, 1, 5, x.data(), 5);
    for (int i = 0; i < 5; ++i) {
      const double value = double{rows.scale(0)} * rows.values(0)[i];
      EXPECT_NEAR(value, x[i], size / 253 + 1e-35) << size << " at " << i;
    }
    if (size >= 1e-34f) {
      EXPECT_EQ(rows.values(0)[0], 127) << size;
      EXPECT_EQ(rows.values(0)[1], -127) << size;
    }
  }
}

TEST(QuantizedRows, KeepTheirMemoryForTheLargestThatWasPlanned) {
  QuantizedRows rows;
  rows.Plan(4, 300);
  rows.Plan(2, 10);
  const std::vector<float> x = RandomMatrix(4, 300, 1);
  rows.Fill(DType::kI8, 4, 300, x.data(), 300);
  const std::vector<int8_t> first(rows.values(0), rows.values(0) + 4 * 320);
  rows.Fill(DType::kI8, 2, 10, x.data(), 10);
  EXPECT_EQ(rows.values(1) - rows.values(0), 32);
  rows.Fill(DType::kI8, 4, 300, x.data(), 300);
  EXPECT_EQ(first,
            std::vector<int8_t>(rows.values(0), rows.values(0) + 4 * 320));
}

}  // namespace
}  // namespace regulon
