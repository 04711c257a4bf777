#include "engine/eval/bootstrap.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(ComparePaired, OfTwoGroupsHasTheThreeOutcomesByHand) {
  // Drawn: both of group 0 (1/4), one of each (1/2), both of group 1 (1/4).
  const std::vector<GroupSquares> a = {{1, 1}, {4, 1}}, b = {{4, 1}, {1, 1}};
  const Comparison c = ComparePaired(a, b);
  EXPECT_EQ(c.groups, 2);
  EXPECT_EQ(c.difference, 0);
  EXPECT_EQ(c.low, -1);
  EXPECT_EQ(c.high, 1);
  EXPECT_NEAR(c.better_share, 0.5, 0.03);  // a quarter, and half of the ties
}

TEST(ComparePaired, IsSureOfABetterPredictorInEveryGroup) {
  std::vector<GroupSquares> a, b;
  for (int g = 0; g < 30; ++g) {
    a.push_back({1.0 + g % 5, 10});
    b.push_back({2.0 + g % 5, 10});
  }
  const Comparison c = ComparePaired(a, b);
  EXPECT_NEAR(c.difference, std::sqrt(0.3) - std::sqrt(0.4), 1e-12);
  EXPECT_LT(c.low, c.difference);
  EXPECT_GT(c.high, c.difference);
  EXPECT_LT(c.high, 0);
  EXPECT_EQ(c.better_share, 1);
}

TEST(ComparePaired, RepeatsItselfForASeed) {
  const std::vector<GroupSquares> a = {{1, 1}, {4, 2}, {2, 3}, {0, 0}},
                                  b = {{2, 1}, {3, 2}, {2, 3}, {0, 0}};
  const Comparison first = ComparePaired(a, b, {2000, 5});
  const Comparison second = ComparePaired(a, b, {2000, 5});
  EXPECT_EQ(first.groups, 3);
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
  EXPECT_EQ(first.better_share, second.better_share);
}

TEST(BootstrapRmse, SurroundsTheRmse) {
  const std::vector<GroupSquares> a = {{1, 1}, {4, 1}, {9, 1}, {16, 1}};
  const Comparison c = BootstrapRmse(a);
  EXPECT_NEAR(c.difference, std::sqrt(7.5), 1e-12);
  EXPECT_LT(c.low, c.difference);
  EXPECT_GT(c.high, c.difference);
}

}  // namespace
}  // namespace regulon
