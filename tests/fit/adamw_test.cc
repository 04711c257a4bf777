#include "engine/fit/adamw.h"

#include <cmath>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// The corrected means of a first gradient are the gradient and its square.
TEST(AdamW, FirstStepsByTheRateWhateverTheGradient) {
  Eigen::ArrayXd parameters(3);
  parameters << 1, -2, 0.5;
  Eigen::ArrayXd gradient(3);
  gradient << 1e-3, -40, 0;
  AdamW<Eigen::ArrayXd>(3, 1).Step(gradient, 0.1, 0, parameters);
  EXPECT_NEAR(parameters[0], 0.9, 1e-5);
  EXPECT_NEAR(parameters[1], -1.9, 1e-9);
  EXPECT_EQ(parameters[2], 0.5);
}

TEST(AdamW, DecaysParametersApartFromTheGradient) {
  Eigen::ArrayXd parameters = Eigen::ArrayXd::Constant(1, 8);
  AdamW<Eigen::ArrayXd> step(1, 1);
  for (int i = 0; i < 3; ++i) {
    step.Step(Eigen::ArrayXd::Zero(1), 0.5, 0.2, parameters);
  }
  EXPECT_NEAR(parameters[0], 8 * 0.9 * 0.9 * 0.9, 1e-12);
}

TEST(AdamW, FollowsItsDefinition) {
  Eigen::MatrixXf parameters = Eigen::MatrixXf::Constant(1, 1, 0.7f);
  AdamW<Eigen::MatrixXf> step(1, 1);
  double p = 0.7, m = 0, v = 0;
  for (int t = 1; t <= 20; ++t) {
    const double g = std::sin(t) * 3;
    step.Step(Eigen::MatrixXf::Constant(1, 1, g), 0.01, 0.3, parameters);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    p = p - 0.01 * (m / (1 - std::pow(0.9, t)) /
                        (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8) +
                    0.3 * p);
    EXPECT_NEAR(parameters(0, 0), p, 1e-5) << t;
  }
}

}  // namespace
}  // namespace regulon
