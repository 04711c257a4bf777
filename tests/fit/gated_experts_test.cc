#include "engine/fit/gated_experts.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr float kAlways = -std::numeric_limits<float>::infinity();

// Three domains of four genes, six regulators, one latent. Genes of domain d
// follow the product of regulators 2d and 2d + 1, which no linear expert sees,
// in the samples whose score is above 0; domain 2 follows nothing.
struct Example {
  FloatRows x, latents, scores, targets, fitted;
  std::vector<int> domain, validation;
  std::vector<std::vector<int>> inputs;
  std::vector<float> threshold;

  GatedDomains domains() const { return {domain, inputs, threshold}; }
  GatedSamples samples() const { return {x, latents, scores}; }
};

Example MakeExample(int samples) {
  Example e;
  const auto draw = [&](int columns) {  // of mean square 1
    return FloatRows(std::sqrt(3.0f) * RandomRows(samples, columns, columns));
  };
  e.x = draw(6);
  e.latents = draw(1);
  e.scores = draw(3);
  e.targets = 0.1 * draw(12);
  for (int g = 0; g < 12; ++g) {
    const int d = g % 3;
    e.domain.push_back(d);
    if (d == 2) continue;
    for (int i = 0; i < samples; ++i) {
      if (e.scores(i, d) < 0) continue;
      e.targets(i, g) += (g < 6 ? 1 : -2) * e.x(i, 2 * d) * e.x(i, 2 * d + 1);
    }
  }
  e.inputs = {{0, 1, 4}, {1, 2, 3, 5}, {0, 5}};
  e.threshold = {0, 0, 0};
  for (int i = 0; i < samples; i += 4) e.validation.push_back(i);
  return e;
}

GatedOptions Options() {
  GatedOptions options;
  options.epochs = 60;
  options.learning_rate = 0.02;
  options.weight_decay = 0.01;
  options.lasso = 0.01;
  return options;
}

absl::StatusOr<GatedFit> Fit(const Example& e, const GatedOptions& options,
                             int threads = 2) {
  Workers workers(threads);
  return RefineGatedExperts(e.domains(), e.samples(), e.targets, e.fitted,
                            e.validation, options, workers);
}

double Rmse(const FloatRows& error) {
  return std::sqrt(error.cast<double>().squaredNorm() / error.size());
}

