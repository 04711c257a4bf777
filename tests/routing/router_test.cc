#include "engine/routing/router.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Routes by gate scores, the simplest: score q is gate[q].
struct GateRouter {
  explicit GateRouter(std::vector<float> thresholds)
      : threshold(std::move(thresholds)) {
    tables.score = Score::kGate;
    tables.domains = static_cast<int>(threshold.size());
    for (int d = 0; d < tables.domains; ++d) tables.routed.push_back(d);
    tables.threshold = threshold;
    open.resize(tables.domains);
    weight.resize(tables.domains);
  }

  absl::Status Run(const std::vector<float>& gate) {
    const absl::StatusOr<Router> router = Router::Create(tables);
    if (!router.ok()) return router.status();
    std::vector<double> score(gate.size()), scratch(router->scratch_size());
    RouterInput input;
    input.gate = gate;
    input.forced = forced;
    ReadSet reads;
    int64_t flops = 0;
    return router->Run(input, absl::MakeSpan(scratch),
                       {absl::MakeSpan(score), absl::MakeSpan(open),
                        absl::MakeSpan(weight), absl::MakeSpan(missing)},
                       reads, flops);
  }
  std::vector<int> Open(const std::vector<float>& gate) {
    EXPECT_TRUE(Run(gate).ok());
    std::vector<int> domains;
    for (size_t d = 0; d < open.size(); ++d) {
      if (open[d]) domains.push_back(static_cast<int>(d));
    }
    return domains;
  }

  RouterTables tables;
  std::vector<float> threshold;
  std::vector<uint8_t> open, forced, missing;
  std::vector<float> weight;
};

TEST(Router, OpensAtItsThresholdAndNotBelow) {
  GateRouter router({0.5, 0.5, 0.5});
  EXPECT_THAT(router.Open({0.5f, std::nextafter(0.5f, 0.0f), 1}),
              ElementsAre(0, 2));
  EXPECT_THAT(router.weight, ElementsAre(1, 0, 1));
}

TEST(Router, GivesTiesToTheLowestIndex) {
  GateRouter router({0, 0, 0, 0, 0});
  router.tables.top_k = 2;
  EXPECT_THAT(router.Open({1, 1, 1, 1, 1}), ElementsAre(0, 1));
  EXPECT_THAT(router.Open({1, 2, 1, 1, 1}), ElementsAre(0, 1));
  EXPECT_THAT(router.Open({1, 1, 1, 2, 1}), ElementsAre(0, 3));
  EXPECT_THAT(router.Open({1, 1, 2, 2, 2}), ElementsAre(2, 3));
  EXPECT_THAT(router.Open({-1, 1, -1, 1, 1}), ElementsAre(1, 3));
  EXPECT_THAT(router.Open({-1, -1, -1, -1, 3}), ElementsAre(4));
}

TEST(Router, OpensEverythingWhereTheCapIsNoneOrAll) {
  GateRouter router({0, 0, 0});
  EXPECT_THAT(router.Open({1, 1, 1}), ElementsAre(0, 1, 2));
  router.tables.top_k = 3;
  EXPECT_THAT(router.Open({1, 1, 1}), ElementsAre(0, 1, 2));
}

// Against sorting, with many equal scores.
TEST(Router, ChoosesAsASortWould) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 500; ++trial) {
    const int domains = 1 + static_cast<int>(random() % 40);
    std::vector<float> threshold(domains), gate(domains);
    for (float& t : threshold) t = static_cast<float>(random() % 4);
    for (float& g : gate) g = static_cast<float>(random() % 6);
    GateRouter router(threshold);
    router.tables.top_k = static_cast<int>(random() % (domains + 1));
    std::vector<std::pair<float, int>> passed;
    for (int d = 0; d < domains; ++d) {
      if (gate[d] >= threshold[d]) passed.emplace_back(-gate[d], d);
    }
    std::sort(passed.begin(), passed.end());
    if (router.tables.top_k > 0 &&
        passed.size() > static_cast<size_t>(router.tables.top_k)) {
      passed.resize(router.tables.top_k);
    }
    std::vector<int> expected;
    for (const auto& [score, d] : passed) expected.push_back(d);
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(router.Open(gate), expected) << "trial " << trial;
  }
}

