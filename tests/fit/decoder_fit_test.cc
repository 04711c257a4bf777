#include "engine/fit/decoder_fit.h"

#include <cmath>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/decoder/random_decoder.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

TEST(DecoderNetwork, HasTheGradientOfFiniteDifferences) {
  for (const int latent_width : {0, 4}) {
    const DecoderNetwork network(SmallSizes(latent_width));
    Eigen::VectorXd parameters = RandomParameters(network);
    const SeriesRows states = RandomRows(8, 7, 3),
                     towards = RandomRows(8, 7, 4);
    const SeriesRows latents =
        latent_width == 0 ? SeriesRows() : RandomRows(3, latent_width, 5);
    DecoderNetwork::Trace trace;
    const auto loss = [&] {
      return network.Forward(parameters, states, latents, trace)
          .cwiseProduct(towards)
          .sum();
    };
    loss();
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(network.size());
    network.Backward(parameters, trace, towards, gradient);
    constexpr double kStep = 1e-5;
    int moved = 0;
    for (Eigen::Index i = 0; i < network.size(); ++i) {
      const double before = parameters[i];
      parameters[i] = before + kStep;
      const double up = loss();
      parameters[i] = before - kStep;
      const double slope = (up - loss()) / (2 * kStep);
      parameters[i] = before;
      EXPECT_NEAR(gradient[i], slope, 1e-6 * std::max(1.0, std::abs(slope)))
          << i;
      moved += std::abs(slope) > 1e-9;
    }
    EXPECT_GT(moved, 800);
  }
}

// Ten genes, of which each goes where it was two steps ago, turned around: by
// y_i+1 = -0.9 y_i-1 + noise, of which y_i says nothing.
DecoderSeries DelayTwo(int count, int steps) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  DecoderSeries series;
  for (int k = 0; k < count; ++k) {
    SeriesRows& states = series.states.emplace_back(steps, 10);
    for (int i = 0; i < steps; ++i) {
      for (int g = 0; g < 10; ++g) {
        states(i, g) = i < 2 ? normal(random)
                             : -0.9 * states(i - 2, g) + 0.2 * normal(random);
      }
    }
  }
  return series;
}

TEST(DecoderFit, PredictsWhatTakesAStepThatALinearEquationDoesNotSee) {
  const DecoderSeries series = DelayTwo(9, 21);
  DecoderFitOptions options;
  options.epochs = 200;
  const auto fit = FitDecoder(series, options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_TRUE(fit->Helps());
  EXPECT_LT(fit->rmse, 0.75 * fit->rmse_linear);
  EXPECT_LT(fit->rmse_linear, fit->rmse_last);
}

TEST(DecoderFit, IsLeftOutWhereNothingIsToBeRecalled) {
  // A walk whose steps are drawn: the last value is all that there is to know.
  std::mt19937 random(2);
  std::normal_distribution<double> normal;
  DecoderSeries series;
  for (int k = 0; k < 6; ++k) {
    SeriesRows& states = series.states.emplace_back(12, 10);
    states.row(0).setZero();
    for (int i = 1; i < 12; ++i) {
      for (int g = 0; g < 10; ++g) {
        states(i, g) = states(i - 1, g) + normal(random);
      }
    }
  }
  DecoderFitOptions options;
  options.epochs = 100;
  const auto fit = FitDecoder(series, options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_FALSE(fit->Helps());
}

TEST(DecoderFit, IsTheSameForAnyNumberOfThreadsAndAnotherForAnotherSeed) {
  const DecoderSeries series = DelayTwo(4, 6);
  DecoderFitOptions options;
  options.epochs = 40;
  options.threads = 1;
  const auto one = FitDecoder(series, options);
  options.threads = 3;
  const auto three = FitDecoder(series, options);
  options.seed = 2;
  const auto other = FitDecoder(series, options);
  ASSERT_TRUE(one.ok() && three.ok() && other.ok());
  EXPECT_EQ(one->draft.output.values, three->draft.output.values);
  EXPECT_EQ(one->draft.self.values, three->draft.self.values);
  EXPECT_EQ(one->rmse, three->rmse);
  EXPECT_NE(one->draft.self.values, other->draft.self.values);
}

TEST(DecoderFit, RefusesWhatItCannotJudgeBy) {
  DecoderSeries series = DelayTwo(2, 6);
  EXPECT_THAT(FitDecoder(series, DecoderFitOptions()).status().message(),
              HasSubstr("2 time series are too few"));
  series = DelayTwo(3, 2);
  EXPECT_THAT(FitDecoder(series, DecoderFitOptions()).status().message(),
              HasSubstr("time series #1 has 2 steps"));
  series = DelayTwo(3, 6);
  series.latents.resize(2);
  EXPECT_FALSE(FitDecoder(series, DecoderFitOptions()).ok());
}

TEST(LinearDifference, FindsTheEquationOfExactSeries) {
  // y_i+1 = y_i + y_i A + b.
  SeriesRows a(2, 2);
  a << -0.5, 0.2, 0.1, -0.3;
  Eigen::RowVectorXd b(2);
  b << 0.4, -0.1;
  std::vector<SeriesRows> series;
  for (int k = 0; k < 3; ++k) {
    SeriesRows& states = series.emplace_back(5, 2);
    states.row(0) << k, 1 - k * k;
    for (int i = 0; i < 4; ++i) {
      states.row(i + 1) = states.row(i) + states.row(i) * a + b;
    }
  }
  const LinearDifference fitted = FitLinearDifference(series, 1e-12);
  EXPECT_TRUE(fitted.a.isApprox(a, 1e-6)) << fitted.a;
  EXPECT_TRUE(fitted.b.isApprox(b, 1e-6)) << fitted.b;
  EXPECT_TRUE(fitted.Next(series[1].topRows(4))
                  .isApprox(series[1].bottomRows(4), 1e-6));
  // All of it taken by the penalty: the mean change is left.
  const LinearDifference stiff = FitLinearDifference(series, 1e12);
  EXPECT_LT(stiff.a.norm(), 1e-9);
}

TEST(MeanGain, IsTheMeanAndItsStandardError) {
  const MeanGain gain = MeanGainOf({1, 2, 3});
  EXPECT_DOUBLE_EQ(gain.mean, 2);
  EXPECT_DOUBLE_EQ(gain.standard_error, std::sqrt(1.0 / 3));
  EXPECT_TRUE(gain.BeyondChance());
  EXPECT_FALSE(MeanGainOf({-1, 2, 3}).BeyondChance());
}

}  // namespace
}  // namespace regulon
