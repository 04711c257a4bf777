// How steeply mwc elements answer a regulator: dg / d log a, which n sites and
// a gain of G bound by G n / 4.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::ElementsAre;

constexpr int kElements = 1000;
constexpr double kStep = 0.05;  // of log a

double Uniform(double low, double high, std::mt19937_64& random) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

// Sites of the regulator t, some repressed, others of u; `sites` of t each. The
// modulator m sets the gain to 1 + its activity.
proto::GenomeSpec RandomElements(std::vector<int>& sites) {
  proto::GenomeSpec spec = ParseSpecText(R"pb(
    name: "random_elements"
    unit: "activity"
    regulator { id: "t" }
    regulator { id: "u" }
    regulator { id: "m" kind: SIGNAL }
    modulator { regulator: "m" gain: 1 }
  )pb");
  std::mt19937_64 random(1);
  for (int e = 0; e < kElements; ++e) {
    spec.add_gene()->set_id(absl::StrCat("gene", e));
    proto::ElementSpec& element = *spec.add_element();
    element.set_id(absl::StrCat("element", e));
    element.add_gene(absl::StrCat("gene", e));
    proto::MwcSpec& mwc = *element.mutable_mwc();
    sites.push_back(1 + static_cast<int>(random() % 8));
    const int others = static_cast<int>(random() % 3);
    double reach = 0;  // what sites of t can add to the logit
    for (int s = 0; s < sites[e] + others; ++s) {
      proto::SiteSpec& site = *mwc.add_site();
      proto::BindingSpec& binding = *site.add_binds();
      binding.set_regulator(s < sites[e] ? "t" : "u");
      const double log_ratio = -Uniform(0.5, 10, random);
      binding.set_affinity(std::exp(Uniform(-3, 5, random)));
      binding.set_closed_ratio(std::exp(log_ratio));
      site.set_represses(s >= sites[e]);
      if (s < sites[e]) reach -= log_ratio;
    }
    mwc.set_closing_energy(Uniform(0, 1, random) * reach);
  }
  return spec;
}

class Sharpness : public ::testing::Test {
 protected:
  Sharpness() : genome_(RandomElements(sites_), Traced()) {}

  static CellOptions Traced() {
    CellOptions options;
    options.threads = 1;
    options.trace = true;
    return options;
  }

  StageTrace At(double log_a, double gain) const {
    std::map<std::string, double> levels = {{"t", std::exp(log_a)}, {"u", 1}};
    if (gain != 1) levels["m"] = gain - 1;
    return genome_.Express(ContextOf(levels)).trace;
  }

  // The steepest part of each element's curve. What a chord rises by, no
  // tangent does exceed on all of it.
  std::vector<double> Steepest(double gain) const {
    std::vector<double> steepest(kElements);
    std::vector<double> before = At(-12, gain).element;
    for (double log_a = -12 + kStep; log_a < 20; log_a += kStep) {
      const std::vector<double> now = At(log_a, gain).element;
      for (int e = 0; e < kElements; ++e) {
        steepest[e] =
            std::max(steepest[e], std::abs(now[e] - before[e]) / kStep);
      }
      before = now;
    }
    return steepest;
  }

  // Of g where it is 1/2, which it passes in the quarter below `log_a`.
  double SlopeAtHalf(int element, double log_a, double gain) const {
    double below = log_a - 0.25, above = log_a;
    const bool rises = At(above, 1).logit[element] > 0;
    while (above - below > 1e-12) {
      const double middle = (below + above) / 2;
      const bool high = At(middle, 1).logit[element] > 0;
      (high == rises ? above : below) = middle;
    }
    constexpr double kWidth = 1e-3;
    return (At(below + kWidth, gain).element[element] -
            At(below - kWidth, gain).element[element]) /
           (2 * kWidth);
  }

  std::vector<int> sites_;
  const OpenedGenome genome_;
};

TEST_F(Sharpness, IsAtMostAQuarterOfTheSites) {
  const std::vector<double> steepest = Steepest(1);
  double nearest = 0;
  for (int e = 0; e < kElements; ++e) {
    EXPECT_LE(steepest[e], sites_[e] / 4.0) << e;
    nearest = std::max(nearest, steepest[e] / (sites_[e] / 4.0));
  }
  EXPECT_GT(nearest, 0.9);  // and comes near it
}

TEST_F(Sharpness, IsAtMostTheGainTimesThat) {
  const std::vector<double> steepest = Steepest(3);
  int above = 0;
  for (int e = 0; e < kElements; ++e) {
    EXPECT_LE(steepest[e], 3 * sites_[e] / 4.0) << e;
    above += steepest[e] > sites_[e] / 4.0;
  }
  EXPECT_GT(above, kElements / 4);
}

// log(g / (1 - g)) = G lambda: at every activity the slope of that is G times
// what it is without gain, and where g = 1/2 so is the slope of g itself.
TEST_F(Sharpness, ScalesByExactlyTheGain) {
  for (const double gain : {2.0, 5.0}) {
    int halves = 0;
    StageTrace before = At(-6, 1);
    for (double log_a = -6; log_a < 10; log_a += 0.25) {
      const StageTrace plain = At(log_a, 1), sharp = At(log_a, gain);
      EXPECT_EQ(plain.gain, 1);
      ASSERT_NEAR(sharp.gain, gain, 1e-14 * gain);
      EXPECT_EQ(plain.logit, sharp.logit);
      for (int e = 0; e < kElements; ++e) {
        const double logit = plain.logit[e];
        ASSERT_DOUBLE_EQ(sharp.element[e],
                         1 / (1 + std::exp(-sharp.gain * logit)));
        // The element is half on between here and the stop before.
        if (before.logit[e] * logit >= 0 || halves >= 20) continue;
        ++halves;
        EXPECT_NEAR(SlopeAtHalf(e, log_a, gain) / SlopeAtHalf(e, log_a, 1),
                    gain, 1e-5 * gain);
      }
      before = plain;
    }
    EXPECT_EQ(halves, 20);
  }
}

// g falls on either side of one half with the gain, and so domains open that
// were shut, and shut that were open.
TEST(Gain, MakesTwoNetworksOfOneContext) {
  CellOptions options;
  options.threads = 1;
  options.trace = true;
  const OpenedGenome genome(ParseSpecText(R"pb(
                              name: "two_gains"
                              unit: "activity"
                              regulator { id: "m" kind: SIGNAL }
                              modulator { regulator: "m" gain: 1 }
                              gene { id: "x" }
                              gene { id: "y" }
                              element {
                                id: "rather_open"
                                gene: "x"
                                mwc { closing_energy: -1 }
                              }
                              element {
                                id: "rather_closed"
                                gene: "y"
                                mwc { closing_energy: 1 }
                              }
                              domain { id: "high" gene: "x" threshold: 0.9 }
                              domain { id: "low" gene: "y" threshold: 0.2 }
                              router { score: ACTIVITY }
                            )pb"),
                            options);
  const Answer plain = genome.Express(ContextOf({}));
  const Answer sharp = genome.Express(ContextOf({{"m", 2}}));
  EXPECT_THAT(plain.open, ElementsAre(0, 1));
  EXPECT_THAT(sharp.open, ElementsAre(1, 0));
  EXPECT_NEAR(plain.trace.element[0], 1 / (1 + std::exp(-1)), 1e-12);
  EXPECT_NEAR(sharp.trace.element[0], 1 / (1 + std::exp(-3)), 1e-12);
  EXPECT_EQ(plain.expression[0], 0);
  EXPECT_EQ(sharp.expression[1], 0);
}

}  // namespace
}  // namespace regulon
