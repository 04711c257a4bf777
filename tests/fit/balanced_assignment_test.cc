#include "engine/fit/balanced_assignment.h"

#include <algorithm>
#include <vector>

#include "engine/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

TEST(BalancedAssignment, GivesEveryItemItsNearestClusterWhereThereIsRoom) {
  FloatRows cost(4, 2);
  cost << 0, 1,  //
      1, 0,      //
      0, 2,      //
      5, 4;
  EXPECT_THAT(BalancedAssignment(cost, 1, 3), ElementsAre(0, 1, 0, 1));
}

// Items 0, 1 and 2 want cluster 0, which has room for two; item 1 loses least.
TEST(BalancedAssignment, SendsAwayWhoLosesLeast) {
  FloatRows cost(4, 2);
  cost << 0, 9,  //
      0, 1,      //
      0, 5,      //
      7, 0;
  EXPECT_THAT(BalancedAssignment(cost, 2, 2), ElementsAre(0, 1, 0, 1));
}

TEST(BalancedAssignment, FillsAClusterThatNobodyWants) {
  FloatRows cost(3, 2);
  cost << 0, 3,  //
      0, 2,      //
      0, 4;
  EXPECT_THAT(BalancedAssignment(cost, 1, 3), ElementsAre(0, 1, 0));
}

TEST(BalancedAssignment, KeepsItsBoundsForAnyCosts) {
  Random random(7, 0);
  for (int clusters = 1; clusters <= 12; ++clusters) {
    for (int items = clusters; items < 60; items += 7) {
      const int least = items / clusters, most = (items - 1) / clusters + 1;
      FloatRows cost(items, clusters);
      for (float& c : cost.reshaped()) c = static_cast<float>(random.Below(4));
      std::vector<int> size(clusters);
      for (const int k : BalancedAssignment(cost, least, most)) ++size[k];
      EXPECT_GE(*std::min_element(size.begin(), size.end()), least);
      EXPECT_LE(*std::max_element(size.begin(), size.end()), most);
    }
  }
}

}  // namespace
}  // namespace regulon
