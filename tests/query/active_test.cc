#include "engine/query/active.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/query/figures.h"
#include "tests/query/four_domains.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;

// B's domain opens once A is there, a step after S.
constexpr char kChain[] = R"(
    name: "chain" unit: "boolean" regulator { id: "S" }
    gene { id: "A" rule: "S" } gene { id: "B" rule: "A" }
    domain { id: "a" gene: "A" }
    domain { id: "b" gene: "B" threshold: 0.5 }
    router { score: ACTIVITY })";

// What the genome of four_domains.h stores:
//
//   stage       tensors             role    elements   read
//   sense       reference           dense   3          where a level is given
//   bind        threshold           router  3          always
//               weight              router  3          of those present
//               ... and its target  index   3
//               ... and first       index   7          always
//   open        threshold           router  3          always
//               first, element      index   4, 3
//   transcribe  basal               dense   5          always
//               amplitude           expert  1 + 2 + 1  where open
//               gene, element       index   4 * 2
//               first               index   2 + 3 + 2
class FourDomains : public ::testing::Test {
 protected:
  FourDomains()
      : genome_(ParseSpecText(kFourDomains)),
        f_(genome_, {Named("A", {{"RA", 1}}), Named("B", {{"RB", 1}}),
                     Named("none", {})}) {}

  const OpenedGenome genome_;
  const Figures f_;
};

TEST_F(FourDomains, CountParametersByRole) {
  // 3 + 5 dense, 3 + 3 + 3 router, 4 expert.
  for (const char* context : {"A", "B", "none", "(mean)", "(union)"}) {
    EXPECT_EQ(f_.At(context, "total_parameters"), 21);
    EXPECT_EQ(f_.At(context, "dense_parameters"), 8);
    EXPECT_EQ(f_.At(context, "router_parameters"), 9);
    EXPECT_EQ(f_.At(context, "expert_parameters"), 4);
  }
  EXPECT_EQ(f_.ActiveAt("A"), Counts(14, 1 + 5, 3 + 1 + 3, 1));
  EXPECT_EQ(f_.ActiveAt("B"), Counts(15, 1 + 5, 3 + 1 + 3, 2));
  EXPECT_EQ(f_.ActiveAt("none"), Counts(11, 5, 3 + 3, 0));
  EXPECT_EQ(f_.ActiveAt("(union)"), Counts(18, 2 + 5, 3 + 2 + 3, 3));
  EXPECT_EQ(f_.ActiveAt("(mean)"), Counts(40 / 3., 17 / 3., 20 / 3., 1));
  EXPECT_DOUBLE_EQ(f_.At("A", "total_fraction"), 14 / 21.);
  EXPECT_DOUBLE_EQ(f_.At("A", "dense_fraction"), 6 / 8.);
  EXPECT_DOUBLE_EQ(f_.At("A", "router_fraction"), 7 / 9.);
  EXPECT_DOUBLE_EQ(f_.At("A", "expert_fraction"), 1 / 4.);
}

TEST_F(FourDomains, CountParametersByStage) {
  EXPECT_EQ(f_.ActiveAt("A", "stage:sense"), Counts(1, 1, 0, 0));
  EXPECT_EQ(f_.ActiveAt("A", "stage:bind"), Counts(4, 0, 4, 0));
  EXPECT_EQ(f_.ActiveAt("A", "stage:open"), Counts(3, 0, 3, 0));
  EXPECT_EQ(f_.ActiveAt("A", "stage:transcribe"), Counts(6, 5, 0, 1));
  EXPECT_EQ(f_.At("A", "total_parameters", "stage:bind"), 6);
  EXPECT_EQ(f_.ActiveAt("A", "layer:0"), f_.ActiveAt("A"));
}

