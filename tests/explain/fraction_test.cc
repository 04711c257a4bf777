#include "engine/explain/fraction.h"

#include <cmath>

#include "gtest/gtest.h"
#include "tests/explain/fractions.h"

namespace regulon {
namespace {

TEST(Fraction, IsInLowestTerms) {
  EXPECT_EQ(MakeFraction(90, 60, 60, 5).ToString(), "1/2");
  EXPECT_EQ(MakeFraction(0, 8, 12, 3).ToString(), "-2/3");
  EXPECT_EQ(MakeFraction(24, 0, 12, 3).ToString(), "2");
  EXPECT_EQ(MakeFraction(7, 7, 12, 3).ToString(), "0");
  EXPECT_EQ(Fraction().ToString(), "0");
}

TEST(Fraction, IsANearDouble) {
  EXPECT_EQ(MakeFraction(0, 3, 4, 2).ToDouble(), -0.75);
  EXPECT_EQ(Fraction().ToDouble(), 0);
  EXPECT_FALSE(std::signbit(Fraction().ToDouble()));
  const BigUnsigned huge = BigUnsigned::PowerOfTwo(2000);
  EXPECT_EQ(MakeFraction(huge, huge * 4, huge * 8, 1).ToDouble(), -0.375);
}

TEST(FractionSum, IsExact) {
  FractionSum sum;
  sum.Add(MakeFraction(1, 0, 3, 3));
  sum.Add(MakeFraction(0, 5, 6, 3));
  EXPECT_FALSE(sum.Is(0));
  sum.Add(MakeFraction(0, 1, 2, 3));
  EXPECT_TRUE(sum.Is(-1));
  EXPECT_FALSE(sum.Is(1));
  sum.Add(MakeFraction(2, 0, 1, 1));
  EXPECT_TRUE(sum.Is(1));
}

}  // namespace
}  // namespace regulon
