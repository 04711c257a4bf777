#include "engine/eval/scores.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

FloatRows Rows(int rows, int columns, const std::vector<float>& values) {
  return Eigen::Map<const FloatRows>(values.data(), rows, columns);
}

// Two folds of two samples, three genes; the third never leaves its mean.
struct Case {
  FloatRows truth = Rows(4, 3, {1, 0, 5, 3, 4, 5, 2, kNan, 5, 6, 8, 5});
  FloatRows mean = Rows(2, 3, {4, 8, 5, 2, 2, 5});
  std::vector<int> fold = {0, 0, 1, 1};
  FloatRows predicted = Rows(4, 3, {2, 0, 5, 3, 6, 5, 2, 9, 5, 4, 8, 5});
  Judged judged() const { return {truth, mean, fold}; }
};

TEST(Score, IsAsByHand) {
  const Case c;
  // Gene 0: errors 1 0 0 2 (5), deviations 3 1 0 4 (26). Gene 1: 0 2 0 (4) and
  // 8 4 6 (116). Gene 2: none of either.
  const Scores scores = Score(c.judged(), c.predicted);
  EXPECT_EQ(scores.values, 11);
  EXPECT_NEAR(scores.rmse, std::sqrt(9.0 / 11), 1e-12);
  EXPECT_NEAR(scores.r2, 1 - 9.0 / 142, 1e-12);
  EXPECT_NEAR(scores.median_gene_r2, ((1 - 5.0 / 26) + (1 - 4.0 / 116)) / 2,
              1e-12);
}

TEST(Score, LeavesOutSamplesThatNoFoldHeld) {
  Case c;
  c.fold = {0, 0, -1, -1};
  const Scores scores = Score(c.judged(), c.predicted);
  EXPECT_EQ(scores.values, 6);
  EXPECT_NEAR(scores.rmse, std::sqrt(5.0 / 6), 1e-12);
}

TEST(SquaresByGroup, AddUpToTheScore) {
  const Case c;
  const auto sums = SquaresByGroup(c.judged(), c.predicted, {0, 0, 2, 2});
  ASSERT_EQ(sums.size(), 3u);
  EXPECT_EQ(sums[0].squares, 5);
  EXPECT_EQ(sums[0].values, 6);
  EXPECT_EQ(sums[1].values, 0);
  EXPECT_EQ(sums[2].squares, 4);
  EXPECT_EQ(sums[2].values, 5);
}

}  // namespace
}  // namespace regulon
