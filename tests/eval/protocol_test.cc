#include "engine/eval/protocol.h"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "engine/eval/mean_predictor.h"
#include "engine/eval/nearest_neighbour.h"
#include "engine/eval/reduced_rank.h"
#include "engine/eval/ridge.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Every baseline.
struct Baselines {
  MeanPredictor mean;
  NearestNeighbour nearest;
  RidgePredictor ridge = LinearRidge(), kernel = MixedKernelRidge();
  ReducedRankRidge reduced{[] { return 250.0; }};
  std::vector<Predictor*> all = {&mean, &nearest, &ridge, &reduced, &kernel};
};

absl::StatusOr<ProtocolResult> Judge(const Problem& problem,
                                     const std::vector<int>& fold,
                                     const ProtocolOptions& options = {}) {
  Baselines baselines;
  Workers workers(2);
  return RunProtocol(problem, fold, baselines.all, options, workers);
}

TEST(RunProtocol, PoolsTheFolds) {
  const Problem problem = SmallProblem();
  const auto result = Judge(problem, FoldsOf(problem, 4));
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->judgements.size(), 5u);
  std::vector<double> rmse;
  for (const Judgement& judgement : result->judgements) {
    EXPECT_TRUE(judgement.predicted.allFinite()) << judgement.name;
    EXPECT_EQ(judgement.details.size(), 4u);
    const Scores scores =
        Score(result->judged(problem.values), judgement.predicted);
    EXPECT_EQ(scores.values, 60 * 40);
    rmse.push_back(scores.rmse);
  }
  const Scores mean =
      Score(result->judged(problem.values), result->judgements[0].predicted);
  EXPECT_EQ(mean.r2, 0);
  EXPECT_LT(rmse[2], rmse[0]);
  EXPECT_LT(rmse[4], rmse[2]);
  EXPECT_EQ(result->judgements[2].parameters, 3 * 40 + 40 + 6);
  ASSERT_TRUE(result->judgements[4].coverage.has_value());
  EXPECT_NEAR(result->judgements[4].coverage->share(), 0.9, 0.06);
  EXPECT_FALSE(result->judgements[0].coverage.has_value());
}

// The proof that nothing leaks: what is held out, but for the regulators'
// levels, is replaced by NaN.
TEST(RunProtocol, NeverLooksAtHeldOutValues) {
  const Problem problem = SmallProblem();
  const std::vector<int> fold = FoldsOf(problem, 4);
  const auto seen = Judge(problem, fold);
  ASSERT_TRUE(seen.ok()) << seen.status();
  for (int f = 0; f < 4; ++f) {
    Problem blind = problem;
    std::vector<int> one_fold = fold;
    for (int i = 0; i < 60; ++i) {
      if (fold[i] != f) continue;
      blind.values.row(i).setConstant(std::numeric_limits<float>::quiet_NaN());
    }
    // As the only fold, for the others train on it.
    for (int& held : one_fold) held = held == f ? 0 : -1;
    const auto unseen = Judge(blind, one_fold);
    ASSERT_TRUE(unseen.ok()) << unseen.status();
    for (size_t p = 0; p < seen->judgements.size(); ++p) {
      for (int i = 0; i < 60; ++i) {
        if (fold[i] != f) continue;
        EXPECT_EQ(seen->judgements[p].predicted.row(i),
                  unseen->judgements[p].predicted.row(i))
            << seen->judgements[p].name << ", sample " << i;
      }
    }
  }
}

TEST(RunProtocol, FillsMissingTrainingValuesByTheMeanOfTraining) {
  Problem problem = SmallProblem();
  problem.values(3, 7) = std::numeric_limits<float>::quiet_NaN();
  const std::vector<int> fold = FoldsOf(problem, 2);
  const auto result = Judge(problem, fold);
  ASSERT_TRUE(result.ok()) << result.status();
  for (const Judgement& judgement : result->judgements) {
    EXPECT_TRUE(judgement.predicted.allFinite()) << judgement.name;
    EXPECT_EQ(Score(result->judged(problem.values), judgement.predicted).values,
              60 * 40 - 1);
  }
}

TEST(RunProtocol, ForgetsTheFoldBefore) {
  const Problem problem = SmallProblem();
  const std::vector<int> fold = FoldsOf(problem, 3);
  const auto forwards = Judge(problem, fold);
  std::vector<int> reversed;
  for (const int f : fold) reversed.push_back(2 - f);
  const auto backwards = Judge(problem, reversed);
  ASSERT_TRUE(forwards.ok() && backwards.ok());
  for (size_t p = 0; p < forwards->judgements.size(); ++p) {
    EXPECT_EQ(forwards->judgements[p].predicted,
              backwards->judgements[p].predicted);
  }
}

TEST(RunProtocol, RefusesAGroupInTwoFolds) {
  const Problem problem = SmallProblem();
  std::vector<int> fold = FoldsOf(problem, 2);
  fold[1] = 1 - fold[0];
  const auto result = Judge(problem, fold);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(std::string(result.status().message()),
              HasSubstr("samples 's0' and 's1' are of one group"));
}

TEST(RunProtocol, StopsWhereProgressSaysSo) {
  const Problem problem = SmallProblem();
  ProtocolOptions options;
  int steps = 0;
  options.progress = [&](const ProtocolStep& step) {
    EXPECT_EQ(step.folds, 2);
    EXPECT_EQ(step.predictors, 5);
    return ++steps == 3 ? absl::CancelledError("enough") : absl::OkStatus();
  };
  const auto result = Judge(problem, FoldsOf(problem, 2), options);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(steps, 3);
}

}  // namespace
}  // namespace regulon
