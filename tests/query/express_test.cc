#include "engine/query/express.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/state_space.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Names = std::set<std::string>;

Names NamesOf(const OpenedGenome& genome, const std::vector<int>& genes) {
  Names names;
  for (const int gene : genes) {
    names.insert(genome.genome().manifest().genes(gene).id());
  }
  return names;
}

Names NamesOn(const OpenedGenome& genome,
              const std::vector<float>& expression) {
  std::vector<int> on;
  for (size_t g = 0; g < expression.size(); ++g) {
    if (expression[g] == 1) on.push_back(static_cast<int>(g));
  }
  return NamesOf(genome, on);
}

proto::Context With(const Names& on,
                    const std::map<std::string, double>& clamp = {}) {
  proto::Context context;
  for (const std::string& name : on) (*context.mutable_regulators())[name] = 1;
  context.mutable_clamp()->insert(clamp.begin(), clamp.end());
  return context;
}

std::vector<Expressed> Ask(const OpenedGenome& genome,
                           const std::vector<proto::Context>& contexts,
                           const ExpressOptions& options) {
  auto expressed = Express(genome.cell(), genome.Convert(contexts), options);
  EXPECT_TRUE(expressed.ok()) << expressed.status();
  return *std::move(expressed);
}

ExpressOptions Steps(int steps) {
  ExpressOptions options;
  options.steps = steps;
  return options;
}

ExpressOptions Async(int steps, int runs) {
  ExpressOptions options = Steps(steps);
  options.update = Update::kAsync;
  options.runs = runs;
  return options;
}

TEST(Express, ReadsOnceUnlessAskedForSteps) {
  const OpenedGenome laci(ReadModel("laci_o2"));
  const auto expressed =
      Ask(laci, {ContextOf({{"LacI", 260}, {"IPTG", 50}})}, ExpressOptions());
  ASSERT_EQ(expressed.size(), 1u);
  EXPECT_NEAR(expressed[0].expression[0], 0.47486465, 1e-7);
  EXPECT_THAT(expressed[0].open, ElementsAre(1));
  EXPECT_THAT(expressed[0].ends, IsEmpty());
}

TEST(ExpressInStep, MakesTheToggleSwitchChaseItsTail) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  // {} -> {A, B} -> {} ...; {A} stays.
  for (int steps = 1; steps <= 4; ++steps) {
    const auto expressed = Ask(toggle, {With({}), With({"A"})}, Steps(steps));
    EXPECT_EQ(NamesOn(toggle, expressed[0].expression),
              steps % 2 == 1 ? Names({"A", "B"}) : Names());
    EXPECT_EQ(NamesOn(toggle, expressed[1].expression), Names({"A"}));
  }
}

// Li et al. 2004, Table 2: START, three of G1, S, G2, five of M, G1, and rest.
TEST(ExpressInStep, WalksBuddingYeastThroughItsCycle) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  const Names start = {"Cln3", "Cdh1", "Sic1"};
  ExpressOptions options = Steps(13);
  std::vector<Names> walk;
  options.on_reading = [&](int step, int first,
                           absl::Span<const Answer> answers) {
    EXPECT_EQ(step, static_cast<int>(walk.size()) + 1);
    EXPECT_EQ(first, 0);
    ASSERT_EQ(answers.size(), 1u);
    walk.push_back(NamesOn(yeast, answers[0].expression));
  };
  const auto expressed = Ask(yeast, {With(start)}, options);
  EXPECT_THAT(
      walk,
      ElementsAre(Names{"MBF", "SBF", "Cdh1", "Sic1"},
                  Names{"MBF", "SBF", "Cln12", "Cdh1", "Sic1"},
                  Names{"MBF", "SBF", "Cln12"},
                  Names{"MBF", "SBF", "Cln12", "Clb56"},
                  Names{"MBF", "SBF", "Cln12", "Clb56", "Clb12", "Mcm1SFF"},
                  Names{"Cln12", "Cdc2014", "Clb56", "Clb12", "Mcm1SFF"},
                  Names{"Swi5", "Cdc2014", "Clb12", "Mcm1SFF"},
                  Names{"Swi5", "Cdc2014", "Sic1", "Clb12", "Mcm1SFF"},
                  Names{"Swi5", "Cdc2014", "Sic1", "Mcm1SFF"},
                  Names{"Cdh1", "Swi5", "Cdc2014", "Sic1"},
                  Names{"Cdh1", "Swi5", "Sic1"}, Names{"Cdh1", "Sic1"},
                  Names{"Cdh1", "Sic1"}));
  EXPECT_EQ(NamesOn(yeast, expressed[0].expression), Names({"Cdh1", "Sic1"}));
}

