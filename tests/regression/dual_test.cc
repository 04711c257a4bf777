#include "engine/regression/dual.h"

#include <Eigen/LU>
#include <vector>

#include "engine/regression/kernel_ridge.h"
#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

using Eigen::MatrixXd;

const std::vector<std::vector<int>> kFolds = {
    {0, 3, 4}, {1, 6}, {}, {2, 5, 7, 8}};

std::vector<int> Others(int fold) {
  std::vector<int> others;
  for (int f = 0; f < static_cast<int>(kFolds.size()); ++f) {
    if (f == fold) continue;
    others.insert(others.end(), kFolds[f].begin(), kFolds[f].end());
  }
  return others;
}

FloatRows Take(const FloatRows& rows, const std::vector<int>& which) {
  FloatRows taken(which.size(), rows.cols());
  for (size_t i = 0; i < which.size(); ++i) taken.row(i) = rows.row(which[i]);
  return taken;
}

TEST(Dual, SolvesTheNormalEquationsWithAnIntercept) {
  const FloatRows x = RandomRows(9, 4, 1), y = RandomRows(9, 3, 2);
  const double penalty = 0.3;
  const auto p = DualInverse(PartsWithin(x).linear, penalty);
  ASSERT_TRUE(p.ok()) << p.status();
  Workers workers(1);
  const FloatRows alpha = DualCoefficients(*p, y, workers);
  // Primal: centred x and y, (X^T X + penalty I) B = X^T Y.
  const MatrixXd xd = x.cast<double>(), yd = y.cast<double>();
  const MatrixXd xc = xd.rowwise() - xd.colwise().mean();
  const MatrixXd yc = yd.rowwise() - yd.colwise().mean();
  const MatrixXd b =
      (xc.transpose() * xc + penalty * MatrixXd::Identity(4, 4)).inverse() *
      xc.transpose() * yc;
  EXPECT_LT((xd.transpose() * alpha.cast<double>() - b).norm(), 1e-5);
  EXPECT_LT(alpha.colwise().sum().norm(), 1e-5);
  EXPECT_LT((yc - xc * b - penalty * alpha.cast<double>()).norm(), 1e-5);
}

TEST(Dual, GivesWhatFitsWithoutAFoldWouldSayOfIt) {
  const FloatRows x = RandomRows(9, 4, 3), y = RandomRows(9, 700, 4);
  const KernelChoice choice = {0.7, 0.4, 0.05};
  Workers workers(2);
  const auto all = KernelRidge::Fit(x, y, choice, workers);
  ASSERT_TRUE(all.ok()) << all.status();
  const auto residuals =
      OutOfFoldResiduals(all->inverse(), all->alpha(), kFolds, workers);
  ASSERT_TRUE(residuals.ok()) << residuals.status();
  for (size_t f = 0; f < kFolds.size(); ++f) {
    if (kFolds[f].empty()) continue;
    const auto model = KernelRidge::Fit(Take(x, Others(f)), Take(y, Others(f)),
                                        choice, workers);
    ASSERT_TRUE(model.ok()) << model.status();
    const FloatRows direct =
        Take(y, kFolds[f]) - model->Predict(Take(x, kFolds[f]), workers);
    EXPECT_LT((Take(*residuals, kFolds[f]) - direct).norm(), 2e-4) << f;
  }
  const auto factor = GramFactor(SampleGram(y, workers));
  ASSERT_TRUE(factor.ok()) << factor.status();
  const auto squares = OutOfFoldSquares(all->inverse(), *factor, kFolds);
  ASSERT_TRUE(squares.ok()) << squares.status();
  EXPECT_NEAR(*squares / residuals->cast<double>().squaredNorm(), 1, 1e-5);
}

TEST(SampleGram, IsThatOfCentredValuesForAnyNumberOfWorkers) {
  const FloatRows y = RandomRows(300, 1100, 6);
  Workers one(1), two(2);
  const MatrixXd gram = SampleGram(y, one);
  EXPECT_EQ(gram, SampleGram(y, two));
  const MatrixXd yd = y.cast<double>();
  const MatrixXd centred = yd.rowwise() - yd.colwise().mean();
  EXPECT_LT((gram - centred * centred.transpose()).norm(), 1e-8);
}

}  // namespace
}  // namespace regulon
