#include "engine/regression/kernel_search.h"

#include <cmath>
#include <vector>

#include "engine/regression/inner_folds.h"
#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

std::vector<int> Pairs(int n) {
  std::vector<int> group;
  for (int i = 0; i < n; ++i) group.push_back(i / 2);
  return group;
}

TEST(ChooseKernel, ShrinksNoiseAway) {
  const FloatRows x = RandomRows(60, 5, 1), y = RandomRows(60, 20, 2);
  Workers workers(2);
  const auto search =
      ChooseKernel(x, y, InnerFolds(Pairs(60), 5, 0), LinearGrid(), workers);
  ASSERT_TRUE(search.ok()) << search.status();
  EXPECT_GT(search->best.choice.penalty, 10);
  EXPECT_EQ(search->tried.size(), 25u);
}

TEST(ChooseKernel, FindsWhatIsLinearWithoutPenalty) {
  const FloatRows x = RandomRows(60, 5, 1), y = x * RandomRows(5, 20, 2);
  Workers workers(2);
  const auto search =
      ChooseKernel(x, y, InnerFolds(Pairs(60), 5, 0), LinearGrid(), workers);
  ASSERT_TRUE(search.ok()) << search.status();
  EXPECT_NEAR(search->best.choice.penalty, 1e-4, 1e-12);
  EXPECT_LT(search->best.rmse, 1e-3);
}

TEST(ChooseKernel, ByDescentComesCloseToAllOfTheGrid) {
  const FloatRows x = RandomRows(80, 3, 3);
  FloatRows y = (2 * x * RandomRows(3, 30, 4)).array().sin();
  y += 0.2 * RandomRows(80, 30, 5);
  Workers one(1), two(2);
  const std::vector<int> fold = InnerFolds(Pairs(80), 5, 0);
  KernelGrid grid = MixedGrid();
  const auto all = ChooseKernel(x, y, fold, grid, two);
  grid.exhaustive_samples = 0;
  const auto some = ChooseKernel(x, y, fold, grid, two);
  const auto again = ChooseKernel(x, y, fold, grid, one);
  ASSERT_TRUE(all.ok() && some.ok() && again.ok());
  EXPECT_LT(some->tried.size(), all->tried.size() / 5);
  EXPECT_LT(some->best.rmse, all->best.rmse * 1.02);
  EXPECT_EQ(some->best.rmse, again->best.rmse);
}

TEST(ChooseKernel, AsksForTwoGroups) {
  Workers workers(1);
  EXPECT_FALSE(ChooseKernel(RandomRows(4, 2, 1), RandomRows(4, 2, 2),
                            {0, 0, 0, 0}, LinearGrid(), workers)
                   .ok());
}

}  // namespace
}  // namespace regulon
