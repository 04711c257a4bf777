#include "engine/logic/big_unsigned.h"

#include <gtest/gtest.h>

namespace regulon {
namespace {

BigUnsigned Factorial(uint64_t n) {
  BigUnsigned product = 1;
  for (uint64_t i = 2; i <= n; ++i) product = product * i;
  return product;
}

TEST(BigUnsigned, PrintsInDecimal) {
  EXPECT_EQ(BigUnsigned().ToString(), "0");
  EXPECT_EQ(BigUnsigned(1'000'000'000'000'000'000).ToString(),
            "1000000000000000000");
  EXPECT_EQ(BigUnsigned::PowerOfTwo(64).ToString(), "18446744073709551616");
  EXPECT_EQ(BigUnsigned::PowerOfTwo(133).ToString(),
            "10889035741470030830827987437816582766592");
}

TEST(BigUnsigned, AddsAndSubtractsWithCarries) {
  const BigUnsigned power = BigUnsigned::PowerOfTwo(128);
  EXPECT_EQ((power - 1).ToString(), "340282366920938463463374607431768211455");
  EXPECT_EQ(power - 1 + 1, power);
  EXPECT_EQ(power - power, BigUnsigned());
  EXPECT_LT(power - 1, power);
  EXPECT_FALSE(power < power);
}

TEST(BigUnsigned, MultipliesWithCarries) {
  EXPECT_EQ(Factorial(30).ToString(), "265252859812191058636308480000000");
  EXPECT_EQ(
      Factorial(50).ToString(),
      "30414093201713378043612608166064768844377641568960512000000000000");
  const BigUnsigned most = BigUnsigned::PowerOfTwo(128) - 1;
  EXPECT_EQ(most * most,
            BigUnsigned::PowerOfTwo(256) - BigUnsigned::PowerOfTwo(129) + 1);
  EXPECT_EQ(most * 0, BigUnsigned());
  EXPECT_EQ(BigUnsigned() * most, BigUnsigned(0));
  EXPECT_EQ(most * BigUnsigned::PowerOfTwo(70), most << 70);
}

TEST(BigUnsigned, IsDividedWithWhatIsLeftOver) {
  BigUnsigned number = Factorial(50) + 7;
  EXPECT_EQ(number.DivideBy(50), 7);
  EXPECT_EQ(number, Factorial(49));
  EXPECT_EQ(number.DivideBy(~uint64_t{0}), 6403687576522339785u);
  EXPECT_EQ(number.ToString(), "32975025923474255703877251854996574227805641");
  EXPECT_EQ(BigUnsigned(6).DivideBy(7), 6);
  BigUnsigned small = 6;
  small.DivideBy(7);
  EXPECT_EQ(small, BigUnsigned());
}

TEST(BigUnsigned, OfTwoTheRatioIsADoubleWhereTheyAreNot) {
  EXPECT_EQ(BigUnsigned::Ratio(0, 3), 0);
  EXPECT_EQ(BigUnsigned::Ratio(1, 8), 0.125);
  const BigUnsigned huge = Factorial(400);
  EXPECT_DOUBLE_EQ(BigUnsigned::Ratio(huge, huge * 400), 1 / 400.0);
  EXPECT_DOUBLE_EQ(BigUnsigned::Ratio(huge * 3, Factorial(401)), 3 / 401.0);
}

TEST(BigUnsigned, IsTheNearestDouble) {
  EXPECT_EQ(BigUnsigned(12345).ToDouble(), 12345);
  EXPECT_EQ(BigUnsigned::PowerOfTwo(100).ToDouble(), 0x1p100);
}

}  // namespace
}  // namespace regulon