// Four bytes an element, indices as well; pages of the trunk and of each
// domain's expert, for none shares one. "d" stores nothing.
TEST_F(FourDomains, CountBytes) {
  const double always = 4 * (3 + 7 + 3 + 4 + 3 + 5),
               regulator = 4 * (1 + 1 + 1);
  const double a = 4 * (1 + 1 + 1 + 2), b = 4 * (2 + 2 + 2 + 3);
  EXPECT_EQ(f_.At("none", "bytes_read"), always);
  EXPECT_EQ(f_.At("A", "bytes_read"), always + regulator + a);
  EXPECT_EQ(f_.At("B", "bytes_read"), always + regulator + b);
  EXPECT_EQ(f_.At("(union)", "bytes_read"), always + 2 * regulator + a + b);
  EXPECT_EQ(f_.At("none", "bytes_paged"), 4096);
  EXPECT_EQ(f_.At("A", "bytes_paged"), 2 * 4096);
  EXPECT_EQ(f_.At("(union)", "bytes_paged"), 3 * 4096);
  EXPECT_DOUBLE_EQ(f_.At("(mean)", "bytes_paged"), 5 * 4096 / 3.);
}

// Sense 3, bind 3 and 2 for a weight, open 2 for each of three domains, and a
// link for each of 5 genes; an expert takes 5 per gene and 1 per element of it,
// and "d", without elements, 2.
TEST_F(FourDomains, CountFlops) {
  const double always = 3 + 3 + 6 + 5 + 2, a = 6, b = 12, c = 6;
  EXPECT_EQ(f_.At("none", "flops"), always);
  EXPECT_EQ(f_.At("A", "flops"), always + 2 + a);
  EXPECT_EQ(f_.At("B", "flops"), always + 2 + b);
  EXPECT_EQ(f_.At("(union)", "flops"), 3 * always + 4 + a + b);
  EXPECT_DOUBLE_EQ(f_.At("A", "flops_ratio"),
                   (always + 2 + a) / (always + 2 + a + b + c));
  EXPECT_DOUBLE_EQ(
      f_.At("(union)", "flops_ratio"),
      (3 * always + 4 + a + b) / (3 * always + 4 + 3 * (a + b + c)));
}

TEST_F(FourDomains, CountOpenDomains) {
  EXPECT_EQ(f_.At("A", "domains_open"), 2);
  EXPECT_EQ(f_.At("none", "domains_open"), 1);
  EXPECT_DOUBLE_EQ(f_.At("(mean)", "domains_open"), 5 / 3.);
  EXPECT_EQ(f_.At("(union)", "domains_open"), 3);
  EXPECT_EQ(f_.At("(union)", "domains"), 4);
}

TEST_F(FourDomains, MeasureHowEvenlyTheRoutedOnesAreUsed) {
  EXPECT_DOUBLE_EQ(f_.At("(union)", "load", "domain:a"), 1 / 3.);
  EXPECT_DOUBLE_EQ(f_.At("(union)", "load", "domain:b"), 1 / 3.);
  EXPECT_EQ(f_.At("(union)", "load", "domain:c"), 0);
  EXPECT_EQ(f_.At("(union)", "load", "domain:d"), 1);  // not a routed one
  EXPECT_EQ(f_.At("(union)", "contexts", "corpus:contexts"), 3);
  EXPECT_EQ(f_.At("(union)", "routed_domains"), 3);
  EXPECT_EQ(f_.At("(union)", "unopened_domains", "corpus:contexts"), 1);
  EXPECT_DOUBLE_EQ(f_.At("(union)", "load_entropy_over_log_domains"),
                   std::log(2) / std::log(3));
  EXPECT_DOUBLE_EQ(f_.At("(union)", "load_max_over_mean"), 3 / 2.);
  EXPECT_EQ(f_.At("(union)", "unopened_bound", "corpus:contexts"),
            1);  // ln(60) / 3 is above
}

