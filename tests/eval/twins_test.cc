#include "engine/eval/twins.h"

#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(TwinsAcrossFolds, AreSamplesOfEqualLevelsInDifferentFolds) {
  Problem problem = SmallProblem();
  std::vector<int> fold(60, 0);
  EXPECT_THAT(TwinsAcrossFolds(problem, fold), IsEmpty());
  problem.levels.row(9) = problem.levels.row(2);
  problem.levels.row(30) = problem.levels.row(2);
  EXPECT_THAT(TwinsAcrossFolds(problem, fold), IsEmpty());
  fold[30] = 1;
  EXPECT_THAT(TwinsAcrossFolds(problem, fold), ElementsAre(Pair(2, 30)));
}

}  // namespace
}  // namespace regulon
