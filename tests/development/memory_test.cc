#include "engine/development/memory.h"

#include <cmath>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// Where a memory ends that is renewed until it moves no more.
double Rest(const MemoryLaw& law, double memory) {
  for (int step = 0; step < 200000; ++step) {
    const double next = Renew(law, memory, 0);
    if (std::abs(next - memory) < 1e-15) break;
    memory = next;
  }
  return memory;
}

// The threshold at which a memory that starts low or high jumps to the other
// side, by halving: no formula of the fold.
double JumpOf(double feedback, bool high) {
  double up = -10, down = 20;  // thresholds where any memory rises, or falls
  while (down - up > 1e-9) {
    const double middle = (up + down) / 2;
    const double rest = Rest({feedback, middle, 1}, high ? 1 : 0);
    (rest > 0.5 ? up : down) = middle;
  }
  return up;
}

TEST(Memory, MovesTowardsItsSigmoidAtItsRate) {
  EXPECT_EQ(Renew({8, 4, 0.5}, 0.5, 0), 0.5);  // 8 * 0.5 - 4 = 0
  EXPECT_DOUBLE_EQ(Renew({8, 4, 1}, 0.5, 2), 1 / (1 + std::exp(-2)));
  EXPECT_DOUBLE_EQ(Renew({0, 1, 0.25}, 0, 1), 0.125);
  EXPECT_EQ(Renew({8, 4, 0}, 0.3, 5), 0.3);
}

TEST(Memory, IsBistableBetweenTheEdgesAtWhichItJumps) {
  for (const double feedback : {5.0, 8.0, 12.0}) {
    const double lower = JumpOf(feedback, false);
    const double upper = JumpOf(feedback, true);
    const auto fold = FoldOf({feedback, 0, 1});
    ASSERT_TRUE(fold.has_value());
    EXPECT_NEAR(lower, -fold->upper, 1e-6) << feedback;
    EXPECT_NEAR(upper, -fold->lower, 1e-6) << feedback;
    if (feedback == 8) {
      EXPECT_NEAR(lower, 2.934320, 1e-6);
      EXPECT_NEAR(upper, 5.065680, 1e-6);
    }
  }
}

// Carried along slowly, a memory jumps at one edge on the way up and at the
// other on the way down.
TEST(Memory, HasHysteresis) {
  double memory = Rest({8, 2, 1}, 1), falls = 0, rises = 0;
  for (int h = 2000; h <= 6000; ++h) {
    memory = Rest({8, h / 1000.0, 1}, memory);
    if (falls == 0 && memory < 0.5) falls = h / 1000.0;
  }
  for (int h = 6000; h >= 2000; --h) {
    memory = Rest({8, h / 1000.0, 1}, memory);
    if (rises == 0 && memory > 0.5) rises = h / 1000.0;
  }
  EXPECT_NEAR(falls, 5.066, 1e-9);  // the first above 5.065680
  EXPECT_NEAR(rises, 2.934, 1e-9);  // the first below 2.934320
}

TEST(Memory, HasNoFoldAndOneRestUpToAFeedbackOfFour) {
  for (double feedback = 0; feedback <= 4; feedback += 0.5) {
    EXPECT_FALSE(FoldOf({feedback, 0, 1}).has_value());
    for (double h = -2; h <= 6; h += 0.1) {
      const MemoryLaw law = {feedback, h, 1};
      // At J = 4, h = 2 the last of the way is slow.
      EXPECT_NEAR(Rest(law, 0), Rest(law, 1), 5e-3) << feedback << " " << h;
    }
  }
  EXPECT_TRUE(FoldOf({4.001, 0, 1}).has_value());
}

TEST(Fold, TurnsWhereTheMapTouchesTheDiagonal) {
  const auto fold = FoldOf({8, 0, 1});
  ASSERT_TRUE(fold.has_value());
  EXPECT_NEAR(fold->low_memory, 0.146446609, 1e-9);
  EXPECT_NEAR(fold->high_memory, 0.853553391, 1e-9);
  for (const double m : {fold->low_memory, fold->high_memory}) {
    const double u = m == fold->low_memory ? fold->upper : fold->lower;
    EXPECT_NEAR(Renew({8, 0, 1}, m, u), m, 1e-12);
    EXPECT_NEAR(8 * m * (1 - m), 1, 1e-12);  // its slope
  }
}

TEST(Fold, IsSoManyNatsOfDriveAway) {
  const MemoryLaw law = {8, 4, 1};
  const auto fold = FoldOf(law);
  ASSERT_TRUE(fold.has_value());
  EXPECT_NEAR(DistanceToFold(*fold, law, true, 0), 1.065680, 1e-6);
  EXPECT_NEAR(DistanceToFold(*fold, law, false, 0), 1.065680, 1e-6);
  // Within the distance a memory comes back, beyond it does not.
  const double distance = DistanceToFold(*fold, law, true, 0.3);
  EXPECT_NEAR(distance, 1.365680, 1e-6);
  const auto after = [&](double less) {
    double memory = 1;
    for (int i = 0; i < 100000; ++i) memory = Renew(law, memory, 0.3 - less);
    return memory;
  };
  EXPECT_GT(after(distance - 1e-5), 0.5);
  EXPECT_LT(after(distance + 1e-5), 0.5);
}

}  // namespace
}  // namespace regulon
