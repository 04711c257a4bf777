#include "engine/dense/normalize.h"

#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

std::vector<float> Random(int size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.5, 2);
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

TEST(RmsNorm, EqualsDoubleAtEverySize) {
  for (int size = 1; size < 200; ++size) {
    const std::vector<float> x = Random(size, size), scale = Random(size, 999);
    std::vector<float> y(size);
    RmsNorm(x, scale, 1e-5, absl::MakeSpan(y));
    double squares = 0;
    for (const double value : x) squares += value * value;
    for (int i = 0; i < size; ++i) {
      const double slow =
          scale[i] * double{x[i]} / std::sqrt(squares / size + 1e-5);
      ASSERT_NEAR(y[i], slow, 1e-7 * std::abs(slow)) << size;
    }
  }
}

TEST(LayerNorm, EqualsDoubleAtEverySize) {
  for (int size = 1; size < 200; ++size) {
    const std::vector<float> x = Random(size, size), scale = Random(size, 998);
    const std::vector<float> bias = Random(size, 999);
    std::vector<float> y(size);
    LayerNorm(x, scale, bias, 1e-12, absl::MakeSpan(y));
    double mean = 0, variance = 0;
    for (const double value : x) mean += value / size;
    for (const double value : x) {
      variance += (value - mean) * (value - mean) / size;
    }
    for (int i = 0; i < size; ++i) {
      const double slow =
          scale[i] * (x[i] - mean) / std::sqrt(variance + 1e-12) + bias[i];
      ASSERT_NEAR(y[i], slow, 1e-6 * (1 + std::abs(slow))) << size;
    }
  }
}

// Mean 3, variance 4; mean square 13.
TEST(Norms, GiveNumbersWorkedByHand) {
  const std::vector<float> x = {1, 5};
  std::vector<float> y(2);
  LayerNorm(x, {}, {}, 0, absl::MakeSpan(y));
  EXPECT_EQ(y, (std::vector<float>{-1, 1}));
  const std::vector<float> scale = {2, 3}, bias = {10, 20};
  LayerNorm(x, scale, bias, 0, absl::MakeSpan(y));
  EXPECT_EQ(y, (std::vector<float>{8, 23}));
  RmsNorm(x, {}, 12.5, absl::MakeSpan(y));
  EXPECT_FLOAT_EQ(y[1], 5 / std::sqrt(25.5f));
}

TEST(Norms, MayWriteWhereTheyRead) {
  const std::vector<float> x = Random(77, 1), scale = Random(77, 2);
  std::vector<float> apart(77), in_place = x;
  RmsNorm(x, scale, 1e-6, absl::MakeSpan(apart));
  RmsNorm(in_place, scale, 1e-6, absl::MakeSpan(in_place));
  EXPECT_EQ(in_place, apart);
  in_place = x;
  LayerNorm(x, scale, scale, 1e-6, absl::MakeSpan(apart));
  LayerNorm(in_place, scale, scale, 1e-6, absl::MakeSpan(in_place));
  EXPECT_EQ(in_place, apart);
}

}  // namespace
}  // namespace regulon
