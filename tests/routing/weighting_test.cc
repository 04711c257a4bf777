#include "engine/routing/weighting.h"

#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

const double kLog2 = std::log(2), kLog3 = std::log(3), kLog4 = std::log(4);

std::vector<double> Weights(const WeightingOptions& options,
                            const std::vector<double>& scores,
                            const std::vector<uint8_t>& open) {
  std::vector<double> weights(scores.size(), -7);
  Weigh(options, scores, open, absl::MakeSpan(weights));
  return weights;
}

auto Near(double value) { return DoubleNear(value, 1e-15); }

TEST(Independent, WeighsEveryOpenDomainAlike) {
  WeightingOptions options;
  options.renormalize = options.null_state = true;
  EXPECT_THAT(Weights(options, {5, -5, 0}, {1, 1, 0}), ElementsAre(1, 1, 0));
}

// e^r = 1, 2, 4: of 7, or of what is open.
TEST(Softmax, IsOverAllDomainsOrOverTheOpenOnes) {
  WeightingOptions options = {Weighting::kSoftmaxTopK};
  const std::vector<double> scores = {0, kLog2, kLog4};
  EXPECT_THAT(Weights(options, scores, {1, 1, 1}),
              ElementsAre(Near(1.0 / 7), Near(2.0 / 7), Near(4.0 / 7)));
  EXPECT_THAT(Weights(options, scores, {1, 0, 1}),
              ElementsAre(Near(1.0 / 7), 0, Near(4.0 / 7)));
  options.renormalize = true;
  EXPECT_THAT(Weights(options, scores, {1, 0, 1}),
              ElementsAre(Near(0.2), 0, Near(0.8)));
  EXPECT_THAT(Weights(options, scores, {0, 0, 0}), ElementsAre(0, 0, 0));
}

// One state more, of e^0 = 1.
TEST(Softmax, LeavesTheNullStateItsShare) {
  WeightingOptions options = {Weighting::kSoftmaxTopK, false, true};
  const std::vector<double> scores = {0, kLog2, kLog4};
  EXPECT_THAT(Weights(options, scores, {1, 1, 1}),
              ElementsAre(Near(0.125), Near(0.25), Near(0.5)));
  EXPECT_THAT(Weights(options, scores, {0, 1, 0}),
              ElementsAre(0, Near(0.25), 0));
  options.renormalize = true;
  EXPECT_THAT(Weights(options, scores, {0, 1, 0}),
              ElementsAre(0, Near(2.0 / 3), 0));
  EXPECT_THAT(Weights(options, {-kLog3, 9}, {1, 0}),
              ElementsAre(Near(0.25), 0));
  EXPECT_THAT(Weights(options, {0, 0}, {0, 0}), ElementsAre(0, 0));
}

TEST(Softmax, KeepsScoresThatExponentialsCannotHold) {
  WeightingOptions options = {Weighting::kSoftmaxTopK, false, true};
  EXPECT_THAT(Weights(options, {1000, 1000}, {1, 1}), ElementsAre(0.5, 0.5));
  EXPECT_THAT(Weights(options, {-1000, -1000}, {1, 1}), ElementsAre(0, 0));
  options.null_state = false;
  EXPECT_THAT(Weights(options, {-1000, -1000}, {1, 1}), ElementsAre(0.5, 0.5));
}

// What is open is far below what is not: e^-1000 of the largest is no double.
TEST(Softmax, SharesAmongTheOpenOnesWhateverIsClosed) {
  const WeightingOptions options = {Weighting::kSoftmaxTopK, true};
  EXPECT_THAT(Weights(options, {1000, 0, kLog3}, {0, 1, 1}),
              ElementsAre(0, Near(0.25), Near(0.75)));
}

TEST(Softmax, DividesScoresByTheTemperature) {
  const WeightingOptions options = {Weighting::kSoftmaxTopK, false, true, 2};
  EXPECT_THAT(Weights(options, {2 * kLog2, 2 * kLog4}, {1, 1}),
              ElementsAre(Near(2.0 / 7), Near(4.0 / 7)));
}

TEST(Sigmoid, WeighsEachDomainForItself) {
  WeightingOptions options = {Weighting::kSigmoid};
  const std::vector<double> scores = {kLog3, 0, -kLog3};
  EXPECT_THAT(Weights(options, scores, {1, 1, 1}),
              ElementsAre(Near(0.75), 0.5, Near(0.25)));
  EXPECT_THAT(Weights(options, scores, {1, 0, 1}),
              ElementsAre(Near(0.75), 0, Near(0.25)));
  options.temperature = 0.5;
  EXPECT_THAT(Weights(options, {kLog3 / 2}, {1}), ElementsAre(Near(0.75)));
}

// 0.75 and 0.5 of 1.25.
TEST(Sigmoid, IsScaledToOneOverTheOpenOnes) {
  const WeightingOptions options = {Weighting::kSigmoid, true};
  EXPECT_THAT(Weights(options, {kLog3, 0, 50}, {1, 1, 0}),
              ElementsAre(Near(0.6), Near(0.4), 0));
  EXPECT_THAT(Weights(options, {5, 5}, {0, 0}), ElementsAre(0, 0));
}

TEST(Sigmoid, KeepsScoresThatExponentialsCannotHold) {
  WeightingOptions options = {Weighting::kSigmoid};
  EXPECT_THAT(Weights(options, {1000, -1000}, {1, 1}), ElementsAre(1, 0));
  options.renormalize = true;
  EXPECT_THAT(Weights(options, {-1000, 0}, {1, 1}), ElementsAre(0, 1));
}

}  // namespace
}  // namespace regulon
