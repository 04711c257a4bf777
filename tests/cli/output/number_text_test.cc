#include "engine/cli/output/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

namespace regulon {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string Exact(double value) {
  std::string text;
  AppendExact(value, &text);
  return text;
}

TEST(AppendExact, GivesFloatsTheDigitsOfAFloat) {
  EXPECT_EQ(Exact(0.1f), "0.1");
  EXPECT_EQ(Exact(1 / 3.0f), "0.33333334");
  EXPECT_EQ(Exact(16777217.0f), "16777216");
  EXPECT_EQ(Exact(std::numeric_limits<float>::max()), "3.4028235e+38");
  EXPECT_EQ(Exact(std::numeric_limits<float>::denorm_min()), "1e-45");
}

TEST(AppendExact, GivesOtherNumbersTheDigitsOfADouble) {
  EXPECT_EQ(Exact(0.1), "0.1");
  EXPECT_EQ(Exact(1 / 3.0), "0.3333333333333333");
  EXPECT_EQ(Exact(16777217.0), "16777217");
  EXPECT_EQ(Exact(1e300), "1e+300");
  EXPECT_EQ(Exact(std::numeric_limits<double>::denorm_min()), "5e-324");
}

TEST(AppendExact, WritesExponentsOnlyWhereDigitsWouldNotHelp) {
  EXPECT_EQ(Exact(0), "0");
  EXPECT_EQ(Exact(-0.0), "-0");
  EXPECT_EQ(Exact(100000), "100000");
  EXPECT_EQ(Exact(20), "20");
  EXPECT_EQ(Exact(0.0001), "0.0001");
  EXPECT_EQ(Exact(0.0001f), "0.0001");
  EXPECT_EQ(Exact(0.00001), "1e-05");
  EXPECT_EQ(Exact(999999999999999), "999999999999999");
  EXPECT_EQ(Exact(1e15 + 1), "1.000000000000001e+15");
}

TEST(AppendExact, NamesWhatIsNotFinite) {
  EXPECT_EQ(Exact(kNan), "nan");
  EXPECT_EQ(Exact(-kNan), "nan");
  EXPECT_EQ(Exact(kInf), "inf");
  EXPECT_EQ(Exact(-kInf), "-inf");
}

TEST(AppendExact, Appends) {
  std::string text = "x = ";
  AppendExact(0.5, &text);
  EXPECT_EQ(text, "x = 0.5");
}

TEST(AppendExact, ReadsBackAsTheSameBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::strtod(Exact(value).c_str(), nullptr), value);
    const uint32_t few_bits = static_cast<uint32_t>(bits >> 20);
    float narrow;
    std::memcpy(&narrow, &few_bits, sizeof(narrow));
    if (!std::isfinite(narrow)) continue;
    ASSERT_EQ(std::strtof(Exact(narrow).c_str(), nullptr), narrow);
    ASSERT_LE(Exact(narrow).size(), 15u) << Exact(narrow);
  }
}

TEST(RoundedText, KeepsFourDigits) {
  EXPECT_EQ(RoundedText(3.14159), "3.142");
  EXPECT_EQ(RoundedText(-0.123456), "-0.1235");
  EXPECT_EQ(RoundedText(2.5), "2.5");
  EXPECT_EQ(RoundedText(0.00001234567), "1.235e-05");
  EXPECT_EQ(RoundedText(3.14159, 2), "3.1");
}

TEST(RoundedText, WritesIntegerPartsInFull) {
  EXPECT_EQ(RoundedText(9999.4), "9999");
  EXPECT_EQ(RoundedText(9999.6), "10000");
  EXPECT_EQ(RoundedText(-12345.678), "-12346");
  EXPECT_EQ(RoundedText(999999999), "999999999");
  EXPECT_EQ(RoundedText(1e9), "1e+09");
  EXPECT_EQ(RoundedText(1e308), "1e+308");
}

TEST(RoundedText, HasNoNegativeZero) { EXPECT_EQ(RoundedText(-0.0), "0"); }

TEST(RoundedText, NamesWhatIsNotFinite) {
  EXPECT_EQ(RoundedText(kNan), "nan");
  EXPECT_EQ(RoundedText(-kInf), "-inf");
}

}  // namespace
}  // namespace regulon
