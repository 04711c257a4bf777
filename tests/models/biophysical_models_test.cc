// State tables, mwc elements and contact, against closed forms and the figures
// that their models state: the reference to 1e-9, the engine to 1e-5.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

void ExpectRelative(double actual, double expected, double tolerance) {
  EXPECT_NEAR(actual, expected, tolerance * std::max(std::abs(expected), 1e-9));
}

// Razo-Mejia et al. 2018, as shared/design/architecture.md writes it.
double FoldChange(double heads, double iptg_um, double binding_kbt) {
  const double active = std::pow(1 + iptg_um / 139, 2);
  const double inactive = std::exp(-4.5) * std::pow(1 + iptg_um / 0.53, 2);
  return 1 / (1 + active / (active + inactive) * heads / 4.6e6 *
                      std::exp(-binding_kbt));
}

struct Operator {
  const char* model;
  double binding_kbt, saturated;
};

class LacI : public ::testing::TestWithParam<Operator> {};

TEST_P(LacI, RepressesAsTheClosedFormSays) {
  const proto::GenomeSpec spec = ReadModel(GetParam().model);
  const OpenedGenome genome(spec);
  for (const double heads : {0.0, 22.0, 260.0, 1740.0}) {
    for (const double iptg : {0.0, 0.1, 50.0, 5000.0}) {
      const proto::Context context =
          ContextOf({{"LacI", heads}, {"IPTG", iptg}});
      const double expected = FoldChange(heads, iptg, GetParam().binding_kbt);
      ExpectRelative(Evaluate(spec, context).expression[0], expected, 1e-9);
      ExpectRelative(genome.Express(context).expression[0], expected, 1e-5);
    }
  }
}

