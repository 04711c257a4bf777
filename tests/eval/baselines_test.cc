#include <memory>
#include <vector>

#include "engine/eval/mean_predictor.h"
#include "engine/eval/nearest_neighbour.h"
#include "engine/eval/reduced_rank.h"
#include "engine/eval/ridge.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

struct Split {
  Problem train;
  HeldOut held;
  FloatRows truth;
};

Split SplitSmallProblem() {
  const Problem problem = SmallProblem();
  std::vector<int> train, test;
  for (int i = 0; i < 60; ++i) (i < 45 ? train : test).push_back(i);
  return {TakeSamples(problem, train), HoldOut(problem, test),
          TakeSamples(problem, test).values};
}

Prediction FitAndPredict(Predictor& predictor, const Split& split,
                         int threads = 2) {
  Workers workers(threads);
  const absl::Status fitted = predictor.Fit(split.train, workers);
  EXPECT_TRUE(fitted.ok()) << predictor.name() << ": " << fitted;
  auto prediction = predictor.Predict(split.held, workers);
  EXPECT_TRUE(prediction.ok()) << prediction.status();
  return *std::move(prediction);
}

double Error(const Prediction& prediction, const Split& split) {
  return (prediction.values - split.truth).norm();
}

TEST(MeanPredictor, AnswersTheMean) {
  const Split split = SplitSmallProblem();
  MeanPredictor mean;
  const Prediction prediction = FitAndPredict(mean, split);
  EXPECT_EQ(mean.parameters(), 40);
  EXPECT_NEAR(prediction.values(7, 5), split.train.values.col(5).mean(), 1e-5);
}

TEST(NearestNeighbour, FindsATrainingSampleAgain) {
  Split split = SplitSmallProblem();
  split.held.levels.row(2) = split.train.levels.row(31);
  NearestNeighbour nearest;
  const Prediction prediction = FitAndPredict(nearest, split);
  EXPECT_EQ(prediction.values.row(2), split.train.values.row(31));
  EXPECT_EQ(nearest.parameters(), 45 * 3 + 45 * 40 + 2 * 3);
  EXPECT_EQ(prediction.parameters_read, 45 * 3 + 40 + 2 * 3);
}

TEST(Baselines, AreBetterTheMoreTheyCanBend) {
  const Split split = SplitSmallProblem();
  MeanPredictor mean;
  RidgePredictor ridge = LinearRidge(), kernel = MixedKernelRidge();
  const double of_mean = Error(FitAndPredict(mean, split), split);
  const double of_ridge = Error(FitAndPredict(ridge, split), split);
  const double of_kernel = Error(FitAndPredict(kernel, split), split);
  EXPECT_LT(of_ridge, 0.7 * of_mean);
  EXPECT_LT(of_kernel, 0.9 * of_ridge);
  EXPECT_EQ(ridge.parameters(), 3 * 40 + 40 + 2 * 3);
  EXPECT_EQ(kernel.parameters(), 45 * 40 + 45 * 3 + 45 + 40 + 2 * 3);
}

TEST(ReducedRankRidge, KeepsToItsBudget) {
  const Split split = SplitSmallProblem();
  double budget = 0;
  ReducedRankRidge reduced([&] { return budget; });
  MeanPredictor mean;
  const double of_mean = Error(FitAndPredict(mean, split), split);
  double last = of_mean + 1e-3;
  for (const int rank : {0, 1, 2, 3}) {
    budget = 40 + 2 * 3 + rank * 43 + 42;
    const double error = Error(FitAndPredict(reduced, split), split);
    EXPECT_EQ(reduced.parameters(), 40 + 2 * 3 + rank * 43);
    EXPECT_LE(reduced.parameters(), budget);
    EXPECT_LT(error, last) << rank;
    last = error;
  }
  RidgePredictor ridge = LinearRidge();
  EXPECT_NEAR(last, Error(FitAndPredict(ridge, split), split), 1e-2);
  budget = 1e9;  // no more than there is
  FitAndPredict(reduced, split);
  EXPECT_EQ(reduced.parameters(), 40 + 2 * 3 + 3 * 43);
}

TEST(Baselines, AnswerTheSameForAnyNumberOfThreads) {
  const Split split = SplitSmallProblem();
  RidgePredictor kernel = MixedKernelRidge();
  ReducedRankRidge reduced([] { return 300.0; });
  NearestNeighbour nearest;
  for (Predictor* predictor :
       std::vector<Predictor*>{&kernel, &reduced, &nearest}) {
    EXPECT_EQ(FitAndPredict(*predictor, split, 1).values,
              FitAndPredict(*predictor, split, 3).values)
        << predictor->name();
  }
}

TEST(RidgePredictor, KnowsItsOutOfGroupResiduals) {
  const Split split = SplitSmallProblem();
  RidgePredictor ridge = LinearRidge();
  FitAndPredict(ridge, split);
  Workers workers(1);
  const auto residuals = ridge.OutOfGroupResiduals(workers);
  ASSERT_TRUE(residuals.ok() && residuals->has_value());
  EXPECT_EQ((*residuals)->rows(), 45);
  // Larger than those of the fit itself, which are penalty times alpha.
  MeanPredictor mean;
  const auto none = mean.OutOfGroupResiduals(workers);
  EXPECT_TRUE(none.ok() && !none->has_value());
}

}  // namespace
}  // namespace regulon