// Largest basins of {Cln3=1} and of {Clb12=1} held: 888 and 992 of 1,024.
TEST(ExpressInStep, HoldsWhatIsClamped) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  const auto expressed = Ask(
      yeast, {With({}, {{"Cln3", 1}}), With({}, {{"Clb12", 1}})}, Steps(50));
  EXPECT_EQ(NamesOn(yeast, expressed[0].expression),
            Names({"Cdc2014", "Clb12", "Clb56", "Cln12", "MBF", "Mcm1SFF",
                   "SBF", "Swi5", "Cln3"}));
  EXPECT_EQ(NamesOn(yeast, expressed[1].expression),
            Names({"Cdc2014", "Mcm1SFF", "Sic1", "Swi5", "Clb12"}));
}

TEST(ExpressInStep, ReportsAClampedGeneAtTheLevelThatItIsHeldAt) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  const auto expressed = Ask(toggle, {With({}, {{"A", 0}})}, Steps(1));
  EXPECT_EQ(NamesOn(toggle, expressed[0].expression), Names({"B"}));
}

class MyeloidFates : public ::testing::Test {
 protected:
  static constexpr int kRuns = 4000;
  static constexpr int kSteps = 1000;

  MyeloidFates() : myeloid_(ReadModel("myeloid")) {}

  // Shares of runs by the genes that are on in the end, all of them fixed.
  std::map<Names, double> Fates(const std::map<std::string, double>& clamp,
                                uint64_t seed = 1) {
    ExpressOptions options = Async(kSteps, kRuns);
    options.seed = seed;
    const auto expressed =
        Ask(myeloid_, {With({"GATA2", "CEBPA", "PU1"}, clamp)}, options);
    std::map<Names, double> shares;
    int runs = 0, before = kRuns;
    for (const EndState& end : expressed[0].ends) {
      EXPECT_TRUE(end.fixed);
      EXPECT_LE(end.runs, before);
      before = end.runs;
      runs += end.runs;
      shares[NamesOf(myeloid_, end.genes_on)] = end.runs / double{kRuns};
    }
    EXPECT_EQ(runs, kRuns);
    return shares;
  }

  // Within 4 standard errors.
  static void ExpectShare(double share, double exact) {
    EXPECT_NEAR(share, exact, 4 * std::sqrt(exact * (1 - exact) / kRuns));
  }

  const OpenedGenome myeloid_;
  const Names granulocyte_ = {"CEBPA", "Gfi1", "PU1"};
  const Names monocyte_ = {"CEBPA", "EgrNab", "PU1", "cJun"};
  const Names erythrocyte_ = {"EKLF", "FOG1", "GATA1", "SCL"};
  const Names megakaryocyte_ = {"FOG1", "Fli1", "GATA1", "SCL"};
};

// Exact: the chain with equal rates, solved as a linear system.
TEST_F(MyeloidFates, FallToTheFourCellsOfTheProgenitorInTheirExactShares) {
  std::map<Names, double> fates = Fates({});
  EXPECT_EQ(fates.size(), 4u);
  ExpectShare(fates[granulocyte_], 0.375);
  ExpectShare(fates[monocyte_], 0.125);
  ExpectShare(fates[erythrocyte_], 0.25);
  ExpectShare(fates[megakaryocyte_], 0.25);
}