TEST(GatedExperts, LearnProductsOfRegulators) {
  const Example e = MakeExample(600);
  const auto fit = Fit(e, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_GT(fit->rmse_before, 0.8);
  EXPECT_LT(fit->rmse_after, 0.35);
  EXPECT_EQ(fit->rmse_after, fit->rmse[fit->epoch - 1]);
  EXPECT_EQ(fit->experts[0].gate.rows, 4);  // three regulators, one latent
  EXPECT_EQ(fit->experts[0].down.columns, 4);
  EXPECT_NEAR(fit->share_after, fit->share_before, 0.1);
}

TEST(GatedExperts, AddWhatTheyWereJudgedBy) {
  Example e = MakeExample(200);
  e.latents *= 30;  // in whatever units
  e.x *= 0.05f;
  const auto fit = Fit(e, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  ASSERT_GT(fit->epoch, 0);
  Workers workers(2);
  const FloatRows part = GatedPart(e.domains(), e.samples(), *fit, workers);
  FloatRows error(e.validation.size(), 12);
  for (size_t i = 0; i < e.validation.size(); ++i) {
    const int row = e.validation[i];
    error.row(i) = e.targets.row(row) - part.row(row);
  }
  EXPECT_NEAR(Rmse(error), fit->rmse_after, 1e-5);
}

TEST(GatedExperts, CountWhatOpenExpertsAddAlready) {
  Example e = MakeExample(200);
  e.fitted = e.targets;  // right where open, not there where closed
  const auto fit = Fit(e, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  FloatRows left(e.validation.size(), 12);
  for (size_t i = 0; i < e.validation.size(); ++i) {
    for (int g = 0; g < 12; ++g) {
      const int row = e.validation[i];
      left(i, g) = e.scores(row, e.domain[g]) >= 0 ? 0 : e.targets(row, g);
    }
  }
  EXPECT_NEAR(fit->rmse_before, Rmse(left), 1e-6);
}

TEST(GatedExperts, AreNotKeptWhereTheyDoNotHelp) {
  const auto fit = Fit(MakeExample(400), Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_FALSE(fit->experts[0].down.values.empty());
  Example nothing = MakeExample(400);
  nothing.targets = RandomRows(400, 12, 9);
  const auto none = Fit(nothing, Options());
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_GT(none->rmse_after, 0.98 * none->rmse_before);
  EXPECT_LE(none->rmse_after, none->rmse_before);
}

TEST(GatedExperts, WithoutAGainLeaveThresholdsAlone) {
  Example e = MakeExample(100);
  e.targets.setZero();
  const auto fit = Fit(e, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_EQ(fit->epoch, 0);
  EXPECT_EQ(fit->threshold, e.threshold);
  for (const GatedExpert& expert : fit->experts) {
    EXPECT_TRUE(expert.gate.values.empty());
  }
}

TEST(GatedExperts, LoseRegulatorsThatDoNotMatter) {
  GatedOptions options = Options();
  options.lasso = 0.7;
  const auto fit = Fit(MakeExample(600), options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_THAT(fit->experts[0].used, ElementsAre(0, 1));
  EXPECT_THAT(fit->experts[1].used, ElementsAre(2, 3));
}

// The planted thresholds are at 0: from above and below, they come nearer.
TEST(GatedExperts, MoveThresholdsToWhereTheyHelp) {
  Example e = MakeExample(600);
  e.threshold = {0.5f, -0.5f, 0};
  GatedOptions options = Options();
  options.opening.share_weight = 0;
  const auto fit = Fit(e, options);
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_LT(fit->threshold[0], 0.45);
  EXPECT_GT(fit->threshold[1], -0.45);
  options.threshold_rate = 0;
  const auto still = Fit(e, options);
  ASSERT_TRUE(still.ok());
  EXPECT_EQ(still->threshold, e.threshold);
  EXPECT_LT(fit->rmse_after, still->rmse_after);
}

TEST(GatedExperts, LeaveDomainsThatAreAlwaysOpenSo) {
  Example e = MakeExample(100);
  e.threshold = {kAlways, 0, kAlways};
  const auto fit = Fit(e, Options());
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_EQ(fit->threshold[0], kAlways);
}

TEST(GatedExperts, AreTheSameBitsForAnyNumberOfWorkers) {
  const Example e = MakeExample(150);
  GatedOptions options = Options();
  options.epochs = 12;
  const auto one = Fit(e, options, 1), three = Fit(e, options, 3);
  ASSERT_TRUE(one.ok() && three.ok());
  EXPECT_EQ(one->rmse, three->rmse);
  EXPECT_EQ(one->threshold, three->threshold);
  for (int d = 0; d < 3; ++d) {
    EXPECT_EQ(one->experts[d].gate.values, three->experts[d].gate.values);
    EXPECT_EQ(one->experts[d].down.values, three->experts[d].down.values);
  }
}

TEST(GatedExperts, RefuseTablesThatDoNotFit) {
  Example e = MakeExample(20);
  const auto message = [&] {
    return std::string(Fit(e, Options()).status().message());
  };
  e.latents.resize(19, 1);
  EXPECT_THAT(message(), HasSubstr("different numbers of samples"));
  e = MakeExample(20);
  e.threshold.pop_back();
  EXPECT_THAT(message(), HasSubstr("different numbers of genes or domains"));
  e = MakeExample(20);
  e.inputs[1][0] = 6;
  EXPECT_THAT(message(), HasSubstr("outside of its table"));
  e = MakeExample(20);
  e.validation.clear();
  EXPECT_THAT(message(), HasSubstr("validation rows"));
  for (int i = 0; i < 20; ++i) e.validation.push_back(i);
  EXPECT_THAT(message(), HasSubstr("no sample is left"));
}

}  // namespace
}  // namespace regulon
