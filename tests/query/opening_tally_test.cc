#include "engine/query/opening_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace regulon {
namespace {

using ::testing::HasSubstr;

// P(at most k of n) of coins that fall with q.
double BinomialTail(int k, int n, double q) {
  double sum = 0;
  for (int i = 0; i <= k; ++i) {
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) -
                    std::lgamma(n - i + 1) + i * std::log(q) +
                    (n - i) * std::log1p(-q));
  }
  return sum;
}

TEST(OpeningBound, OfWhatNeverOpenedIsTheLogarithmOverN) {
  EXPECT_DOUBLE_EQ(OpeningBound(0, 1000, 512), std::log(512 / 0.05) / 1000);
  EXPECT_NEAR(OpeningBound(0, 1000, 512) * 1000, 9.2, 0.05);
  EXPECT_NEAR(OpeningBound(0, 100, 1) * 100, 3.0, 0.005);
  EXPECT_EQ(OpeningBound(0, 5, 512), 1);
  EXPECT_EQ(OpeningBound(0, 0, 512), 1);
}

TEST(OpeningBound, OfOthersSolvesItsEquation) {
  const int n = 200;
  for (const int k : {1, 2, 17, 100, 199}) {
    const double p = k / 200.0, q = OpeningBound(k, n, 64);
    EXPECT_GT(q, p);
    EXPECT_LT(q, 1);
    EXPECT_NEAR(
        n * (p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q))),
        std::log(64 / 0.05), 1e-9);
  }
  EXPECT_EQ(OpeningBound(n, n, 64), 1);
}

TEST(OpeningBound, HoldsForCoins) {
  for (const int n : {20, 100, 1000}) {
    double last = 0;
    for (int k = 0; k <= n; k += 1 + k / 2) {
      const double bound = OpeningBound(k, n, 10);
      EXPECT_GE(bound, last);
      last = bound;
      if (bound == 1) continue;
      EXPECT_LE(BinomialTail(k, n, bound), 0.05 / 10) << k << " of " << n;
    }
  }
}

TEST(OpeningTally, CountsContexts) {
  OpeningTally tally(3);
  tally.Add({1, 0, 0});
  tally.Add({1, 1, 0});
  EXPECT_EQ(tally.contexts(), 2);
  EXPECT_EQ(tally.samples(), 2);
  EXPECT_EQ(tally.openings(0), 2);
  EXPECT_EQ(tally.openings(2), 0);
  EXPECT_EQ(tally.sample_openings(1), 1);
  EXPECT_EQ(tally.share(1), 0.5);
}

TEST(OpeningTally, CountsAGroupOnceThatOpensADomainInAnyContext) {
  OpeningTally tally(2);
  ASSERT_TRUE(tally.AddOfGroup("a", {0, 1}).ok());
  ASSERT_TRUE(tally.AddOfGroup("b", {0, 0}).ok());
  ASSERT_TRUE(tally.AddOfGroup("a", {1, 1}).ok());
  ASSERT_TRUE(tally.AddOfGroup("", {1, 1}).ok());
  EXPECT_EQ(tally.contexts(), 4);
  EXPECT_EQ(tally.samples(), 2);
  EXPECT_EQ(tally.without_group(), 1);
  EXPECT_EQ(tally.openings(0), 2);
  EXPECT_EQ(tally.sample_openings(0), 1);
  EXPECT_EQ(tally.openings(1), 3);
  EXPECT_EQ(tally.sample_openings(1), 1);
}

TEST(OpeningTally, RefusesMoreGroupsThanFit) {
  OpeningTally tally(2, /*most_marks=*/4);
  EXPECT_TRUE(tally.AddOfGroup("a", {1, 1}).ok());
  EXPECT_TRUE(tally.AddOfGroup("b", {1, 1}).ok());
  EXPECT_TRUE(tally.AddOfGroup("a", {1, 1}).ok());
  const absl::Status status = tally.AddOfGroup("c", {1, 1});
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("more than 2 groups of 2 domains"));
}

}  // namespace
}  // namespace regulon
