// A router of transcription factors with sites, thresholds and a null state,
// and the gate of a mixture of experts, are one Router with other settings.

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "engine/binding/mwc.h"
#include "engine/routing/router.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

// Weights [D] of both; `input` is all that differs at run time.
std::vector<float> WeightsOf(const RouterTables& tables,
                             const RouterInput& input) {
  const absl::StatusOr<Router> router = Router::Create(tables);
  EXPECT_TRUE(router.ok()) << router.status();
  std::vector<double> score(tables.routed.size());
  std::vector<double> scratch(router->scratch_size());
  std::vector<uint8_t> open(tables.domains);
  std::vector<float> weight(tables.domains);
  ReadSet reads;
  int64_t flops = 0;
  const absl::Status status = router->Run(
      input, absl::MakeSpan(scratch),
      {absl::MakeSpan(score), absl::MakeSpan(open), absl::MakeSpan(weight)},
      reads, flops);
  EXPECT_TRUE(status.ok()) << status;
  return weight;
}

RouterTables OverDomains(int domains) {
  RouterTables tables;
  tables.domains = domains;
  for (int d = 0; d < domains; ++d) tables.routed.push_back(d);
  tables.weighting = Weighting::kSoftmaxTopK;
  return tables;
}

// w_t = a_t exp(beta (cos - tau)) if cos > tau, else 0; p_t = w_t / (1 + sum w)
// (architecture.md, Bind).
struct Site {
  std::vector<double> activity = {2, 0.5, 10, 3, 1};
  std::vector<double> cosine = {0.75, 0.5, 0.125, 0.25, 1};
  double beta = 4, tau = 0.25;

  double Weight(size_t t) const {
    return cosine[t] >= tau ? activity[t] * std::exp(beta * (cosine[t] - tau))
                            : 0;
  }
  std::vector<double> Shares() const {
    double sum = 1;
    for (size_t t = 0; t < activity.size(); ++t) sum += Weight(t);
    std::vector<double> shares;
    for (size_t t = 0; t < activity.size(); ++t) {
      shares.push_back(Weight(t) / sum);
    }
    return shares;
  }
};

// A domain for each factor, whose score is its log w; thresholds are where the
// cosine is tau: log a, which an element of each factor has.
TEST(OneLaw, IsASiteThatFactorsCompeteForWithThresholdsAndANullState) {
  const Site site;
  const int factors = static_cast<int>(site.activity.size());
  std::vector<double> log_weight;
  std::vector<float> threshold;
  std::vector<uint32_t> first = {0}, element;
  for (int t = 0; t < factors; ++t) {
    log_weight.push_back(std::log(site.activity[t]) +
                         site.beta * (site.cosine[t] - site.tau));
    // The float below, for one factor stands on its threshold.
    threshold.push_back(std::nextafter(
        static_cast<float>(std::log(site.activity[t])), -100.0f));
    element.push_back(factors - 1 - t);
    first.push_back(t + 1);
  }
  std::reverse(log_weight.begin(), log_weight.end());
  RouterTables tables = OverDomains(factors);
  tables.score = Score::kLogit;
  tables.elements = factors;
  tables.first = first;
  tables.element = element;
  tables.threshold = threshold;
  tables.null_state = true;
  tables.renormalize = true;  // what is below its threshold has w = 0
  RouterInput input;
  input.logit = log_weight;
  const std::vector<float> weight = WeightsOf(tables, input);
  const std::vector<double> shares = site.Shares();
  double unbound = 1;
  for (int t = 0; t < factors; ++t) {
    EXPECT_NEAR(weight[t], shares[t], 1e-7 * shares[t]) << t;
    unbound -= weight[t];
  }
  EXPECT_EQ(weight[2], 0);
  EXPECT_GT(weight[3], 0);
  EXPECT_GT(unbound, 0.01);
}

// The same five factors on one site of an mwc element.
TEST(OneLaw, IsWhatAnElementOfSitesSaysOfItsOccupants) {
  const Site site;
  const std::vector<uint32_t> domain = {0}, site_element = {0};
  const std::vector<float> energy = {0}, sign = {1};
  std::vector<uint32_t> affinity_first = {0}, affinity_site, present;
  std::vector<float> affinity, zero;
  std::vector<double> log_weight;
  for (size_t t = 0; t < site.activity.size(); ++t) {
    present.push_back(t);
    if (site.Weight(t) > 0) {
      affinity_site.push_back(0);
      affinity.push_back(
          static_cast<float>(site.beta * (site.cosine[t] - site.tau)));
      zero.push_back(0);
      log_weight.push_back(std::log(site.activity[t]) + affinity.back());
    }
    affinity_first.push_back(affinity_site.size());
  }
  MwcTables mwc;
  mwc.elements = 1;
  mwc.regulators = static_cast<int>(site.activity.size());
  mwc.domain = domain;
  mwc.closing_energy = mwc.accessibility = mwc.memory_coupling = energy;
  mwc.site_element = site_element;
  mwc.site_sign = sign;
  mwc.affinity_first = affinity_first;
  mwc.affinity_site = affinity_site;
  mwc.affinity_log = affinity;
  mwc.affinity_log_ratio = mwc.affinity_work = zero;
  BindingInput binding;
  binding.activity = site.activity;
  binding.present = present;
  const std::vector<Occupant> occupants =
      (*MakeMwc(mwc))->Occupants(binding, 0);

  RouterTables tables = OverDomains(static_cast<int>(log_weight.size()));
  tables.score = Score::kLogit;
  tables.elements = tables.domains;
  std::vector<uint32_t> first = {0}, element;
  for (int d = 0; d < tables.domains; ++d) {
    element.push_back(d);
    first.push_back(d + 1);
  }
  tables.first = first;
  tables.element = element;
  tables.null_state = true;
  RouterInput input;
  input.logit = log_weight;
  const std::vector<float> weight = WeightsOf(tables, input);
  ASSERT_EQ(occupants.size(), weight.size());
  for (size_t i = 0; i < weight.size(); ++i) {
    EXPECT_NEAR(weight[i], occupants[i].share, 1e-7) << occupants[i].regulator;
  }
}

// Softmax over all experts, the k most likely, divided by their sum.
TEST(OneLaw, IsTheGateOfAMixtureOfExperts) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0, 2);
  for (int trial = 0; trial < 200; ++trial) {
    const int experts = 4 + static_cast<int>(random() % 5);
    const int top_k = 1 + static_cast<int>(random() % 3);
    std::vector<float> gate(experts);
    for (float& score : gate) score = normal(random);
    RouterTables tables = OverDomains(experts);
    tables.score = Score::kGate;
    tables.top_k = top_k;
    tables.renormalize = true;
    RouterInput input;
    input.gate = gate;
    const std::vector<float> weight = WeightsOf(tables, input);

    double all = 0, kept = 0;
    std::vector<double> share;
    for (const float score : gate) all += std::exp(double{score});
    for (const float score : gate) share.push_back(std::exp(score) / all);
    std::vector<double> sorted = share;
    std::sort(sorted.rbegin(), sorted.rend());
    for (int i = 0; i < top_k; ++i) kept += sorted[i];
    for (int e = 0; e < experts; ++e) {
      const double expected =
          share[e] >= sorted[top_k - 1] ? share[e] / kept : 0;
      ASSERT_NEAR(weight[e], expected, 1e-6 * expected) << "trial " << trial;
    }
  }
}

}  // namespace
}  // namespace regulon
