#include "engine/fit/self_free.h"

#include <Eigen/Cholesky>
#include <vector>

#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

// Centred, as a standardizer leaves it.
FloatRows Centred(FloatRows x) {
  x.rowwise() -= x.colwise().mean().eval();
  return x;
}

TEST(SelfFree, IsRidgeOnTheOtherRegulators) {
  const FloatRows x = Centred(RandomRows(12, 4, 1));
  FloatRows y(12, 2);
  y.col(0) = x.col(1) + 0.5f * x.col(2) + 0.1f * RandomRows(12, 1, 2);
  y.col(1) = x.col(3) - x.col(0) + 0.1f * RandomRows(12, 1, 3);
  const std::vector<int> own = {1, 2};
  const std::vector<int> fold = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};
  Workers workers(2);
  const auto fit = FitSelfFree(x, y, own, fold, workers);
  ASSERT_TRUE(fit.ok()) << fit.status();
  for (int g = 0; g < 2; ++g) {
    EXPECT_EQ(fit->linear(own[g], g), 0);
    // (X^T X + penalty I)^-1 X^T y over the three others.
    Eigen::MatrixXd others(12, 3);
    std::vector<int> kept;
    for (int t = 0; t < 4; ++t) {
      if (t == own[g]) continue;
      others.col(kept.size()) = x.col(t).cast<double>();
      kept.push_back(t);
    }
    const Eigen::VectorXd target =
        y.col(g).cast<double>().array() - y.col(g).cast<double>().mean();
    Eigen::MatrixXd normal = others.transpose() * others;
    normal.diagonal().array() += fit->penalty;
    const Eigen::VectorXd weights =
        normal.ldlt().solve(others.transpose() * target);
    for (int k = 0; k < 3; ++k) {
      EXPECT_NEAR(fit->linear(kept[k], g), weights[k], 1e-5);
    }
    EXPECT_NEAR(fit->basal[g], y.col(g).mean(), 1e-6);
  }
}

TEST(SelfFree, HasTheErrorOfFitsWithoutTheFold) {
  const FloatRows x = Centred(RandomRows(9, 3, 4));
  FloatRows y = RandomRows(9, 1, 5);
  const std::vector<int> fold = {0, 1, 2, 0, 1, 2, 0, 1, 2};
  Workers workers(1);
  const auto fit = FitSelfFree(x, y, std::vector<int>{0}, fold, workers);
  ASSERT_TRUE(fit.ok());
  double squares = 0;
  for (int f = 0; f < 3; ++f) {
    std::vector<int> train, test;
    for (int i = 0; i < 9; ++i) (fold[i] == f ? test : train).push_back(i);
    Eigen::MatrixXd inside =
        x(train, std::vector<int>{1, 2}).cast<double>().eval();
    const Eigen::RowVectorXd centre = inside.colwise().mean();
    inside.rowwise() -= centre;
    const Eigen::VectorXd values = y(train, 0).cast<double>();
    Eigen::MatrixXd normal = inside.transpose() * inside;
    normal.diagonal().array() += fit->penalty;
    const Eigen::VectorXd weights = normal.ldlt().solve(
        inside.transpose() * (values.array() - values.mean()).matrix());
    for (const int i : test) {
      const Eigen::RowVectorXd row =
          x(i, std::vector<int>{1, 2}).cast<double>();
      const double error =
          y(i, 0) - values.mean() - (row - centre).dot(weights);
      squares += error * error;
    }
  }
  EXPECT_NEAR(fit->inner_rmse, std::sqrt(squares / 9), 1e-6);
}

}  // namespace
}  // namespace regulon