// A dropped domain takes its place under the cap and its part of the weights.
TEST(Router, KeepsADroppedDomainShutAndTheOthersAsTheyWere) {
  GateRouter whole({0, 0, 0, 0}), part({0, 0, 0, 0});
  for (GateRouter* router : {&whole, &part}) {
    router->tables.weighting = Weighting::kSoftmaxTopK;
    router->tables.top_k = 2;
  }
  part.tables.dropped = {1, 3};
  part.missing.resize(4);
  for (const bool renormalize : {false, true}) {
    whole.tables.renormalize = part.tables.renormalize = renormalize;
    EXPECT_THAT(whole.Open({3, 2, 1, 0}), ElementsAre(0, 1));
    EXPECT_THAT(part.Open({3, 2, 1, 0}), ElementsAre(0));
    EXPECT_THAT(part.missing, ElementsAre(0, 1, 0, 0));
    EXPECT_THAT(part.weight, ElementsAre(whole.weight[0], 0, 0, 0));
    EXPECT_GT(whole.weight[1], 0.1);
    EXPECT_THAT(part.Open({3, 0, 2, 1}), ElementsAre(0, 2));
    EXPECT_THAT(part.missing, ElementsAre(0, 0, 0, 0));
  }
  part.forced = {0, 1, 1, 0};
  EXPECT_THAT(part.Open({3, 2, 1, 0}), ElementsAre(2));
  EXPECT_THAT(part.missing, ElementsAre(0, 1, 0, 0));
}

// e^0, e^1 and e^2 of 1 + e + e^2 = 11.107.
TEST(Router, WeighsBySoftmaxOverAllDomainsOpenOrNot) {
  GateRouter router({-9, -9, -9});
  router.tables.weighting = Weighting::kSoftmaxTopK;
  router.tables.top_k = 2;
  EXPECT_THAT(router.Open({0, 1, 2}), ElementsAre(1, 2));
  EXPECT_EQ(router.weight[0], 0);
  EXPECT_NEAR(router.weight[1], 0.24472847, 1e-7);
  EXPECT_NEAR(router.weight[2], 0.66524096, 1e-7);
  router.tables.renormalize = true;
  EXPECT_THAT(router.Open({0, 1, 2}), ElementsAre(1, 2));
  EXPECT_NEAR(router.weight[1], 0.26894142, 1e-7);  // 1 / (1 + e)
  EXPECT_NEAR(router.weight[2], 0.73105858, 1e-7);
}

TEST(Router, WeighsScoresThatWouldOverflowAnExponential) {
  GateRouter router({-2000, -2000});
  router.tables.weighting = Weighting::kSoftmaxTopK;
  EXPECT_THAT(router.Open({1000, 999}), ElementsAre(0, 1));
  EXPECT_NEAR(router.weight[0], 0.73105858, 1e-7);
}

TEST(Router, WeighsNothingWhereNothingOpens) {
  GateRouter router({5, 5});
  router.tables.weighting = Weighting::kSoftmaxTopK;
  router.tables.renormalize = true;
  EXPECT_THAT(router.Open({0, 0}), ElementsAre());
  EXPECT_THAT(router.weight, ElementsAre(0, 0));
}

TEST(Router, LeavesDomainsWithoutAThresholdOpen) {
  GateRouter router({5});
  router.tables.routed = {1};
  router.tables.domains = 3;
  router.open.resize(3);
  router.weight.resize(3);
  EXPECT_THAT(router.Open({0}), ElementsAre(0, 2));
  EXPECT_THAT(router.weight, ElementsAre(1, 0, 1));
}

TEST(Router, OpensAllOnRequestWhateverTheScores) {
  GateRouter router({5, 5});
  router.tables.everything_open = true;
  router.tables.top_k = 1;
  EXPECT_THAT(router.Open({0, 0}), ElementsAre(0, 1));
}

