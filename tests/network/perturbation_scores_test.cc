#include "engine/network/perturbation_scores.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Regulators A, B, C are genes too; sample i sets regulator i.
Problem Small(const std::vector<std::vector<float>>& rows) {
  Problem data;
  data.regulators = {"A", "B", "C"};
  data.genes = {"A", "B", "C", "x"};
  data.values.resize(rows.size(), 4);
  for (size_t i = 0; i < rows.size(); ++i) {
    data.samples.push_back("s" + std::to_string(i));
    for (int g = 0; g < 4; ++g) data.values(i, g) = rows[i][g];
  }
  return data;
}

const PerturbationSeries kSeries = {{{0, 0}, {1, 1}, {2, 2}}, 1};

TEST(ScorePerturbations, CentresOnTheOtherExperiments) {
  const Problem data = Small({{0, 3, 5, 0},  //
                              {2, 0, 9, 3},
                              {6, 5, 0, 6}});
  const auto scores = ScorePerturbations(data, {kSeries}, {0});
  ASSERT_TRUE(scores.ok()) << scores.status();
  // A in the experiments on B and C is 2 and 6: mean 4, sd 2.
  EXPECT_DOUBLE_EQ(scores->score(1, 0), 1);
  EXPECT_DOUBLE_EQ(scores->score(2, 0), 1);
  EXPECT_EQ(scores->score(0, 0), 0);
  // x is 0, 3, 6: mean 3, sd sqrt(6).
  EXPECT_NEAR(scores->score(0, 3), 3 / std::sqrt(6.0), 1e-15);
  EXPECT_NEAR(scores->score(1, 3), 0, 1e-15);
}

TEST(ScorePerturbations, AddsSeriesByTheirDirection) {
  const Problem data = Small({{0, 3, 5, 0},
                              {2, 0, 9, 3},
                              {6, 5, 0, 6},
                              {0, 3, 5, 6},
                              {2, 0, 9, 3},
                              {6, 5, 0, 0}});
  const PerturbationSeries other = {{{3, 0}, {4, 1}, {5, 2}}, -1};
  const auto scores = ScorePerturbations(data, {kSeries, other}, {0});
  ASSERT_TRUE(scores.ok()) << scores.status();
  EXPECT_NEAR(scores->score(0, 3), 6 / std::sqrt(6.0), 1e-15);
  EXPECT_NEAR(scores->score(1, 0), 0, 1e-15);
}

TEST(ScorePerturbations, LowersWhatAChainExplains) {
  // Experiment A moves B and x, B moves x: A -> B -> x.
  Problem data = Small({{0, 9, 1, 9},  //
                        {1, 0, 1, 9},
                        {1, 1, 0, 0},
                        {1, 1, 1, 0}});
  data.regulators.push_back("D");
  const PerturbationSeries series = {{{0, 0}, {1, 1}, {2, 2}, {3, 3}}, 1};
  const auto all = ScorePerturbations(data, {series}, {0});
  const auto direct = ScorePerturbations(data, {series}, {0.5});
  ASSERT_TRUE(all.ok() && direct.ok());
  const double chain = std::min(all->score(0, 1), all->score(1, 3));
  EXPECT_GT(chain, 0.5);
  EXPECT_NEAR(direct->score(0, 3), all->score(0, 3) - 0.5 * chain, 1e-12);
  EXPECT_EQ(direct->score(1, 3), all->score(1, 3));
}

TEST(ScorePerturbations, NamesSamplesWithMissingValues) {
  Problem data = Small({{0, 3, 5, 0}, {2, 0, 9, 3}, {6, 5, 0, 6}});
  data.values(1, 3) = std::numeric_limits<float>::quiet_NaN();
  const auto scores = ScorePerturbations(data, {kSeries}, {});
  EXPECT_THAT(std::string(scores.status().message()),
              HasSubstr("sample 's1' has missing values"));
  const auto few = ScorePerturbations(data, {{{{0, 0}, {2, 2}}, 1}}, {});
  EXPECT_THAT(std::string(few.status().message()), HasSubstr("at least 3"));
}

}  // namespace
}  // namespace regulon
