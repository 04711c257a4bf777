#include "engine/network/aupr.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

TEST(AveragePrecision, IsTheMeanPrecisionAtTheEdges) {
  // Edges at ranks 1, 3 and 4: (1/1 + 2/3 + 3/4) / 3.
  EXPECT_NEAR(AveragePrecision({5, 4, 3, 2, 1}, {1, 0, 1, 1, 0}),
              (1 + 2.0 / 3 + 3.0 / 4) / 3, 1e-15);
  EXPECT_NEAR(AveragePrecision({1, 2, 3}, {1, 0, 0}), 1.0 / 3, 1e-15);
  EXPECT_EQ(AveragePrecision({1, 2, 3}, {1, 1, 1}), 1);
  EXPECT_EQ(AveragePrecision({1, 2}, {0, 0}), 0);
  EXPECT_EQ(AveragePrecision({}, {}), 0);
}

TEST(AveragePrecision, OfEqualScoresIsTheMeanOverTheirOrders) {
  // One edge among two: it is first or second. (1/1 + 1/2) / 2.
  EXPECT_NEAR(AveragePrecision({7, 7}, {0, 1}), 0.75, 1e-15);
  // After a false pair, two edges among three equals. Orders 110, 101, 011:
  // ((1/2 + 2/3) + (1/2 + 2/4) + (1/3 + 2/4)) / 3 / 2.
  EXPECT_NEAR(AveragePrecision({9, 1, 1, 1}, {0, 1, 0, 1}),
              ((1. / 2 + 2. / 3) + (1. / 2 + 2. / 4) + (1. / 3 + 2. / 4)) / 6,
              1e-15);
}

TEST(AveragePrecision, OfEqualScoresIsThatOfEveryOrderTried) {
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    const int size = 2 + random() % 6;
    std::vector<double> score(size);
    std::vector<uint8_t> edge(size);
    for (int i = 0; i < size; ++i) {
      score[i] = random() % 3;
      edge[i] = random() % 2;
    }
    std::vector<int> order(size);
    for (int i = 0; i < size; ++i) order[i] = i;
    double sum = 0;
    int orders = 0;
    do {
      // Without ties: the order breaks them.
      std::vector<double> broken(size);
      for (int i = 0; i < size; ++i) broken[i] = score[i] + 1e-3 * order[i];
      sum += AveragePrecision(broken, edge);
      ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_NEAR(AveragePrecision(score, edge), sum / orders, 1e-12);
  }
}

TEST(AveragePrecision, OfRandomScoresIsThePrevalence) {
  std::mt19937 random(2);
  std::vector<double> score(200'000);
  std::vector<uint8_t> edge(score.size());
  for (size_t i = 0; i < score.size(); ++i) {
    score[i] = random();
    edge[i] = random() % 50 == 0;
  }
  EXPECT_NEAR(AveragePrecision(score, edge), 0.02, 0.002);
  std::fill(score.begin(), score.end(), 1);
  EXPECT_NEAR(AveragePrecision(score, edge), 0.02, 0.002);
}

EdgeScores Small() {
  EdgeScores scores{{"A", "B", "C"}, {"A", "x", "y", "z"}, {}};
  scores.score.resize(3, 4);
  scores.score << 99, 5, 1, 8,  //
      4, 3, 2, 8,               //
      9, 9, 9, 9;
  return scores;
}

TEST(ScoreNetwork, LooksOnlyAtGoldRegulatorsAndGoldTargets) {
  // Regulators A, B; targets A, x, y (z and C are in no gold edge; D and w have
  // no scores). Without A -> A: Ax 5, Ay 1, BA 4, Bx 3, By 2.
  const std::vector<NamedEdge> gold = {{"A", "x"}, {"B", "A"}, {"B", "y"},
                                       {"D", "x"}, {"A", "w"}, {"A", "A"}};
  const auto score = ScoreNetwork(Small(), gold);
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_EQ(score->regulators, 2);
  EXPECT_EQ(score->targets, 3);
  EXPECT_EQ(score->pairs, 5);
  EXPECT_EQ(score->edges, 3);
  EXPECT_DOUBLE_EQ(score->prevalence, 0.6);
  EXPECT_NEAR(score->area, (1 + 1 + 3.0 / 4) / 3, 1e-15);
}

TEST(ScoreNetwork, TakesEdgesOfWeightZeroForPairsOfTheUniverse) {
  // C joins by C -> x, z by A -> z: 3 regulators x 3 targets, all but Ax false.
  const auto score = ScoreNetwork(
      Small(), {{"A", "x", 1}, {"C", "x", 0}, {"A", "z", 0}, {"B", "y", 0}});
  ASSERT_TRUE(score.ok()) << score.status();
  EXPECT_EQ(score->pairs, 9);
  EXPECT_EQ(score->edges, 1);
  EXPECT_NEAR(score->area, 1.0 / 6, 1e-15);  // behind 9, 9, 9, 8 and 8
}

TEST(ScoreNetwork, NamesWhatHasNoScore) {
  EdgeScores scores = Small();
  scores.score(0, 1) = std::numeric_limits<double>::quiet_NaN();
  const auto score = ScoreNetwork(scores, {{"A", "x"}});
  EXPECT_EQ(score.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(score.status().message()),
              HasSubstr("the score of 'A' -> 'x' is not a number"));
}

TEST(ScoreNetwork, RefusesAGoldStandardOfOtherNames) {
  const auto score = ScoreNetwork(Small(), {{"ENSG1", "ENSG2"}});
  EXPECT_EQ(score.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(score.status().message()),
              HasSubstr("none of the 1 edges"));
}

}  // namespace
}  // namespace regulon
