#include "engine/binding/mwc.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/binding/elements.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Regulator 0 binds both sites of element 0; regulator 1 represses element 1
// and pioneers it. Element 1 is in domain 1.
struct Chromatin {
  std::vector<uint32_t> domain = {0, 1};
  std::vector<float> closing_energy = {2, 1}, accessibility = {0.5, 0},
                     memory_coupling = {0, 3};
  std::vector<uint32_t> site_element = {0, 0, 1};
  std::vector<float> site_sign = {1, 1, -1};
  std::vector<uint32_t> affinity_first = {0, 2, 3}, affinity_site = {0, 1, 2};
  std::vector<float> affinity_log = {0, std::log(2.0f), 0},
                     affinity_log_ratio = {std::log(0.5f), 0, std::log(0.25f)},
                     affinity_work = {0, 0, 4};

  MwcTables Tables() const {
    MwcTables t;
    t.elements = 2;
    t.regulators = 2;
    t.domain = domain;
    t.closing_energy = closing_energy;
    t.accessibility = accessibility;
    t.memory_coupling = memory_coupling;
    t.site_element = site_element;
    t.site_sign = site_sign;
    t.affinity_first = affinity_first;
    t.affinity_site = affinity_site;
    t.affinity_log = affinity_log;
    t.affinity_log_ratio = affinity_log_ratio;
    t.affinity_work = affinity_work;
    t.accessibility_units = {0};    // 0, 1: by element
    t.memory_coupling_units = {2};  // 2, 3: by domain
    t.affinity_log_units = {4};     // 4, 5: by regulator
    return t;
  }
  Elements Run(const BindingContext& context) const {
    return Evaluate(**MakeMwc(Tables()), 2, context);
  }
};

TEST(Mwc, WithoutAnyRegulatorStaysAtItsClosedWeight) {
  const Elements out = Chromatin().Run({{0, 0}, {}, {}, 1, {}});
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_EQ(out.logit[0], -2 + 0.5);
  EXPECT_EQ(out.logit[1], -1);
  EXPECT_DOUBLE_EQ(out.activity[1], 1 / (1 + std::exp(1)));
}

// Site 0: w = 3, open 4, closed 1 + 1.5; site 1: w = 6, alike in both.
TEST(Mwc, AddsTheLogarithmOfOpenOverClosedOfEachSite) {
  const Elements out = Chromatin().Run({{3, 0}, {}, {}, 1, {}});
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_NEAR(out.logit[0], -1.5 + std::log(4 / 2.5), 1e-7);
}

// w = 4: open 5, closed 1 + 1; half of the closed sites are bound.
TEST(Mwc, LetsARepressorCloseAndAPioneerOpen) {
  const Elements out = Chromatin().Run({{0, 4}, {}, {}, 1, {}});
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_NEAR(out.logit[1], -1 - std::log(5 / 2.0) + 4 * 0.5, 1e-7);
}

TEST(Mwc, TakesAccessibilityMemoryAndGainFromTheContext) {
  const Elements out = Chromatin().Run({{0, 0}, {7, kNan}, {0.5, 0.5}, 2, {}});
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_EQ(out.logit[0], -2 + 7);
  EXPECT_EQ(out.logit[1], -1 + 3 * 0.5);
  EXPECT_DOUBLE_EQ(out.activity[1], 1 / (1 + std::exp(-2 * 0.5)));
}

TEST(Mwc, ReadsOnlyTheRowsOfRegulatorsThatArePresent) {
  const Elements out = Chromatin().Run({{0, 1}, {7, kNan}, {}, 1, {}});
  EXPECT_FALSE(out.reads.Has(0));  // overridden
  EXPECT_TRUE(out.reads.Has(1));
  EXPECT_TRUE(out.reads.Has(2));
  EXPECT_FALSE(out.reads.Has(4));  // absent
  EXPECT_TRUE(out.reads.Has(5));
  Chromatin other;  // the absent one's row may hold anything
  other.affinity_log[0] = other.affinity_log_ratio[1] = kNan;
  EXPECT_TRUE(other.Run({{0, 1}, {}, {}, 1, {}}).status.ok());
}

TEST(Mwc, StaysFiniteAtLevelsFarBeyondSaturation) {
  const Elements out = Chromatin().Run({{1e30, 1e30}, {}, {}, 1, {}});
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_NEAR(out.logit[0], -1.5 + std::log(2), 1e-6);
  EXPECT_NEAR(out.logit[1], -1 - std::log(4) + 4, 1e-6);
}

TEST(Mwc, RefusesANanInEveryParameter) {
  for (std::vector<float> Chromatin::*const field :
       {&Chromatin::closing_energy, &Chromatin::accessibility,
        &Chromatin::memory_coupling, &Chromatin::site_sign,
        &Chromatin::affinity_log, &Chromatin::affinity_log_ratio,
        &Chromatin::affinity_work}) {
    for (size_t i = 0; i < (Chromatin().*field).size(); ++i) {
      Chromatin poisoned;
      (poisoned.*field)[i] = kNan;
      const Elements out = poisoned.Run({{1, 1}, {}, {0, 0}, 1, {}});
      EXPECT_EQ(out.status.code(), absl::StatusCode::kOutOfRange);
      EXPECT_THAT(std::string(out.status.message()),
                  HasSubstr("came out as nan"));
    }
  }
}

TEST(Mwc, RefusesTablesThatPointAstray) {
  Chromatin element, site, rows, row_short, domain;
  element.site_element[0] = 2;
  site.affinity_site[0] = 3;
  rows.affinity_first = {0, 3, 2};
  row_short.affinity_first = {0, 3};
  domain.domain[1] = 2;
  for (const Chromatin* damaged :
       {&element, &site, &rows, &row_short, &domain}) {
    EXPECT_EQ(MakeMwc(damaged->Tables()).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(MakeMwc(Chromatin().Tables()).ok());
}

}  // namespace
}  // namespace regulon
