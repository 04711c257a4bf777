#include "engine/eval/series_scores.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/expression/lists.h"
#include "engine/expression/read_expression.h"
#include "engine/expression/time_series.h"
#include "engine/fit/make_problem.h"
#include "engine/fit/try_decoder.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

const SeriesScore& Of(const SeriesScores& scores, Forecaster which) {
  return scores.of[static_cast<int>(which)];
}

TEST(SeriesScores, AreOfStepsThatWereMeasuredAndOfARollout) {
  // Every series rises by 1, then by 2, then by 3, from where it begins.
  DecoderSeries series;
  for (const double begin : {0.0, 5.0, 7.0, 1.0}) {
    SeriesRows& states = series.states.emplace_back(4, 2);
    states << begin, begin, begin + 1, begin + 1, begin + 3, begin + 3,
        begin + 6, begin + 6;
  }
  DecoderFitOptions options;
  options.epochs = 20;
  const auto scores = LeaveSeriesOut(series, options, nullptr);
  ASSERT_TRUE(scores.ok()) << scores.status();
  ASSERT_EQ(scores->size(), 4u);
  for (const SeriesScores& of_series : *scores) {
    const SeriesScore& last = Of(of_series, Forecaster::kLastValue);
    EXPECT_EQ(last.one_step, (std::vector<double>{1, 4, 9}));
    EXPECT_EQ(last.rollout, (std::vector<double>{1, 9, 36}));
    EXPECT_DOUBLE_EQ(last.OneStepRmse(), std::sqrt(14.0 / 3));
    EXPECT_NEAR(Of(of_series, Forecaster::kClock).OneStepRmse(), 0, 1e-12);
    EXPECT_NEAR(Of(of_series, Forecaster::kClock).RolloutRmse(), 0, 1e-12);
    for (const Forecaster which : {Forecaster::kLinear, Forecaster::kDecoder}) {
      const SeriesScore& score = Of(of_series, which);
      // What begins at the same state is predicted the same.
      EXPECT_DOUBLE_EQ(score.one_step[0], score.rollout[0]);
      EXPECT_LT(score.OneStepRmse(), last.OneStepRmse());
    }
  }
}

TEST(Dream4, EachSeriesIsJoinedOfItsTwoHalvesAndBestPredictedByTheDecoder) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  const std::string folder = absl::StrCat(shared, "/data/dream4/");
  ReadOptions options;
  options.unit = "fold_change";
  const auto expression = ReadExpression(folder + "expression.tsv", options);
  ASSERT_TRUE(expression.ok()) << expression.status();
  ProblemParts parts;
  parts.targets = Targets::kAll;
  const auto tfs = ReadNames(folder + "tf_names.tsv");
  ASSERT_TRUE(tfs.ok());
  parts.regulators = *tfs;
  ProblemReport report;
  auto problem = MakeProblem(*expression, parts, report);
  ASSERT_TRUE(problem.ok()) << problem.status();
  const auto series =
      ReadTimeSeries(folder + "meta_data.tsv", problem->samples);
  ASSERT_TRUE(series.ok()) << series.status();
  EXPECT_EQ(series->samples.size(), 20u);
  EXPECT_EQ(series->time_step, 50);
  const DecoderSeries joined = SeriesOf(*problem, *series);
  ASSERT_EQ(joined.states.size(), 10u);
  for (const SeriesRows& states : joined.states) EXPECT_EQ(states.rows(), 21);
  GroupBySeries(*series, *problem);
  // 201 samples of no series, and ten series with their doubled middle.
  EXPECT_EQ(*std::max_element(problem->group.begin(), problem->group.end()),
            210);

  const auto scores = LeaveOut(joined, 0, DecoderFitOptions());
  ASSERT_TRUE(scores.ok()) << scores.status();
  EXPECT_TRUE(scores->helps);
  const double decoder = Of(*scores, Forecaster::kDecoder).OneStepRmse();
  EXPECT_LT(decoder, Of(*scores, Forecaster::kLastValue).OneStepRmse());
  EXPECT_LT(decoder, Of(*scores, Forecaster::kLinear).OneStepRmse());
}

}  // namespace
}  // namespace regulon