TEST(Router, RefusesAScoreOrThresholdThatIsNotFinite) {
  for (const float bad :
       {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const absl::Status score = GateRouter({0, 0}).Run({1, bad});
    EXPECT_EQ(score.code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(score.message()), HasSubstr("domain #1"));
    const absl::Status threshold = GateRouter({bad, 0}).Run({1, 1});
    EXPECT_EQ(threshold.code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(threshold.message()), HasSubstr("domain #0"));
  }
}

// Two domains: the first has elements 0 and 2, the second element 1.
struct ElementRouter {
  std::vector<float> threshold = {0, 0};
  std::vector<uint32_t> first = {0, 2, 3}, element = {0, 2, 1};
  RouterTables tables;

  explicit ElementRouter(Score score) {
    tables.score = score;
    tables.domains = 2;
    tables.elements = 3;
    tables.routed = {0, 1};
    tables.threshold = threshold;
    tables.first = first;
    tables.element = element;
  }
};

TEST(Router, ScoresADomainByTheLargestOfItsElements) {
  const std::vector<double> logit = {-3, -2, 4}, activity = {0.25, 0.5, 0};
  for (const bool by_logit : {true, false}) {
    const ElementRouter by(by_logit ? Score::kLogit : Score::kActivity);
    const absl::StatusOr<Router> router = Router::Create(by.tables);
    ASSERT_TRUE(router.ok()) << router.status();
    std::vector<double> score(2), scratch(router->scratch_size());
    std::vector<uint8_t> open(2);
    std::vector<float> weight(2);
    RouterInput input;
    input.logit = logit;
    input.activity = activity;
    ReadSet reads;
    int64_t flops = 0;
    ASSERT_TRUE(router
                    ->Run(input, absl::MakeSpan(scratch),
                          {absl::MakeSpan(score), absl::MakeSpan(open),
                           absl::MakeSpan(weight)},
                          reads, flops)
                    .ok());
    EXPECT_EQ(score, by_logit ? std::vector<double>({4, -2})
                              : std::vector<double>({0.25, 0.5}));
    EXPECT_EQ(open, by_logit ? std::vector<uint8_t>({1, 0})
                             : std::vector<uint8_t>({1, 1}));
    EXPECT_GT(flops, 0);
  }
}

// H = [[1, 0], [2, -1]] on x = (3, 4) of regulators 2 and 0: (3 + 8, -4); on
// kappa = (2, 0.5, 1) with rows (1, 0), (0, 2), (-1, 4): (1, 5).
struct AutonomyRouter {
  std::vector<float> threshold = {137}, h = {1, 0, 2, -1};
  std::vector<float> reference = {1, 0, 0, 2, -1, 4};
  std::vector<uint32_t> inputs = {2, 0};
  const std::vector<float> x = {4, 100, 3}, kappa = {2, 0.5, 1};
  RouterTables tables;

  AutonomyRouter(bool own, bool attention) {
    tables.score = Score::kAutonomy;
    tables.domains = 1;
    tables.regulators = 3;
    tables.reference_states = 3;
    tables.routed = {0};
    tables.threshold = threshold;
    AutonomyTable& autonomy = tables.autonomy.emplace_back();
    if (own) {
      autonomy.inputs = inputs;
      autonomy.weights = h;
    }
    if (attention) autonomy.reference = reference;
  }

  double Score1(uint8_t* open = nullptr) const {
    const absl::StatusOr<Router> router = Router::Create(tables);
    EXPECT_TRUE(router.ok()) << router.status();
    std::vector<double> score(1), scratch(router->scratch_size());
    std::vector<uint8_t> opened(1);
    std::vector<float> weight(1);
    RouterInput input;
    input.x = x;
    input.kappa = kappa;
    ReadSet reads;
    int64_t flops = 0;
    EXPECT_TRUE(router
                    ->Run(input, absl::MakeSpan(scratch),
                          {absl::MakeSpan(score), absl::MakeSpan(opened),
                           absl::MakeSpan(weight)},
                          reads, flops)
                    .ok());
    if (open != nullptr) *open = opened[0];
    return score[0];
  }
};

TEST(Router, ScoresAutonomyByTheSquaredLengthOfTheLeadingActivation) {
  uint8_t open = 0;
  EXPECT_EQ(AutonomyRouter(true, false).Score1(&open), 11 * 11 + 4 * 4);
  EXPECT_EQ(open, 1);
  EXPECT_EQ(AutonomyRouter(false, true).Score1(&open), 1 * 1 + 5 * 5);
  EXPECT_EQ(open, 0);
  EXPECT_EQ(AutonomyRouter(true, true).Score1(&open), 12 * 12 + 1 * 1);
  EXPECT_EQ(open, 1);
}

TEST(Router, RefusesPartsOfAutonomyThatDoNotFit) {
  EXPECT_FALSE(Router::Create(AutonomyRouter(false, false).tables).ok());
  AutonomyRouter ranks(true, true), without(false, true);
  ranks.reference = {1, 2, 3};  // of rank 1, beside 2
  ranks.tables.autonomy[0].reference = ranks.reference;
  EXPECT_FALSE(Router::Create(ranks.tables).ok());
  without.tables.reference_states = 0;
  EXPECT_FALSE(Router::Create(without.tables).ok());
}

TEST(Router, OpensWhatItIsForcedTo) {
  GateRouter router({5, 5, 5});
  router.tables.top_k = 1;
  router.forced = {1, 0, 1};
  EXPECT_THAT(router.Open({9, 9, 0}), ElementsAre(0, 2));
  EXPECT_THAT(router.weight, ElementsAre(1, 0, 1));
  router.forced = {0, 0, 0};
  EXPECT_THAT(router.Open({9, 9, 0}), ElementsAre());
  router.tables.everything_open = true;
  EXPECT_THAT(router.Open({9, 9, 0}), ElementsAre(0, 1, 2));
}

TEST(Router, RefusesTablesThatPointAstray) {
  ElementRouter outside(Score::kLogit);
  outside.element[1] = 3;
  EXPECT_EQ(Router::Create(outside.tables).status().code(),
            absl::StatusCode::kDataLoss);
  ElementRouter without(Score::kLogit);  // no element to score by
  without.first[1] = 0;
  EXPECT_FALSE(Router::Create(without.tables).ok());
  ElementRouter beyond(Score::kActivity);
  beyond.first[2] = 4;
  EXPECT_FALSE(Router::Create(beyond.tables).ok());
  EXPECT_TRUE(Router::Create(ElementRouter(Score::kActivity).tables).ok());
  GateRouter short_of_thresholds({0, 0});
  short_of_thresholds.tables.routed = {0};
  EXPECT_FALSE(Router::Create(short_of_thresholds.tables).ok());
}

}  // namespace
}  // namespace regulon