TEST_F(FourDomains, BoundWhatManyContextsLeftShut) {
  std::vector<proto::Context> contexts;
  for (int i = 0; i < 20; ++i) {
    contexts.push_back(ContextOf(i % 4 == 0   ? Levels{{"RB", 1}}
                                 : i % 4 == 1 ? Levels{}
                                              : Levels{{"RA", 1}}));
  }
  const Figures f(genome_, contexts);
  EXPECT_DOUBLE_EQ(f.At("(union)", "load", "domain:a"), 0.5);
  EXPECT_DOUBLE_EQ(f.At("(union)", "load", "domain:b"), 0.25);
  EXPECT_EQ(f.At("(union)", "unopened_domains", "corpus:contexts"), 1);
  EXPECT_DOUBLE_EQ(f.At("(union)", "unopened_bound", "corpus:contexts"),
                   std::log(3 / 0.05) / 20);
  EXPECT_NEAR(f.At("(union)", "load_entropy_over_log_domains"),
              0.636514168 / std::log(3), 1e-9);  // of 2/3 and 1/3
  EXPECT_DOUBLE_EQ(f.At("(union)", "load_max_over_mean"), 0.5 / 0.25);
}

TEST_F(FourDomains, LeaveOutTheEvennessOfNoLoad) {
  const Figures f(genome_, {Named("none", {})});
  EXPECT_EQ(f.At("(union)", "unopened_domains", "corpus:contexts"), 3);
  EXPECT_FALSE(f.Has("(union)", "load_max_over_mean"));
  EXPECT_FALSE(f.Has("(union)", "load_entropy_over_log_domains"));
}

// A gives 6 0 0 0 2, B 0 2 0.5 0 2, none 0 0 0 0 2.
TEST_F(FourDomains, CountTheGenesExpressed) {
  EXPECT_DOUBLE_EQ(f_.At("A", "expressed_fraction_at_1"), 2 / 5.);
  EXPECT_DOUBLE_EQ(f_.At("B", "expressed_fraction_at_1"), 2 / 5.);
  EXPECT_DOUBLE_EQ(f_.At("(mean)", "expressed_fraction_at_1"), 1 / 3.);
  EXPECT_DOUBLE_EQ(f_.At("A", "genes_with_50_percent_of_signal"), 1 / 5.);
  EXPECT_DOUBLE_EQ(f_.At("A", "genes_with_90_percent_of_signal"), 2 / 5.);
  EXPECT_DOUBLE_EQ(f_.At("B", "genes_with_50_percent_of_signal"), 2 / 5.);
  EXPECT_DOUBLE_EQ(f_.At("B", "genes_with_90_percent_of_signal"), 3 / 5.);
  EXPECT_FALSE(f_.Has("(union)", "expressed_fraction_at_1"));
  ActiveOptions half;
  half.expressed_at = 0.5;
  const Figures f(genome_, {Named("B", {{"RB", 1}})}, half);
  EXPECT_DOUBLE_EQ(f.At("B", "expressed_fraction_at_0.5"), 3 / 5.);
}

