#include "engine/eval/conformal.h"

#include <cmath>
#include <limits>
#include <vector>

#include "engine/random.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(Calibrate, WeighsGroupsAlikeAsByHand) {
  // Group 0 has |r| 1, 2, 3 and group 1 has 4. Of 2 groups
  // and level 0.5, 1.5 are wanted: group 0 gives 1 by 3, group 1 none before 4.
  FloatRows residuals(4, 1);
  residuals << 1, -2, 3, -4;
  Workers workers(2);
  const std::vector<int> group = {0, 0, 0, 1};
  EXPECT_NEAR(Calibrate(residuals, group, 0.5, workers).half_width[0], 4, 1e-5);
  // 1 is wanted at level 1/3.
  EXPECT_NEAR(Calibrate(residuals, group, 1 / 3.0, workers).half_width[0], 3,
              1e-5);
  // 2.7 of 2 groups cannot be had.
  EXPECT_TRUE(
      std::isinf(Calibrate(residuals, group, 0.9, workers).half_width[0]));
}

TEST(Calibrate, GivesEachGeneItsScale) {
  FloatRows residuals(40, 2);
  std::vector<int> group;
  for (int i = 0; i < 40; ++i) {
    group.push_back(i);
    residuals(i, 0) = (i % 10) - 4.5f;
    residuals(i, 1) = 10 * residuals(i, 0);
  }
  Workers workers(1);
  const ConformalScale scale = Calibrate(residuals, group, 0.9, workers);
  // Mean squares 8.25 and 825, and a hundredth of their mean.
  EXPECT_NEAR(scale.half_width[1] / scale.half_width[0],
              std::sqrt((825 + 4.16625) / (8.25 + 4.16625)), 1e-4);
  EXPECT_NEAR(scale.half_width[1], 45, 1e-3);
}

// Groups share most of their error, so that intervals by sample would be too
// narrow for a new group.
TEST(Calibrate, CoversNewGroups) {
  Random random(3, 0);
  Workers workers(2);
  Coverage coverage;
  for (int repeat = 0; repeat < 200; ++repeat) {
    FloatRows residuals(80, 10);
    std::vector<int> group;
    for (int i = 0; i < 80; ++i) {
      group.push_back(i / 4);
      for (int g = 0; g < 10; ++g) {
        if (i % 4 == 0) {
          residuals(i, g) = (1 + g) * float(random.Unit() - 0.5) * 10;
        } else {
          residuals(i, g) = residuals(i - 1, g);
        }
      }
    }
    const ConformalScale scale =
        Calibrate(residuals.topRows(76), absl::MakeSpan(group).subspan(0, 76),
                  0.9, workers);
    AddCoverage(scale, residuals.bottomRows(4), FloatRows::Zero(4, 10),
                {0, 0, 0, 0}, coverage);
  }
  EXPECT_EQ(coverage.values, 8000);
  EXPECT_GT(coverage.share(), 0.87);
  EXPECT_LT(coverage.share(), 0.96);
  EXPECT_EQ(coverage.groups, 200);
  EXPECT_NEAR(coverage.group_share(), coverage.share(), 1e-9);
  EXPECT_GT(coverage.mean_width(), 0);
}

TEST(AddCoverage, CountsGroupsAlike) {
  ConformalScale scale;
  scale.half_width = Eigen::RowVectorXf::Constant(1, 2);
  FloatRows truth(4, 1), predicted = FloatRows::Zero(4, 1);
  truth << 1, -2, 3, std::numeric_limits<float>::quiet_NaN();
  Coverage coverage;
  AddCoverage(scale, truth, predicted, {5, 5, 8, 8}, coverage);
  EXPECT_EQ(coverage.values, 3);
  EXPECT_NEAR(coverage.share(), 2 / 3.0, 1e-12);
  EXPECT_NEAR(coverage.group_share(), 0.5, 1e-12);
  EXPECT_EQ(coverage.mean_width(), 4);
}

}  // namespace
}  // namespace regulon
