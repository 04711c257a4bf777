// Activities, the regression of targets and the likeness to known targets, on
// numbers that can be worked by hand or by a slow way.
#include <Eigen/LU>
#include <cmath>
#include <random>

#include "engine/network/activity.h"
#include "engine/network/known_targets.h"
#include "engine/network/target_ridge.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

Eigen::MatrixXf Random(int rows, int columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Eigen::MatrixXf matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = normal(random);
  }
  StandardizeColumns(matrix);
  return matrix;
}

TEST(StandardizeColumns, GivesMeanZeroAndUnitDeviationOrZeros) {
  Eigen::MatrixXd matrix(2, 2);
  matrix << 1, 7,  //
      5, 7;
  StandardizeColumns(matrix);
  EXPECT_DOUBLE_EQ(matrix(0, 0), -1);
  EXPECT_DOUBLE_EQ(matrix(1, 0), 1);
  EXPECT_EQ(matrix.col(1).norm(), 0);
}

TEST(InferActivities, IsTheSignedMeanOfOwnTargets) {
  const Eigen::MatrixXf values = Random(8, 4, 1);
  const Eigen::MatrixXd mrna = Random(8, 3, 2).cast<double>();
  // Regulator 0 activates 0 and represses 1; 1 has target 2; 2 has none.
  const Eigen::MatrixXd activity =
      InferActivities(values, mrna, {{0, 0, 2}, {0, 1, 1, -1}, {1, 2, 1}}, 0.5);
  Eigen::MatrixXd expected(8, 3);
  expected.col(0) = (values.col(0) - values.col(1)).cast<double>();
  expected.col(1) = values.col(2).cast<double>();
  expected.col(2) = mrna.col(2);
  StandardizeColumns(expected);
  EXPECT_LT((activity - expected).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(InferActivities, SharesTargetsOutByLeastSquares) {
  const Eigen::MatrixXf values = Random(8, 3, 3);
  const Eigen::MatrixXd mrna = Eigen::MatrixXd::Zero(8, 2);
  Eigen::MatrixXd p(3, 2);
  p << 1, 0, 1, 1, 0, 1;
  const Eigen::MatrixXd activity = InferActivities(
      values, mrna, {{0, 0, 1}, {0, 1, 1}, {1, 1, 1}, {1, 2, 1}}, 1e-9);
  Eigen::MatrixXd expected =
      values.cast<double>() * p * (p.transpose() * p).inverse();
  StandardizeColumns(expected);
  EXPECT_LT((activity - expected).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(TargetRidge, KeepsATargetOutOfItsOwnRegression) {
  const Eigen::MatrixXd x = Random(12, 4, 4).cast<double>();
  Eigen::MatrixXf y = Random(12, 2, 5);
  y.col(1) = x.col(2).cast<float>();
  const Eigen::MatrixXd score = TargetRidge(x, y, {-1, 2}, 0.1);
  EXPECT_EQ(score(2, 1), 0);
  // Slowly, without column 2.
  Eigen::MatrixXd others(12, 3);
  others << x.col(0), x.col(1), x.col(3);
  Eigen::MatrixXd gram = others.transpose() * others / 12;
  gram.diagonal().array() += 0.1;
  const Eigen::VectorXd slow =
      gram.inverse() * others.transpose() * y.col(1).cast<double>() / 12;
  EXPECT_NEAR(score(0, 1), std::abs(slow[0]), 1e-6);
  EXPECT_NEAR(score(1, 1), std::abs(slow[1]), 1e-6);
  EXPECT_NEAR(score(3, 1), std::abs(slow[2]), 1e-6);
}

TEST(WhitenedProfiles, AreTheProfilesThemselvesForPowerZero) {
  const Eigen::MatrixXf values = Random(6, 30, 6);
  const Eigen::MatrixXf profiles = WhitenedProfiles(values, 0);
  EXPECT_LT((profiles - values / std::sqrt(6.0f)).cwiseAbs().maxCoeff(), 1e-5);
}

TEST(WhitenedProfiles, TakeAwayWhatAllGenesShareForPowerOne) {
  Eigen::MatrixXf values = Random(6, 40, 7);
  values.colwise() += 10 * Random(6, 1, 8).col(0);
  const Eigen::MatrixXf white = WhitenedProfiles(values, 1);
  EXPECT_GT((values.colwise().normalized().transpose() *
             values.colwise().normalized())
                .mean(),
            0.9);
  EXPECT_LT((white.transpose() * white).mean(), 0.3);
}

TEST(LikeKnownTargets, IsKernelRidgeRegressionOfTheEdges) {
  const Eigen::MatrixXf profiles = WhitenedProfiles(Random(6, 5, 9), 0.5);
  // Genes 0, 1, 3 are known: of regulator 0, of both, of regulator 1.
  const auto scores = LikeKnownTargets(
      profiles, 3, {{0, 0, 1}, {0, 1, 1}, {1, 1, -1}, {1, 3, 1}}, {4, 2},
      {0.5, 2});
  ASSERT_EQ(scores.size(), 2u);
  const int known[] = {0, 1, 3};
  Eigen::MatrixXd kernel(3, 3), label(3, 3);
  label << 1, 0, 0, 1, 1, 0, 0, 1, 0;
  const Eigen::RowVectorXd mean = label.colwise().mean();
  Eigen::RowVectorXd to(3);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      kernel(i, j) =
          std::exp(profiles.col(known[i]).dot(profiles.col(known[j])) - 1.0);
    }
    to[i] = std::exp(profiles.col(4).dot(profiles.col(known[i])) - 1.0);
  }
  kernel.diagonal().array() += 0.5;
  const Eigen::RowVectorXd slow =
      mean + to * kernel.inverse() * (label.rowwise() - mean);
  EXPECT_LT((scores[0].col(0).transpose() - slow).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_EQ(scores[1](2, 1), 0);  // a regulator without known targets
}

}  // namespace
}  // namespace regulon