TEST(Active, CountsExpressedGenesOnTheLinearScale) {
  const OpenedGenome genome(ParseSpecText(R"pb(
    name: "logarithmic"
    unit: "log2(tpm+1)"
    gene { id: "A" basal: 0.5 }
    gene { id: "B" basal: 1 }
    gene { id: "C" basal: 3 }
    gene { id: "D" basal: -1 })pb"));
  // 0.41, 1, 7 and -0.5 TPM, which counts as none.
  const Figures f(genome, {Named("x", {})});
  EXPECT_EQ(f.At("x", "expressed_fraction_at_1"), 2 / 4.);
  EXPECT_EQ(f.At("x", "genes_with_50_percent_of_signal"), 1 / 4.);
  EXPECT_EQ(f.At("x", "genes_with_90_percent_of_signal"), 2 / 4.);
}

TEST(Active, CountsNothingOfNoSignal) {
  const OpenedGenome genome(
      ParseSpecText(R"(name: "silent" unit: "tpm" gene { id: "A" })"));
  const Figures f(genome, {Named("x", {})});
  EXPECT_EQ(f.At("x", "expressed_fraction_at_1"), 0);
  EXPECT_EQ(f.At("x", "genes_with_50_percent_of_signal"), 0);
}

ActiveOptions Steps(int steps, Update update = Update::kSync) {
  ActiveOptions options;
  options.express.steps = steps;
  options.express.update = update;
  return options;
}

// Always: two references (A starts given, as absent), two thresholds, that of
// the router, and a's amplitude. With S its weight; with A its own, and b.
TEST(ActiveOfSteps, IsThatOfEachAndOfTheirUnion) {
  const Figures f(OpenedGenome(ParseSpecText(kChain)),
                  {Named("S", {{"S", 1}}), Named("none", {{"S", 0}})},
                  Steps(3));
  EXPECT_EQ(f.ActiveAt("none", "step:3"), Counts(6, 2, 3, 1));
  EXPECT_EQ(f.ActiveAt("S", "step:1"), Counts(7, 2, 4, 1));
  EXPECT_EQ(f.ActiveAt("S", "step:2"), Counts(9, 2, 5, 2));
  EXPECT_EQ(f.ActiveAt("S", "step:3"), Counts(9, 2, 5, 2));
  EXPECT_EQ(f.ActiveAt("S"), Counts(9, 2, 5, 2));
  EXPECT_EQ(f.ActiveAt("(mean)", "step:1"), Counts(6.5, 2, 3.5, 1));
  EXPECT_EQ(f.At("S", "domains_open"), 2);
  EXPECT_EQ(f.At("(union)", "load", "domain:b"), 0.5);
  EXPECT_EQ(f.At("S", "bytes_paged", "step:1"), 2 * 4096);
  EXPECT_EQ(f.At("S", "bytes_paged", "step:2"), 3 * 4096);
  EXPECT_FALSE(f.Has("S", "total_active", "step:4"));
}

// By chance as well, for one product at most would change.
TEST(ActiveOfSteps, EndsAtAFixedPointOfItsOwn) {
  const Figures f(OpenedGenome(ParseSpecText(kChain)),
                  {Named("S", {{"S", 1}}), Named("none", {{"S", 0}})},
                  Steps(1000, Update::kAsync));
  EXPECT_EQ(f.ActiveAt("S", "step:2"), Counts(9, 2, 5, 2));
  EXPECT_FALSE(f.Has("S", "total_active", "step:3"));
  EXPECT_EQ(f.ActiveAt("none", "step:1"), Counts(6, 2, 3, 1));
  EXPECT_FALSE(f.Has("none", "total_active", "step:2"));
  EXPECT_EQ(f.ActiveAt("(mean)", "step:2"), Counts(9, 2, 5, 2));
  const Figures alone(OpenedGenome(ParseSpecText(kChain)),
                      {Named("none", {{"S", 0}})}, Steps(1000, Update::kAsync));
  EXPECT_EQ(f.At("none", "flops"), alone.At("none", "flops"));
}

TEST(ActiveOfSteps, LeavesOutTheFiguresOfEachWhereAskedTo) {
  ActiveOptions options = Steps(3);
  options.by_step = false;
  const Figures f(OpenedGenome(ParseSpecText(kChain)), {Named("S", {{"S", 1}})},
                  options);
  EXPECT_EQ(f.ActiveAt("S"), Counts(9, 2, 5, 2));
  EXPECT_FALSE(f.Has("S", "total_active", "step:1"));
}

TEST(ActiveOfSteps, RefusesSeveralRuns) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  ActiveOptions options = Steps(10, Update::kAsync);
  options.express.runs = 2;
  const auto figures =
      Active(toggle.cell(), {Context(toggle.genome(), "x")}, options);
  EXPECT_EQ(figures.status().code(), absl::StatusCode::kInvalidArgument);
}

