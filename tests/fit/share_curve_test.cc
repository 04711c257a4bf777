#include "engine/fit/share_curve.h"

#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// Two samples, four domains of 10 parameters each beside 60 others. What a
// domain saves of the error is its score but for sample 1's domain 3.
ShareEvidence Evidence() {
  ShareEvidence evidence;
  evidence.scores.resize(2, 4);
  evidence.scores << 8, 4, 2, 1,  //
      6, 3, 7, 5;
  evidence.closed_errors = FloatRows::Constant(2, 4, 10);
  evidence.open_errors = evidence.closed_errors - evidence.scores;
  evidence.open_errors(1, 3) = 12;
  evidence.expert_parameters = {10, 10, 10, 10};
  evidence.expert_total = 40;
  evidence.total = 100;
  evidence.variance = 160;
  return evidence;
}

const proto::CurvePoint& At(const std::vector<proto::CurvePoint>& curve,
                            int percent) {
  return curve[percent <= 20 ? percent : 20 + (percent - 20) / 5];
}

TEST(ShareCurve, BeginsWithEverythingShutAndEndsWithEverythingOpen) {
  const auto curve = ShareCurve(Evidence());
  EXPECT_EQ(curve.size(), 37u);
  EXPECT_DOUBLE_EQ(curve.front().share(), 0);
  EXPECT_DOUBLE_EQ(curve.front().parameters(), 0.6);
  EXPECT_DOUBLE_EQ(curve.front().r2(), 0.5);
  EXPECT_GT(curve.front().threshold(), 8);
  EXPECT_DOUBLE_EQ(curve.back().share(), 1);
  EXPECT_DOUBLE_EQ(curve.back().parameters(), 1);
  EXPECT_DOUBLE_EQ(curve.back().r2(), 1 - (80 - 31 + 2) / 160.0);
  EXPECT_DOUBLE_EQ(curve.back().threshold(), 0);
  EXPECT_EQ(curve.back().top_k(), 0u);
}

TEST(ShareCurve, OpensTheHighestScoresOfEachSampleUpToTheShare) {
  const auto curve = ShareCurve(Evidence());
  // A quarter: one domain a sample, and the three highest scores are 8, 7, 6.
  const proto::CurvePoint& quarter = At(curve, 25);
  EXPECT_EQ(quarter.top_k(), 1u);
  EXPECT_DOUBLE_EQ(quarter.threshold(), 6);
  EXPECT_DOUBLE_EQ(quarter.share(), 0.25);
  EXPECT_DOUBLE_EQ(quarter.r2(), 1 - (80 - 15) / 160.0);
  // Half: two a sample of the six highest, and sample 0 has but 8 and 4 there.
  const proto::CurvePoint& half = At(curve, 50);
  EXPECT_EQ(half.top_k(), 2u);
  EXPECT_DOUBLE_EQ(half.threshold(), 3);
  EXPECT_DOUBLE_EQ(half.r2(), 1 - (80 - 25) / 160.0);
}

TEST(ShareCurve, NoContextOpensMoreThanTheShareAskedFor) {
  const auto curve = ShareCurve(Evidence());
  EXPECT_EQ(PointAtShare(curve, 4, 0.6)->top_k(), 2u);
  EXPECT_EQ(PointAtShare(curve, 4, 0.5)->top_k(), 2u);
  EXPECT_EQ(PointAtShare(curve, 4, 0.49)->top_k(), 1u);
  EXPECT_DOUBLE_EQ(PointAtShare(curve, 4, 1)->share(), 1);
}

TEST(ShareCurve, FindsTheSmallestShareOfALoss) {
  const auto curve = ShareCurve(Evidence());
  // R2 of everything open is 0.68125.
  EXPECT_DOUBLE_EQ(PointAtLoss(curve, 0.03)->share(), 0.5);
  EXPECT_DOUBLE_EQ(PointAtLoss(curve, 0.2)->share(), 0);
}

TEST(ShareCurve, OfNoFitIsAnError) {
  EXPECT_EQ(PointAtShare({}, 4, 0.5).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(PointAtLoss({}, 0.5).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(Opened, IsTheHighestScoresOfThoseAboveTheirOwnThresholds) {
  FloatRows scores(1, 4), three(1, 4), two(1, 4);
  scores << 8, 4, 2, 1;
  three << 0, 1, 1, 1;
  two << 0, 1, 1, 0;
  const std::vector<float> thresholds = {9, 4, 1, 0};
  EXPECT_EQ(Opened(scores, thresholds, 0), three);
  EXPECT_EQ(Opened(scores, thresholds, 2), two);
}

TEST(DomainErrors, SumOverTheGenesOfEachDomain) {
  FloatRows values(1, 3), predictions(1, 3);
  values << 1, 2, 3;
  predictions << 1, 4, 6;
  const FloatRows errors = DomainErrors(values, predictions, {{0, 2}, {1}});
  EXPECT_FLOAT_EQ(errors(0, 0), 9);
  EXPECT_FLOAT_EQ(errors(0, 1), 4);
}

}  // namespace
}  // namespace regulon
