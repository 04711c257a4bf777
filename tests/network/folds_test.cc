#include "engine/network/folds.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

TEST(NeighbourRuns, EndWhereTheNextIsFarAway) {
  EXPECT_THAT(NeighbourRuns({10, 90, 20, 40, 30}, 10),
              ElementsAre(0, 1, 0, 0, 0));
  EXPECT_THAT(NeighbourRuns({10, 90, 20, 45, 30}, 10),
              ElementsAre(0, 2, 0, 1, 0));
  EXPECT_THAT(NeighbourRuns({}, 10), ElementsAre());
}

TEST(LocusNumbers, AreWhatEndsTheTag) {
  EXPECT_THAT(LocusNumbers({"BSU00370", "G9", "x", "42"}),
              ElementsAre(370, 9, -1, 42));
}

}  // namespace
}  // namespace regulon
