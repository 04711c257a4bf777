#include "engine/fit/encoder_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace regulon {
namespace {

using Eigen::VectorXd;

constexpr float kAbsent = -std::numeric_limits<float>::infinity();

// Levels around 1, of which a tenth is absent; x is as a genome would sense
// them.
SensedRows RandomLevels(int samples, int regulators, double absent) {
  std::mt19937 random(samples + regulators);
  std::normal_distribution<float> normal;
  std::uniform_real_distribution<double> chance;
  SensedRows rows;
  rows.log_activity.resize(samples, regulators);
  rows.x.resize(samples, regulators);
  rows.pseudocount.assign(regulators, 0.5);
  rows.log_mean.assign(regulators, 0.25);
  rows.log_sd.assign(regulators, 0.75);
  for (int i = 0; i < samples; ++i) {
    for (int t = 0; t < regulators; ++t) {
      const float level = normal(random);
      rows.log_activity(i, t) = chance(random) < absent ? kAbsent : level;
      rows.x(i, t) =
          (std::log(std::exp(rows.log_activity(i, t)) + 0.5f) - 0.25f) / 0.75f;
    }
  }
  return rows;
}

TEST(EncoderNetwork, HasTheGradientOfFiniteDifferences) {
  const EncoderSizes sizes = {5, 6, 3, 2, 2};
  const EncoderNetwork network(sizes, {{0, 2}, {1, 4}, {3, 0}});
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  VectorXd parameters = network.Start(1, 1.5);
  for (double& value : parameters) value += 0.3 * normal(random);
  VectorXd x(5), log1p(5), towards(5);
  for (int t = 0; t < 5; ++t) {
    x[t] = normal(random);
    log1p[t] = t == 3 ? 0 : std::abs(normal(random));
    towards[t] = normal(random);
  }
  const std::vector<int> present = {0, 1, 2, 4};
  EncoderNetwork::Trace trace;
  const auto loss = [&] {
    return network.Forward(parameters, x, log1p, present, trace).dot(towards);
  };
  loss();
  VectorXd gradient = VectorXd::Zero(network.size());
  network.Backward(parameters, trace, towards, gradient);
  constexpr double kStep = 1e-6;
  int moved = 0;
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const double before = parameters[i];
    parameters[i] = before + kStep;
    const double up = loss();
    parameters[i] = before - kStep;
    const double slope = (up - loss()) / (2 * kStep);
    parameters[i] = before;
    EXPECT_NEAR(gradient[i], slope, 1e-6 * std::max(1.0, std::abs(slope))) << i;
    moved += slope != 0;
  }
  EXPECT_GT(moved, 400);
}

TEST(EncoderNetwork, GivesWhatTheGenomeWouldCompute) {
  const SensedRows rows = RandomLevels(20, 7, 0.2);
  const EncoderNetwork network({7, 8, 4, 2, 2}, {{0, 3}, {0, 5}, {6, 1}});
  std::mt19937 random(2);
  std::normal_distribution<double> normal;
  VectorXd parameters = network.Start(3, 1);
  for (double& value : parameters) value += 0.2 * normal(random);
  const auto applied = ApplyEncoder(network.ToDraft(parameters), rows);
  ASSERT_TRUE(applied.ok()) << applied.status();
  for (int i = 0; i < 20; ++i) {
    VectorXd log1p(7);
    std::vector<int> present;
    for (int t = 0; t < 7; ++t) {
      log1p[t] = std::log1p(std::exp(double{rows.log_activity(i, t)}));
      if (log1p[t] > 0) present.push_back(t);
    }
    EncoderNetwork::Trace trace;
    const VectorXd gains = network.Forward(
        parameters, rows.x.row(i).cast<double>(), log1p, present, trace);
    for (int t = 0; t < 7; ++t) {
      const double level =
          std::exp(double{rows.log_activity(i, t)} + gains[t]) + 0.5;
      EXPECT_NEAR((*applied)(i, t), (std::log(level) - 0.25) / 0.75, 1e-4);
    }
  }
}

