#include "engine/attention/rotary.h"

#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

std::vector<float> Random(int size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

TEST(Rotary, EqualsDoubleAtEveryWidthAndFarPositions) {
  for (int width = 2; width < 200; width += 2) {
    const Rotary rotary(width, 10000, 100000);
    for (const int64_t position : {0, 1, 255, 256, 257, 4095, 99999}) {
      const std::vector<float> before = Random(2 * width, width);
      std::vector<float> row = before;
      rotary.Turn(position, 2, row.data());
      for (int head = 0; head < 2; ++head) {
        for (int i = 0; i < width / 2; ++i) {
          const double angle =
              static_cast<double>(position) * std::pow(10000, -2.0 * i / width);
          const double x = before[head * width + i];
          const double y = before[head * width + i + width / 2];
          ASSERT_NEAR(row[head * width + i],
                      x * std::cos(angle) - y * std::sin(angle), 1e-6);
          ASSERT_NEAR(row[head * width + i + width / 2],
                      y * std::cos(angle) + x * std::sin(angle), 1e-6);
        }
      }
    }
  }
}

TEST(Rotary, LeavesPositionZeroAsItIs) {
  const Rotary rotary(6, 100, 1);
  const std::vector<float> before = Random(18, 1);
  std::vector<float> row = before;
  rotary.Turn(0, 3, row.data());
  EXPECT_EQ(row, before);
}

// A quarter turn of the first pair: base^0 = 1, so position pi / 2 would; one
// radian at position 1.
TEST(Rotary, TurnsTheFirstPairByARadianAPosition) {
  const Rotary rotary(2, 10000, 4);
  std::vector<float> row = {1, 0};
  rotary.Turn(3, 1, row.data());
  EXPECT_FLOAT_EQ(row[0], std::cos(3.0f));
  EXPECT_FLOAT_EQ(row[1], std::sin(3.0f));
}

TEST(Rotary, ScoresDependOnDistanceOnly) {
  constexpr int kWidth = 64;
  const Rotary rotary(kWidth, 1e6, 2000);
  const std::vector<float> query = Random(kWidth, 1), key = Random(kWidth, 2);
  const auto score = [&](int64_t at, int64_t to) {
    std::vector<float> q = query, k = key;
    rotary.Turn(at, 1, q.data());
    rotary.Turn(to, 1, k.data());
    double sum = 0;
    for (int i = 0; i < kWidth; ++i) sum += double{q[i]} * k[i];
    return sum;
  };
  for (const int64_t distance : {0, 1, 17, 300}) {
    const double first = score(distance, 0);
    for (const int64_t at : {1, 99, 256, 1500}) {
      EXPECT_NEAR(score(at + distance, at), first, 1e-5);
    }
  }
  EXPECT_GT(std::abs(score(5, 0) - score(9, 0)), 1e-2);
}

}  // namespace
}  // namespace regulon
