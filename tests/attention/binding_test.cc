// TF binding is attention: a site of an mwc element is a head that attends to
// the regulators present, with the unbound site as the null state.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "engine/attention/attention.h"
#include "engine/binding/mwc.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr int kRegulators = 23, kKey = 5;
// Queries are [beta q, 1, -beta tau], keys [k, log a, 1] and zeros, so that
//   query . key = log a + beta (cos - tau);
// values are a column of 1 for each regulator, so that what a head reads is its
// shares.
constexpr int kWidth = kRegulators;

std::vector<float> Direction(std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> direction(kKey);
  double square = 0;
  for (float& value : direction) {
    value = normal(random);
    square += double{value} * value;
  }
  for (float& value : direction) {
    value /= static_cast<float>(std::sqrt(square));
  }
  return direction;
}

// w_st = a_t exp(beta (cos(q_s, k_t) - tau)) where cos > tau: as the compiler
// stores a site with a query, an element of one site each.
struct Sites {
  explicit Sites(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform;
    for (int t = 0; t < kRegulators; ++t) {
      keys.push_back(Direction(random));
      activity.push_back(random() % 4 == 0 ? 0 : 5 * uniform(random));
      if (activity.back() > 0) present.push_back(t);
    }
    for (int s = 0; s < kSites; ++s) {
      queries.push_back(Direction(random));
      sharpness.push_back(1 + 9 * uniform(random));
      threshold.push_back(uniform(random) - 0.5f);
      element.push_back(s);
    }
    for (int t = 0; t < kRegulators; ++t) {
      first.push_back(static_cast<uint32_t>(site.size()));
      for (int s = 0; s < kSites; ++s) {
        if (!Binds(s, t)) continue;
        site.push_back(s);
        log_affinity.push_back(
            static_cast<float>(sharpness[s] * (Cosine(s, t) - threshold[s])));
      }
    }
    first.push_back(static_cast<uint32_t>(site.size()));
  }

  double Cosine(int s, int t) const {
    double cosine = 0;
    for (int i = 0; i < kKey; ++i) cosine += double{queries[s][i]} * keys[t][i];
    return cosine;
  }
  bool Binds(int s, int t) const { return Cosine(s, t) > threshold[s]; }

  std::vector<double> ByBinding(int s) const {
    const std::vector<float> closing(kSites), sign(kSites, 1);
    MwcTables tables;
    tables.elements = kSites;
    tables.regulators = kRegulators;
    tables.closing_energy = closing;
    tables.site_element = element;
    tables.site_sign = sign;
    tables.affinity_first = first;
    tables.affinity_site = site;
    tables.affinity_log = log_affinity;
    BindingInput input;
    input.activity = activity;
    input.present = present;
    std::vector<double> shares(kRegulators);
    for (const Occupant& occupant : (*MakeMwc(tables))->Occupants(input, s)) {
      shares[occupant.regulator] = occupant.share;
    }
    return shares;
  }

  std::vector<float> ByAttention(int s) const {
    std::vector<float> query(kWidth), rows(kRegulators * kWidth),
        values(kRegulators * kWidth), scratch(kRegulators), out(kWidth);
    std::vector<uint8_t> absent(kRegulators);
    for (int i = 0; i < kKey; ++i) query[i] = sharpness[s] * queries[s][i];
    query[kKey] = 1;
    query[kKey + 1] = -sharpness[s] * threshold[s];
    for (int t = 0; t < kRegulators; ++t) {
      float* key = &rows[t * kWidth];
      std::copy(keys[t].begin(), keys[t].end(), key);
      key[kKey] = static_cast<float>(std::log(activity[t]));
      key[kKey + 1] = 1;
      values[t * kWidth + t] = 1;
      absent[t] = activity[t] == 0 || !Binds(s, t);
    }
    AttentionShape shape;
    shape.head_width = kWidth;
    const float one = 1;
    shape.sharpness = absl::MakeSpan(&one, 1);
    shape.null_state = true;
    KeysAndValues sources = {rows.data(), values.data(), kRegulators, kWidth,
                             absent.data()};
    AttendHead(shape, 0, query.data(), 0, sources, scratch.data(), out.data());
    return out;
  }

  static constexpr int kSites = 7;
  std::vector<std::vector<float>> keys, queries;
  std::vector<double> activity;
  std::vector<uint32_t> present, element, first, site;
  std::vector<float> sharpness, threshold, log_affinity;
};

TEST(Binding, IsAttentionWithAThresholdAndANullState) {
  int bound = 0, unbound = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    const Sites sites(seed);
    for (int s = 0; s < Sites::kSites; ++s) {
      const std::vector<double> binding = sites.ByBinding(s);
      const std::vector<float> attention = sites.ByAttention(s);
      for (int t = 0; t < kRegulators; ++t) {
        ASSERT_NEAR(attention[t], binding[t], 3e-6 * binding[t])
            << seed << " " << s << " " << t;
        ++(binding[t] > 0 ? bound : unbound);
      }
    }
  }
  EXPECT_GT(bound, 1000);
  EXPECT_GT(unbound, 1000);
}

}  // namespace
}  // namespace regulon