TEST_F(MyeloidFates, LeaveOutRedCellsWhereGATA1IsHeldOff) {
  std::map<Names, double> fates = Fates({{"GATA1", 0}});
  EXPECT_EQ(fates.size(), 3u);
  ExpectShare(fates[{"CEBPA", "GATA2", "Gfi1"}], 0.5);
  ExpectShare(fates[granulocyte_], 0.375);
  ExpectShare(fates[monocyte_], 0.125);
}

// Pu.1 loss removes granulocytes and monocytes (Krumsiek et al. 2011).
TEST_F(MyeloidFates, LeaveOutWhiteCellsWherePU1IsHeldOff) {
  std::map<Names, double> fates = Fates({{"PU1", 0}});
  EXPECT_EQ(fates.count(granulocyte_) + fates.count(monocyte_), 0u);
  EXPECT_GT(fates[erythrocyte_], 0.1);
}

TEST_F(MyeloidFates, AreTheSameForASeedAndOthersForAnother) {
  EXPECT_EQ(Fates({}, 7), Fates({}, 7));
  EXPECT_NE(Fates({}, 7), Fates({}, 8));
  EXPECT_NE(Fates({}, 7), Fates({}, uint64_t{7} << 32));
}

TEST_F(MyeloidFates, DoNotDependOnTheThreadsNorOnTheContextsBehind) {
  const OpenedGenome two(ReadModel("myeloid"), {2, false});
  const ExpressOptions options = Async(kSteps, 1500);  // more than a batch
  const proto::Context progenitor = With({"GATA2", "CEBPA", "PU1"});
  const auto alone = Ask(myeloid_, {progenitor}, options);
  const auto beside = Ask(two, {progenitor, With({"GATA1"})}, options);
  EXPECT_EQ(alone[0].expression, beside[0].expression);
  ASSERT_EQ(alone[0].ends.size(), beside[0].ends.size());
  for (size_t i = 0; i < alone[0].ends.size(); ++i) {
    EXPECT_EQ(alone[0].ends[i].genes_on, beside[0].ends[i].genes_on);
    EXPECT_EQ(alone[0].ends[i].runs, beside[0].ends[i].runs);
  }
}

TEST_F(MyeloidFates, AverageToTheExpressionOfEachGene) {
  const auto expressed =
      Ask(myeloid_, {With({"GATA2", "CEBPA", "PU1"}, {{"GATA1", 0}})},
          Async(kSteps, 100));
  std::vector<double> mean(11);
  for (const EndState& end : expressed[0].ends) {
    for (const int gene : end.genes_on) mean[gene] += end.runs / 100.0;
  }
  for (int gene = 0; gene < 11; ++gene) {
    EXPECT_NEAR(expressed[0].expression[gene], mean[gene], 1e-6) << gene;
  }
  EXPECT_THAT(expressed[0].open, ElementsAre(1));
}

TEST(ExpressByChance, SettlesTheToggleSwitchEitherWay) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  const auto expressed = Ask(toggle, {With({})}, Async(10, 400));
  ASSERT_EQ(expressed[0].ends.size(), 2u);
  EXPECT_THAT(
      (std::vector<Names>{NamesOf(toggle, expressed[0].ends[0].genes_on),
                          NamesOf(toggle, expressed[0].ends[1].genes_on)}),
      UnorderedElementsAre(Names{"A"}, Names{"B"}));
  EXPECT_NEAR(expressed[0].ends[0].runs, 200, 4 * 10);  // 4 sqrt(400 / 4)
}

TEST(ExpressByChance, ChangesOneProductAStep) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  // Every product of {Cln3} that changes: Cln3 itself, MBF and SBF.
  std::set<Names> seen;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    ExpressOptions options = Async(1, 1);
    options.seed = seed;
    const auto expressed = Ask(yeast, {With({"Cln3"})}, options);
    ASSERT_EQ(expressed[0].ends.size(), 1u);
    const Names on = NamesOn(yeast, expressed[0].expression);
    EXPECT_EQ(expressed[0].ends[0].fixed, on.empty());
    seen.insert(on);
  }
  EXPECT_THAT(seen, UnorderedElementsAre(Names{}, Names{"Cln3", "MBF"},
                                         Names{"Cln3", "SBF"}));
}

