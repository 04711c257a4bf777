// Threshold elements as Boolean networks, against what their papers publish.
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"
#include "tests/reference/state_space.h"

namespace regulon::reference {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Names = std::set<std::string>;

proto::Context ContextOfState(const proto::GenomeSpec& spec, State state) {
  proto::Context context;
  for (int g = 0; g < spec.gene_size(); ++g) {
    (*context.mutable_regulators())[spec.gene(g).id()] = state >> g & 1;
  }
  return context;
}

class BooleanModel : public ::testing::TestWithParam<const char*> {};

TEST_P(BooleanModel, StepsAsTheReferenceDoesFromEveryState) {
  const proto::GenomeSpec spec = ReadModel(GetParam());
  const OpenedGenome genome(spec);
  const std::vector<State> successors = Successors(genome.cell());
  for (State state = 0; state < successors.size(); ++state) {
    const Result step = Evaluate(spec, ContextOfState(spec, state));
    for (int g = 0; g < spec.gene_size(); ++g) {
      ASSERT_EQ(step.expression[g], successors[state] >> g & 1)
          << spec.gene(g).id() << " after state " << state;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, BooleanModel,
                         ::testing::Values("toggle_switch", "myeloid",
                                           "budding_yeast", "cortical_area",
                                           "fission_yeast", "p53_mdm2",
                                           "repressilator"));

std::vector<Names> EndsOf(const Genome& genome, const Attractor& attractor) {
  std::vector<Names> ends;
  for (const State state : attractor.states) {
    ends.push_back(NamesOf(genome, state));
  }
  return ends;
}

std::vector<int64_t> AllBasins(const std::vector<Attractor>& attractors) {
  std::vector<int64_t> basins;
  for (const Attractor& a : attractors) basins.push_back(a.basin);
  return basins;
}

// Gardner et al. 2000: either repressor silences the other.
TEST(ToggleSwitch, RestsInEitherGeneAndChasesItselfInBoth) {
  const OpenedGenome toggle(ReadModel("toggle_switch"));
  const auto attractors = AttractorsOf(Successors(toggle.cell()));
  EXPECT_THAT(AllBasins(attractors), ElementsAre(2, 1, 1));
  EXPECT_THAT(EndsOf(toggle.genome(), attractors[0]),
              ElementsAre(Names(), Names{"A", "B"}));
  EXPECT_THAT(EndsOf(toggle.genome(), attractors[1]), ElementsAre(Names{"A"}));
  EXPECT_THAT(EndsOf(toggle.genome(), attractors[2]), ElementsAre(Names{"B"}));
}

// Krumsiek et al. 2011.
TEST(Myeloid, HasFourCellsTwoOtherRestsAndTwoSynchronousCycles) {
  const OpenedGenome myeloid(ReadModel("myeloid"));
  const auto attractors = AttractorsOf(Successors(myeloid.cell()));
  EXPECT_THAT(AllBasins(attractors),
              ElementsAre(736, 400, 352, 160, 128, 128, 128, 16));
  std::set<Names> rests;
  std::vector<int64_t> cycles;
  for (const Attractor& attractor : attractors) {
    if (attractor.states.size() == 1) {
      rests.insert(NamesOf(myeloid.genome(), attractor.states[0]));
    } else {
      EXPECT_EQ(attractor.states.size(), 2);
      cycles.push_back(attractor.basin);
    }
  }
  EXPECT_THAT(rests,
              UnorderedElementsAre(Names{}, Names{"PU1", "cJun", "EgrNab"},
                                   Names{"GATA1", "FOG1", "SCL", "EKLF"},
                                   Names{"GATA1", "FOG1", "SCL", "Fli1"},
                                   Names{"CEBPA", "PU1", "Gfi1"},
                                   Names{"CEBPA", "PU1", "cJun", "EgrNab"}));
  // EKLF with Fli1, and GATA1 with PU1, switch in step.
  EXPECT_THAT(cycles, ElementsAre(736, 160));
}

// Li et al. 2004, Table 1.
TEST(BuddingYeast, RestsInSevenStatesAndMostlyInG1) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  const auto attractors = AttractorsOf(Successors(yeast.cell()));
  EXPECT_THAT(Basins(attractors, 1), ElementsAre(1764, 151, 109, 9, 7, 7, 1));
  EXPECT_EQ(attractors.size(), 7u);
  EXPECT_EQ(NamesOf(yeast.genome(), attractors[0].states[0]),
            (Names{"Cdh1", "Sic1"}));
  EXPECT_EQ(NamesOf(yeast.genome(), attractors[1].states[0]),
            (Names{"Cln12", "SBF"}));
  EXPECT_EQ(NamesOf(yeast.genome(), attractors[2].states[0]),
            (Names{"Cdh1", "MBF", "Sic1"}));
}

// Li et al. 2004, Table 2: START, three of G1, S, G2, five of M, G1, and rest.
TEST(BuddingYeast, WalksThroughTheCycleOnceStarted) {
  const OpenedGenome yeast(ReadModel("budding_yeast"));
  const std::vector<Names> walk = {
      {"Cln3", "Cdh1", "Sic1"},
      {"MBF", "SBF", "Cdh1", "Sic1"},
      {"MBF", "SBF", "Cln12", "Cdh1", "Sic1"},
      {"MBF", "SBF", "Cln12"},
      {"MBF", "SBF", "Cln12", "Clb56"},
      {"MBF", "SBF", "Cln12", "Clb56", "Clb12", "Mcm1SFF"},
      {"Cln12", "Cdc2014", "Clb56", "Clb12", "Mcm1SFF"},
      {"Swi5", "Cdc2014", "Clb12", "Mcm1SFF"},
      {"Swi5", "Cdc2014", "Sic1", "Clb12", "Mcm1SFF"},
      {"Swi5", "Cdc2014", "Sic1", "Mcm1SFF"},
      {"Cdh1", "Swi5", "Cdc2014", "Sic1"},
      {"Cdh1", "Swi5", "Sic1"},
      {"Cdh1", "Sic1"},
      {"Cdh1", "Sic1"}};
  const std::vector<State> successors = Successors(yeast.cell());
  State at = StateOf(yeast.genome(), {"Cln3", "Cdh1", "Sic1"});
  for (const Names& row : walk) {
    EXPECT_EQ(NamesOf(yeast.genome(), at), row);
    at = successors[at];
  }
}

}  // namespace
}  // namespace regulon::reference
