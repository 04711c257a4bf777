#include "engine/routing/router_slopes.h"

#include <cmath>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

// A domain per element: its score is the element's logit.
struct LogitRouter {
  RouterTables tables;
  std::vector<uint32_t> first = {0}, element;
  double temperature = 1;

  explicit LogitRouter(int domains) {
    tables.score = Score::kLogit;
    tables.domains = tables.elements = domains;
    for (int d = 0; d < domains; ++d) {
      tables.routed.push_back(d);
      element.push_back(d);
      first.push_back(d + 1);
    }
    tables.first = first;
    tables.element = element;
  }
  PreciseRouterInput Input(const std::vector<double>& logit) const {
    PreciseRouterInput input;
    input.logit = logit;
    input.settings.temperature = temperature;
    return input;
  }
  std::vector<double> Weights(const std::vector<double>& logit) const {
    const Router router = *Router::Create(tables);
    PreciseOpening opening;
    PreciseRouter(router, {}).Run(Input(logit), opening);
    return opening.weight;
  }
  // d weight_domain / d logit, then by the logarithm of the temperature.
  std::vector<double> Slopes(const std::vector<double>& logit,
                             int domain) const {
    const Router router = *Router::Create(tables);
    const PreciseRouter precise(router, {});
    PreciseOpening opening;
    precise.Run(Input(logit), opening);
    std::vector<double> slopes(logit.size());
    const double by_log_temperature = precise.Backward(
        Input(logit), opening, domain, 1, {absl::MakeSpan(slopes), {}, {}, {}});
    slopes.push_back(by_log_temperature);
    return slopes;
  }
};

TEST(RouterSlopes, AreWhatSmallChangesDo) {
  constexpr double kStep = 1e-6;
  std::mt19937 random(2);
  std::normal_distribution<> normal(0, 1.5);
  for (int trial = 0; trial < 200; ++trial) {
    LogitRouter router(5);
    router.tables.weighting =
        trial % 2 == 0 ? Weighting::kSigmoid : Weighting::kSoftmaxTopK;
    router.tables.renormalize = trial / 2 % 2 == 0;
    router.tables.null_state = trial / 4 % 2 == 0;
    router.tables.top_k = trial / 8 % 2 == 0 ? 3 : 0;
    router.temperature = trial / 16 % 2 == 0 ? 1 : 1.7;
    std::vector<double> logit(5);
    for (double& value : logit) value = normal(random);
    for (int d = 0; d < 5; ++d) {
      const std::vector<double> slopes = router.Slopes(logit, d);
      for (int i = 0; i <= 5; ++i) {
        double difference = 0;
        for (const int sign : {1, -1}) {
          LogitRouter moved = router;
          moved.tables.first = moved.first;
          moved.tables.element = moved.element;
          std::vector<double> at = logit;
          if (i < 5) {
            at[i] += sign * kStep;
          } else {
            moved.temperature *= std::exp(sign * kStep);
          }
          difference += sign * moved.Weights(at)[d] / (2 * kStep);
        }
        ASSERT_NEAR(slopes[i], difference, 1e-8)
            << "trial " << trial << ", domain " << d << ", by " << i;
      }
    }
  }
}

// s = 3/4 and 1/2: s (1 - s) = 3/16.
TEST(RouterSlopes, OfASigmoidAreOfItsOwnScore) {
  LogitRouter router(2);
  router.tables.weighting = Weighting::kSigmoid;
  const std::vector<double> slopes = router.Slopes({std::log(3), 0}, 0);
  EXPECT_DOUBLE_EQ(slopes[0], 3.0 / 16);
  EXPECT_EQ(slopes[1], 0);
  EXPECT_DOUBLE_EQ(slopes[2], -std::log(3) * 3 / 16);
}

// p = 2 / 4 and 1 / 4, the rest unbound: p (1 - p), -p p'.
TEST(RouterSlopes, OfANullStateLeaveItAShare) {
  LogitRouter router(2);
  router.tables.weighting = Weighting::kSoftmaxTopK;
  router.tables.null_state = true;
  const std::vector<double> slopes = router.Slopes({std::log(2), 0}, 0);
  EXPECT_DOUBLE_EQ(slopes[0], 0.25);
  EXPECT_DOUBLE_EQ(slopes[1], -0.125);
}

// What is closed by its threshold is far above what is open.
TEST(RouterSlopes, AreOfTheOpenOnesHoweverFarAClosedOneIs) {
  const std::vector<float> threshold = {2000, -9, -9};
  LogitRouter router(3);
  router.tables.threshold = threshold;
  router.tables.weighting = Weighting::kSoftmaxTopK;
  router.tables.renormalize = true;
  const std::vector<double> slopes = router.Slopes({1000, 0, std::log(3)}, 1);
  EXPECT_EQ(slopes[0], 0);
  EXPECT_DOUBLE_EQ(slopes[1], 3.0 / 16);
  EXPECT_DOUBLE_EQ(slopes[2], -3.0 / 16);
}

}  // namespace
}  // namespace regulon