// A, then B, then C follow S: at a fixed point after the third step,
// and a context without S is at one from the first.
TEST(ExpressByChance, StopsReadingAtAFixedPoint) {
  const OpenedGenome chain(ParseSpecText(R"(
      name: "chain" unit: "boolean" regulator { id: "S" }
      gene { id: "A" rule: "S" } gene { id: "B" rule: "A" }
      gene { id: "C" rule: "B" } gene { id: "D" rule: "C" })"));
  ExpressOptions options = Async(1000000000, 1);
  std::vector<int> readings(3);  // of each context
  options.on_reading = [&](int step, int first,
                           absl::Span<const Answer> answers) {
    for (size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(step, ++readings[first + i]);
    }
  };
  const auto expressed =
      Ask(chain, {With({"S"}), With({}), With({"S", "A"})}, options);
  EXPECT_THAT(readings, ElementsAre(4, 1, 3));
  EXPECT_EQ(NamesOn(chain, expressed[0].expression),
            Names({"A", "B", "C", "D"}));
}

// A product that is not Boolean: half of what it was.
TEST(ExpressInStep, FeedsLevelsOfAnyUnit) {
  const OpenedGenome decay(ParseSpecText(R"(
      name: "decay" unit: "tpm" regulator { id: "X" }
      gene { id: "X" }
      domain { id: "d" gene: "X" regulator: "X"
               linear { gene: "X" regulator: "X" weight: 1 } }
      )"));
  // x = log(1 + X) each step.
  double expected = 8;
  for (int steps = 1; steps < 5; ++steps) {
    expected = std::log(expected + 1);
    const auto expressed = Ask(decay, {ContextOf({{"X", 8}})}, Steps(steps));
    EXPECT_NEAR(expressed[0].expression[0], expected, 1e-6);
    EXPECT_THAT(expressed[0].ends, IsEmpty());
  }
}

TEST(Express, ReportsProgressUpToTheWhole) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  ExpressOptions options = Async(10, 2500);
  std::vector<double> shares;
  options.on_progress = [&](double share) { shares.push_back(share); };
  Ask(toggle, {With({})}, options);
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_GT(shares.size(), 1u);
  EXPECT_EQ(shares.back(), 1);
}

absl::Status Refused(const OpenedGenome& genome,
                     const ExpressOptions& options) {
  return Express(genome.cell(),
                 genome.Convert(std::vector<proto::Context>{With({})}), options)
      .status();
}

TEST(Express, RefusesStepsOfAGenomeWithoutLoops) {
  const OpenedGenome laci(ReadModel("laci_o2"));
  for (const ExpressOptions& options : {Steps(2), Async(1, 1)}) {
    const absl::Status status = Refused(laci, options);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("leave them out"));
  }
}

// A protein in nM and its mRNA in TPM may share a name as long as nobody steps.
TEST(Express, RefusesStepsWhereAGeneAndItsRegulatorDifferInUnit) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "units" unit: "tpm"
      regulator { id: "NR3C1" unit: "nM" }
      gene { id: "NR3C1" basal: 7 })"));
  EXPECT_THAT(Ask(genome, {With({"NR3C1"})}, Steps(1))[0].expression,
              ElementsAre(7));
  EXPECT_EQ(Refused(genome, Steps(2)).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(Express, RefusesCountsBelowOneAndRunsWithoutChance) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  ExpressOptions runs_in_step = Steps(2);
  runs_in_step.runs = 2;
  for (const ExpressOptions& options :
       {Steps(0), Steps(-1), Async(1, 0), Async(1, -1), runs_in_step}) {
    EXPECT_EQ(Refused(toggle, options).code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(Express, NamesTheContextThatGoesAstray) {
  const OpenedGenome growth(ParseSpecText(R"pb(
    name: "growth"
    unit: "log2(tpm+1)"
    regulator { id: "X" }
    gene { id: "X" basal: 2000 })pb"));
  const absl::Status status = Refused(growth, Steps(2));
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(status.message()), HasSubstr("regulator 'X'"));
}

}  // namespace
}  // namespace regulon