// What holds of every ledger.
void ExpectSound(const Figures& f) {
  std::map<Figures::Key, double> sums, counts;
  for (const auto& [key, value] : f.values()) {
    const auto& [context, scope, figure] = key;
    EXPECT_GE(value, 0) << context << scope << figure;
    if (absl::EndsWith(figure, "_fraction")) {
      const std::string kind = figure.substr(0, figure.find('_'));
      const double all = f.At(context, kind + "_parameters", scope);
      const double active = f.At(context, kind + "_active", scope);
      EXPECT_LE(active, all);
      EXPECT_NEAR(value, all == 0 ? 0 : active / all, 1e-12);
    }
    if (figure == "total_active") {
      const std::vector<double> active = f.ActiveAt(context, scope);
      EXPECT_NEAR(active[0], active[1] + active[2] + active[3], 1e-9);
    }
    if (figure == "bytes_paged") {
      EXPECT_GE(value, f.At(context, "total_active", scope));
    }
    if (context == "(mean)" || context == "(union)") continue;
    sums[{"(mean)", scope, figure}] += value;
    ++counts[{"(mean)", scope, figure}];
    if (f.Has("(union)", figure, scope) && figure != "flops_ratio") {
      EXPECT_LE(value, f.At("(union)", figure, scope)) << scope << figure;
    }
  }
  for (const auto& [key, sum] : sums) {
    const auto& [context, scope, figure] = key;
    EXPECT_NEAR(f.At(context, figure, scope), sum / counts[key], 1e-9 * sum);
  }
  std::vector<std::string> contexts = f.names();
  contexts.insert(contexts.end(), {"(mean)", "(union)"});
  for (const std::string& context : contexts) {
    std::vector<double> stages(4);
    for (const char* stage : {"sense", "bind", "open", "transcribe"}) {
      const auto active = f.ActiveAt(context, absl::StrCat("stage:", stage));
      for (int i = 0; i < 4; ++i) stages[i] += active[i];
    }
    for (int i = 0; i < 4; ++i) {
      EXPECT_NEAR(stages[i], f.ActiveAt(context)[i], 1e-9);
      EXPECT_NEAR(stages[i], f.ActiveAt(context, "layer:0")[i], 1e-9);
    }
  }
}

TEST(Active, IsSoundForModelsOfEveryKind) {
  ExpectSound(Figures(OpenedGenome(ReadModel("glucocorticoid")),
                      {Named("untreated", {{"NR3C1", 100}}),
                       Named("treated", {{"NR3C1", 100}, {"dex", 10}})}));
  ExpectSound(Figures(OpenedGenome(ReadModel("pioneer_enhancer")),
                      {Named("C", {{"CEBPB", 1}}),
                       Named("F", {{"CEBPB", 0.2}, {"FOXA1", 1}})}));
  ExpectSound(Figures(OpenedGenome(ReadModel("budding_yeast")),
                      {Named("start", {{"Cln3", 1}, {"Cdh1", 1}, {"Sic1", 1}}),
                       Named("rest", {{"Cdh1", 1}})},
                      Steps(13)));
  ExpectSound(Figures(
      OpenedGenome(ReadModel("myeloid")),
      {Named("progenitor", {{"GATA2", 1}, {"CEBPA", 1}}), Named("nothing", {})},
      Steps(100, Update::kAsync)));
}

TEST(Active, ReadsEverythingWhereEverythingIsOpen) {
  const OpenedGenome genome(ParseSpecText(kFourDomains), {1, true});
  const Figures f(genome, {Named("x", {{"RA", 1}, {"RB", 0}, {"RC", 0}})});
  EXPECT_EQ(f.At("x", "expert_fraction"), 1);
  EXPECT_EQ(f.At("x", "flops_ratio"), 1);
  EXPECT_EQ(f.At("x", "domains_open"), 4);
  EXPECT_EQ(f.At("x", "total_active"), 21 - 2);  // weights of RB and RC
}

}  // namespace
}  // namespace regulon
