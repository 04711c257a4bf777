#include "engine/fit/gated_gradient.h"

#include <cmath>

#include "engine/random.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

void Fill(Random& random, Rows<double>& matrix, int rows, int columns) {
  matrix.resize(rows, columns);
  for (double& value : matrix.reshaped()) value = 2 * random.Unit() - 1;
}

struct Example {
  GatedWeights<double> weights;
  GatedSlice<double> slice;
};

Example MakeExample(bool fitted) {
  Random random(11, fitted);
  Example e;
  Fill(random, e.weights.gate, 5, 3);
  Fill(random, e.weights.up, 5, 3);
  Fill(random, e.weights.down, 3, 4);
  Fill(random, e.slice.h, 7, 5);
  Fill(random, e.slice.target, 7, 4);
  Fill(random, e.slice.fitted, fitted ? 7 : 0, 4);
  e.slice.open.resize(7);
  for (double& o : e.slice.open) o = random.Unit();
  return e;
}

TEST(GatedGradient, HasTheLossOfItsDefinition) {
  const Example e = MakeExample(true);
  double loss = 0;
  for (int i = 0; i < 7; ++i) {
    for (int g = 0; g < 4; ++g) {
      double p = e.slice.fitted(i, g);
      for (int k = 0; k < 3; ++k) {
        const double a = e.slice.h.row(i).dot(e.weights.gate.col(k));
        const double u = e.slice.h.row(i).dot(e.weights.up.col(k));
        p += a / (1 + std::exp(-a)) * u * e.weights.down(k, g);
      }
      const double error = e.slice.open[i] * p - e.slice.target(i, g);
      loss += error * error / 2;
    }
  }
  EXPECT_NEAR(GatedGradient<double>().Run(e.weights, e.slice), loss, 1e-12);
}

TEST(GatedGradient, EqualsFiniteDifferences) {
  constexpr double kStep = 1e-6;
  for (const bool fitted : {false, true}) {
    Example e = MakeExample(fitted);
    GatedGradient<double> gradient, other;
    gradient.Run(e.weights, e.slice);
    const auto check = [&](auto& parameters, const auto& derivative) {
      for (Eigen::Index i = 0; i < parameters.size(); ++i) {
        double& parameter = parameters.data()[i];
        const double at = parameter;
        parameter = at + kStep;
        const double above = other.Run(e.weights, e.slice);
        parameter = at - kStep;
        const double below = other.Run(e.weights, e.slice);
        parameter = at;
        EXPECT_NEAR(derivative.data()[i], (above - below) / (2 * kStep), 1e-7);
      }
    };
    check(e.weights.gate, gradient.weights().gate);
    check(e.weights.up, gradient.weights().up);
    check(e.weights.down, gradient.weights().down);
    check(e.slice.open, gradient.open());
  }
}

TEST(GatedGradient, OfLargeActivationsStaysFinite) {
  Example e = MakeExample(false);
  e.weights.gate *= 2000;
  GatedGradient<double> gradient;
  gradient.Run(e.weights, e.slice);
  EXPECT_TRUE(gradient.weights().gate.allFinite());
  EXPECT_TRUE(GatedOutput(e.weights, e.slice.h).allFinite());
}

}  // namespace
}  // namespace regulon
