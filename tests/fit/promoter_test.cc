#include "engine/fit/promoter.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr double kAbsent = -std::numeric_limits<double>::infinity();

Eigen::MatrixXd Random(int rows, int columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = normal(random);
  }
  return matrix;
}

TEST(PredictPromoter, IsTheTwoStateModelByHand) {
  // L = 1000, c = 0.01, w = 10, five sites: g = 0.99009901 (architecture.md).
  Promoter promoter;
  promoter.energy.assign(5, 0);
  promoter.closing_energy = std::log(1000.0);
  promoter.amplitude = 2;
  promoter.offset = 1;
  const Eigen::MatrixXd log_activity =
      Eigen::MatrixXd::Constant(1, 5, std::log(10.0));
  const std::vector<double> sign(5, 1);
  EXPECT_NEAR(PredictPromoter(promoter, log_activity, sign, 0.01)[0],
              1 + 2 * 0.99009901, 1e-7);
  // Absent regulators leave it closed.
  const Eigen::MatrixXd absent = Eigen::MatrixXd::Constant(1, 5, kAbsent);
  EXPECT_NEAR(PredictPromoter(promoter, absent, sign, 0.01)[0], 1 + 2 / 1001.0,
              1e-12);
}

TEST(PromoterLoss, HasTheGradientOfFiniteDifferences) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const int sites = 1 + seed % 4;
    Eigen::MatrixXd log_activity = Random(30, sites, seed);
    log_activity(seed, 0) = kAbsent;
    std::vector<double> sign = {1, -1, -1, 1};
    sign.resize(sites);
    Eigen::VectorXd y = log_activity.rowwise().sum().unaryExpr(
        [](double x) { return std::isfinite(x) ? std::tanh(x) : -1.0; });
    y += 0.3 * Random(30, 1, 100 + seed).col(0);
    PromoterLoss loss(log_activity, sign, y, PromoterOptions());
    const Eigen::MatrixXd u = Random(sites + 1, 1, 200 + seed);
    std::vector<double> at(u.data(), u.data() + sites + 1);
    std::vector<double> gradient(sites + 1), unused(sites + 1);
    loss.Evaluate(at, absl::MakeSpan(gradient));
    for (int p = 0; p <= sites; ++p) {
      constexpr double kStep = 1e-5;
      std::vector<double> above = at, below = at;
      above[p] += kStep;
      below[p] -= kStep;
      const double slope = (loss.Evaluate(above, absl::MakeSpan(unused)) -
                            loss.Evaluate(below, absl::MakeSpan(unused))) /
                           (2 * kStep);
      EXPECT_NEAR(gradient[p], slope, 1e-7) << "seed " << seed << ", " << p;
    }
  }
}

TEST(FitPromoter, FindsWhatMadeTheValues) {
  const Eigen::MatrixXd log_activity = 2 * Random(200, 2, 1);
  const std::vector<double> sign = {1, -1};
  Promoter truth;
  truth.energy = {1.5, -0.5};
  truth.closing_energy = 1;
  truth.amplitude = 3;
  truth.offset = -1;
  const Eigen::VectorXd y = PredictPromoter(truth, log_activity, sign, 0.01);
  PromoterOptions options;
  options.energy_penalty = options.amplitude_penalty = 1e-8;
  const auto fitted = FitPromoter(log_activity, sign, y, options);
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_NEAR(fitted->energy[0], 1.5, 0.05);
  EXPECT_NEAR(fitted->energy[1], -0.5, 0.05);
  EXPECT_NEAR(fitted->closing_energy, 1, 0.05);
  EXPECT_NEAR(fitted->amplitude, 3, 0.05);
  EXPECT_NEAR(fitted->offset, -1, 0.05);
}

TEST(FitPromoter, KeepsEnergiesWithinTheirBound) {
  const Eigen::MatrixXd log_activity = Random(50, 1, 2);
  const Eigen::VectorXd y = log_activity.col(0);
  PromoterOptions options;
  options.energy_bound = 0.5;
  options.energy_penalty = 0;
  const auto fitted = FitPromoter(log_activity, {1}, y, options);
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_LE(std::abs(fitted->energy[0]), 0.5);
}

TEST(FitPromoter, GivesNoAmplitudeAgainstTheSign) {
  const Eigen::MatrixXd log_activity = Random(50, 1, 3);
  const Eigen::VectorXd y = -log_activity.col(0);
  const auto fitted = FitPromoter(log_activity, {1}, y, PromoterOptions());
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_EQ(fitted->amplitude, 0);
}

}  // namespace
}  // namespace regulon
