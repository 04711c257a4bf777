#include "engine/fit/opening.h"

#include <cmath>

#include "engine/random.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

Eigen::ArrayXXd Scores(int samples, int domains) {
  Random random(5, 0);
  Eigen::ArrayXXd scores(samples, domains);
  for (double& s : scores.reshaped()) s = 4 * random.Unit() - 2;
  return scores;
}

TEST(Opening, IsHalfAtTheThresholdAndHardWhenCold) {
  Eigen::ArrayXXd scores(3, 1);
  scores << -1, 0.5, 2;
  const Opening opening(scores, {});
  const Eigen::ArrayXd soft = opening.Open(0, 0.5, 1);
  EXPECT_NEAR(soft[0], 1 / (1 + std::exp(1.5)), 1e-12);
  EXPECT_EQ(soft[1], 0.5);
  const Eigen::ArrayXd hard = opening.Open(0, 0.5, 1e-3);
  EXPECT_NEAR(hard[0], 0, 1e-12);
  EXPECT_NEAR(hard[2], 1, 1e-12);
}

TEST(Opening, HasThePenaltyOfItsDefinition) {
  Eigen::ArrayXXd scores(2, 2);
  scores << 0, 1,  //
      2, -1;
  OpeningOptions options;
  options.load_floor = 0.8;
  options.floor_weight = 3;
  options.share_weight = 5;
  options.z_weight = 7;
  const Opening opening(scores, options);
  Workers workers(1);
  Eigen::ArrayXd thresholds(2), gradient;
  thresholds << 0, 1;
  const double a = (0.5 + 1 / (1 + std::exp(-2.0))) / 2;
  const double b = (0.5 + 1 / (1 + std::exp(2.0))) / 2;
  const double z0 = std::log(2.0);
  const double z1 = std::log(std::exp(2.0) + std::exp(-2.0));
  const double expected =
      3 * (std::pow(1 - a / 0.8, 2) + std::pow(1 - b / 0.8, 2)) / 2 +
      5 * std::pow((a + b) / 2 / 0.25 - 1, 2) + 7 * (z0 * z0 + z1 * z1) / 2;
  EXPECT_NEAR(opening.Share(thresholds, 1, workers), (a + b) / 2, 1e-12);
  EXPECT_NEAR(opening.Penalty(thresholds, 1, 0.25, workers, gradient), expected,
              1e-9);
}

TEST(Opening, HasTheGradientOfItsPenalty) {
  OpeningOptions options;
  options.load_floor = 0.4;
  options.z_weight = 0.1;
  const Opening opening(Scores(30, 5), options);
  Workers workers(2);
  Eigen::ArrayXd thresholds(5), gradient, ignored;
  thresholds << -1.5, -0.2, 0.3, 1.2, 1.9;
  constexpr double kTemperature = 0.3, kShare = 0.2, kStep = 1e-5;
  opening.Penalty(thresholds, kTemperature, kShare, workers, gradient);
  for (int d = 0; d < 5; ++d) {
    const auto at = [&](double by) {
      Eigen::ArrayXd moved = thresholds;
      moved[d] += by;
      return opening.Penalty(moved, kTemperature, kShare, workers, ignored);
    };
    EXPECT_NEAR(gradient[d], (at(kStep) - at(-kStep)) / (2 * kStep), 1e-6) << d;
    const Eigen::ArrayXd open = opening.Open(d, thresholds[d], kTemperature);
    const Eigen::ArrayXd difference =
        (opening.Open(d, thresholds[d] + kStep, kTemperature) -
         opening.Open(d, thresholds[d] - kStep, kTemperature)) /
        (2 * kStep);
    EXPECT_TRUE(Opening::Slope(open, kTemperature).isApprox(difference, 1e-6));
  }
}

TEST(Opening, WithoutDomainsCostsNothing) {
  const Opening opening(Eigen::ArrayXXd(4, 0), {});
  Workers workers(1);
  Eigen::ArrayXd gradient;
  EXPECT_EQ(opening.Penalty(Eigen::ArrayXd(0), 1, 0.2, workers, gradient), 0);
  EXPECT_EQ(opening.Share(Eigen::ArrayXd(0), 1, workers), 0);
}

}  // namespace
}  // namespace regulon
