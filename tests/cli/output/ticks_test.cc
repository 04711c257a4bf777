#include "engine/cli/output/ticks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TickStep, IsTheLeastRoundNumber) {
  EXPECT_DOUBLE_EQ(TickStep(1, 4), 0.5);
  EXPECT_DOUBLE_EQ(TickStep(1, 5), 0.2);
  EXPECT_DOUBLE_EQ(TickStep(1, 10), 0.1);
  EXPECT_DOUBLE_EQ(TickStep(6, 1), 10);
  EXPECT_DOUBLE_EQ(TickStep(1234, 3), 500);
  EXPECT_DOUBLE_EQ(TickStep(3e-9, 3), 1e-9);
}

TEST(TickStep, NeverCutsIntoMoreThanAsked) {
  for (int i = -300; i <= 300; ++i) {
    const double range = std::pow(10, i / 100.0);
    for (int count = 1; count < 12; ++count) {
      const double step = TickStep(range, count);
      EXPECT_LE(range / step, count * 1.000001) << range << " " << count;
      EXPECT_GT(range / step, count / 2.5 * 0.999) << range << " " << count;
    }
  }
}

TEST(LinearTicks, IncludesBothEnds) {
  EXPECT_EQ(
      TickLabels(LinearTicks(-0.2, 0.3, 0.1)),
      (std::vector<std::string>{"-0.2", "-0.1", "0", "0.1", "0.2", "0.3"}));
  EXPECT_THAT(LinearTicks(0.1, 0.9, 1), IsEmpty());
}

TEST(LogTicks, ArePowersOfTen) {
  EXPECT_EQ(TickLabels(LogTicks(0.05, 200)),
            (std::vector<std::string>{"0.1", "1", "10", "100"}));
  EXPECT_EQ(TickLabels(LogTicks(1e-6, 1e-5)),
            (std::vector<std::string>{"1e-06", "1e-05"}));
}

TEST(LogTicks, GrowDenserInAShortRange) {
  EXPECT_EQ(TickLabels(LogTicks(3, 60)),
            (std::vector<std::string>{"5", "10", "20", "50"}));
  EXPECT_EQ(TickLabels(LogTicks(51, 54)),
            (std::vector<std::string>{"51", "52", "53", "54"}));
}

TEST(TickLabels, TellNeighboursApart) {
  EXPECT_THAT(TickLabels({1000001, 1000002}),
              ElementsAre("1000001", "1000002"));
  EXPECT_THAT(TickLabels({1.00001, 1.00002}),
              ElementsAre("1.00001", "1.00002"));
  EXPECT_THAT(TickLabels({0.5}), ElementsAre("0.5"));
  EXPECT_THAT(TickLabels({0}), ElementsAre("0"));
  EXPECT_THAT(TickLabels({}), IsEmpty());
}

}  // namespace
}  // namespace regulon