// Targets that read regulators scaled by what another one does: more than a
// linear map can see.
struct Planted {
  SensedRows rows = RandomLevels(160, 6, 0);
  FloatRows targets = FloatRows(160, 2);
  std::vector<int> validation;
  EncoderFitOptions options;

  explicit Planted(bool cooperation) {
    std::mt19937 random(9);
    std::normal_distribution<float> normal;
    for (int i = 0; i < 160; ++i) {
      const auto& levels = rows.log_activity;
      // Regulator 3 counts where 0 is above 1, else 4 does.
      const float which = std::tanh(2 * levels(i, 0));
      targets(i, 0) = cooperation ? which : 0.5f * normal(random);
      targets(i, 1) =
          cooperation ? levels(i, 1) * which : 0.5f * normal(random);
      if (i % 4 == 0) validation.push_back(i);
    }
    options.width = 8;
    options.latents = 4;
    options.heads = 2;
    options.blocks = 1;
    options.epochs = 60;
    options.threads = 1;
  }
};

TEST(FitEncoder, FindsACooperationThatWasPlanted) {
  const Planted planted(true);
  const auto fit = FitEncoder(planted.rows, planted.targets, planted.validation,
                              planted.options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_LT(fit->rmse_after, 0.8 * fit->rmse_before);
  EXPECT_GT(fit->epochs, 0);
  EXPECT_EQ(fit->draft.pair_weight.size(), 6u);
  const auto again = ApplyEncoder(fit->draft, planted.rows);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, fit->x);
}

TEST(FitEncoder, IsTheIdentityWhereNothingCooperates) {
  const Planted noise(false);
  EncoderFitOptions options = noise.options;
  options.epochs = 10;
  const auto fit =
      FitEncoder(noise.rows, noise.targets, noise.validation, options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_LE(fit->rmse_after, fit->rmse_before);
  if (fit->epochs == 0) {
    EXPECT_EQ(fit->x, noise.rows.x);
    EXPECT_THAT(fit->draft.gain.values, testing::Each(0.0f));
  }
}

TEST(FitEncoder, GivesTheSameBitsForAnyNumberOfThreads) {
  Planted planted(true);
  planted.options.epochs = 10;
  const auto one = FitEncoder(planted.rows, planted.targets, planted.validation,
                              planted.options);
  planted.options.threads = 3;
  const auto three = FitEncoder(planted.rows, planted.targets,
                                planted.validation, planted.options);
  ASSERT_TRUE(one.ok() && three.ok());
  EXPECT_EQ(one->draft.gain.values, three->draft.gain.values);
  EXPECT_EQ(one->draft.cross.values, three->draft.cross.values);
  EXPECT_EQ(one->draft.pair_target, three->draft.pair_target);
  EXPECT_EQ(one->x, three->x);
  planted.options.seed = 2;
  const auto other = FitEncoder(planted.rows, planted.targets,
                                planted.validation, planted.options);
  EXPECT_NE(one->draft.cross.values, other->draft.cross.values);
}

TEST(FitEncoder, RefusesWhatDoesNotFit) {
  const Planted planted(true);
  EncoderFitOptions heads = planted.options;
  heads.heads = 3;
  EXPECT_FALSE(
      FitEncoder(planted.rows, planted.targets, planted.validation, heads)
          .ok());
  EXPECT_FALSE(
      FitEncoder(planted.rows, planted.targets, {}, planted.options).ok());
  EXPECT_FALSE(
      FitEncoder(planted.rows, planted.targets, {160}, planted.options).ok());
  SensedRows other = planted.rows;
  other.log_sd.pop_back();
  EXPECT_FALSE(
      FitEncoder(other, planted.targets, planted.validation, planted.options)
          .ok());
}

}  // namespace
}  // namespace regulon