TEST_P(LacI, LeavesItsShareOfRepressionUnderSaturatingInducer) {
  const proto::GenomeSpec spec = ReadModel(GetParam().model);
  const proto::Context context = ContextOf({{"LacI", 260}, {"IPTG", 1e9}});
  EXPECT_NEAR(Evaluate(spec, context).expression[0], GetParam().saturated,
              1e-6);
  EXPECT_NEAR(OpenedGenome(spec).Express(context).expression[0],
              GetParam().saturated, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(
    Operators, LacI,
    ::testing::Values(Operator{"laci_o1", -15.3, 0.754155157},
                      Operator{"laci_o2", -13.9, 0.925593890},
                      Operator{"laci_o3", -9.7, 0.998795996},
                      Operator{"laci_oid", -17, 0.359139136}),
    [](const auto& info) { return std::string(info.param.model); });

TEST(LacIAtO2, GivesThePublishedFigures) {
  const proto::GenomeSpec spec = ReadModel("laci_o2");
  const OpenedGenome genome(spec);
  const auto at = [](double iptg) {
    return ContextOf({{"LacI", 260}, {"IPTG", iptg}});
  };
  EXPECT_NEAR(Evaluate(spec, at(0)).expression[0], 0.016173634, 1e-9);
  EXPECT_NEAR(Evaluate(spec, at(50)).expression[0], 0.47486465, 1e-8);
  ExpectRelative(genome.Express(at(0)).expression[0], 0.016173634, 1e-5);
  ExpectRelative(genome.Express(at(50)).expression[0], 0.47486465, 1e-5);

  // Half of the way between no inducer and saturation.
  const double low = Evaluate(spec, at(0)).expression[0];
  const double high = FoldChange(260, 1e12, -13.9);
  double below = 0, above = 1000;
  for (int i = 0; i < 60; ++i) {
    const double middle = (below + above) / 2;
    const bool is_low =
        Evaluate(spec, at(middle)).expression[0] < (low + high) / 2;
    (is_low ? below : above) = middle;
  }
  EXPECT_NEAR(below, 49.44301, 5e-6);
  ExpectRelative(genome.Express(at(49.44301)).expression[0], (low + high) / 2,
                 1e-5);
}

// One mwc element with n equal sites, alone with its gene.
proto::GenomeSpec MwcOf(int sites, double closed_over_open, double ratio,
                        double affinity) {
  proto::GenomeSpec spec;
  spec.set_name("mwc");
  spec.set_unit("activity");
  spec.add_regulator()->set_id("T");
  spec.add_gene()->set_id("g");
  proto::ElementSpec& element = *spec.add_element();
  element.set_id("e");
  element.add_gene("g");
  element.mutable_mwc()->set_closing_energy(std::log(closed_over_open));
  proto::SiteSpec& site = *element.mutable_mwc()->add_site();
  site.set_copies(sites);
  proto::BindingSpec& binds = *site.add_binds();
  binds.set_regulator("T");
  binds.set_affinity(affinity);
  binds.set_closed_ratio(ratio);
  return spec;
}

// Mirny 2010: with G = 1 and no opening work, the two-state MWC model.
TEST(Mwc, GivesTheFiguresOfTheTwoStateModel) {
  const std::map<int, double> expected = {
      {1, 0.00990099}, {2, 0.09090909}, {5, 0.99009901}};
  for (const auto& [sites, open] : expected) {
    const proto::GenomeSpec spec = MwcOf(sites, 1000, 0.01, 10);
    const proto::Context context = ContextOf({{"T", 1}});
    const double closed_form =
        1 / (1 + 1000 * std::pow((1 + 0.01 * 10) / (1 + 10.0), sites));
    EXPECT_NEAR(Evaluate(spec, context).expression[0], closed_form, 1e-9);
    EXPECT_NEAR(closed_form, open, 5e-9);
    ExpectRelative(OpenedGenome(spec).Express(context).expression[0], open,
                   1e-5);
  }
}

// The steepest dg / d ln a on a grid of ln a, each by a central difference.
template <typename Activity>
double Sharpness(const Activity& g, double from, double to, double step) {
  double steepest = 0;
  for (double at = from; at < to; at += step) {
    const double slope = (g(at + step / 2) - g(at - step / 2)) / step;
    steepest = std::max(steepest, slope);
  }
  return steepest;
}

TEST(Mwc, RisesAtMostByAQuarterPerSiteAndUnitOfLogLevel) {
  for (const int sites : {1, 2, 5, 8}) {
    for (const double closed_over_open : {1.0, 30.0, 1e5}) {
      for (const double ratio : {0.0001, 0.3}) {
        const proto::GenomeSpec spec = MwcOf(sites, closed_over_open, ratio, 3);
        const auto g = [&spec](double log_level) {
          return Evaluate(spec, ContextOf({{"T", std::exp(log_level)}}))
              .expression[0];
        };
        const double sharpness = Sharpness(g, -12, 12, 0.02);
        EXPECT_GT(sharpness, 0);
        EXPECT_LE(sharpness, sites / 4.0) << sites << " sites";
      }
    }
  }
}

// Five sites, L = 1000, c = 0.01: steepest at g = 0.528.
TEST(Mwc, IsAsSharpAsPublishedAtItsSteepest) {
  const proto::GenomeSpec spec = MwcOf(5, 1000, 0.01, 1);
  const auto slow = [&spec](double log_level) {
    return Evaluate(spec, ContextOf({{"T", std::exp(log_level)}}))
        .expression[0];
  };
  EXPECT_NEAR(Sharpness(slow, 1, 1.5, 1e-3), 0.910857, 1e-6);
  const OpenedGenome genome(spec);
  const auto fast = [&genome](double log_level) {
    return genome.Express(ContextOf({{"T", std::exp(log_level)}}))
        .expression[0];
  };
  EXPECT_NEAR(Sharpness(fast, 1, 1.5, 0.01), 0.910857, 1e-4);
}

// One enhancer, always active, with a promoter of contact 1 beside it.
TEST(Contact, FallsWithDistanceAsTheAbcModelSays) {
  const std::map<int, double> expected = {
      {0, 0.0630144},     {4999, 0.0630144},    {5000, 0.0630144},
      {-5000, 0.0630144}, {100000, 0.00293062}, {-100000, 0.00293062}};
  for (const auto& [distance, contact] : expected) {
    proto::GenomeSpec spec = ParseSpecText(R"(
      name: "contact" unit: "activity"
      gene { id: "g" combination: CONTACT contig: "c" tss0: 1000000 }
      element { id: "far" gene: "g" contig: "c"
                state_table { state { value: 1 } } }
      element { id: "beside" gene: "g" state_table { state { value: 0 } } })");
    spec.mutable_element(0)->set_center0(1000000 + distance);
    const double closed_form = std::exp(
        5.9594510043736655 -
        1.024238616787792 * std::log(std::max(std::abs(distance), 5000) + 1.0));
    EXPECT_NEAR(closed_form, contact, 5e-8);
    // Its share of the norm, C / (C + 1).
    const double share = closed_form / (closed_form + 1);
    EXPECT_NEAR(Evaluate(spec, {}).expression[0], share, 1e-12);
    ExpectRelative(OpenedGenome(spec).Express(proto::Context()).expression[0],
                   share, 1e-6);
  }
}

}  // namespace
}  // namespace regulon::reference
