#include "engine/logic/system.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/state_space.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::ElementsAre;

TEST(System, HasFreeVariablesByName) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    gene { id: "b" rule: "a" } gene { id: "a" rule: "b" }
    gene { id: "C" rule: "b" })"));
  const Network network = Network::FromGenome(genome.genome()).value();
  const System all = MakeSystem(network, {}).value();
  EXPECT_THAT(all.names, ElementsAre("C", "a", "b"));
  EXPECT_THAT(all.free, ElementsAre(2, 1, 0));
  const System held = MakeSystem(network, {{1, true}}).value();
  EXPECT_THAT(held.names, ElementsAre("C", "b"));
  EXPECT_EQ(held.value[1], kTrue);
  EXPECT_EQ(held.next[1], kTrue);
}

// Genes of `shy` are off unless `signal & !A` or C opens it.
constexpr char kRouted[] = R"(name: "routed" unit: "boolean"
  gene { id: "A" rule: "B | !C" } gene { id: "B" rule: "A | C" }
  gene { id: "C" rule: "!signal & A" } gene { id: "signal" rule: "signal" }
  element { id: "key" domain: "shy" rule: "signal & !A" }
  element { id: "spare" domain: "shy" rule: "C" }
  element { id: "b2" gene: "B" rule: "!A & C" }
  domain { id: "shy" gene: "B" threshold: 0.5 }
  domain { id: "plain" gene: "A" gene: "C" gene: "signal" }
  router { score: ACTIVITY })";

TEST(System, StepsAsTheEngineDoesFromEveryState) {
  for (const std::string model :
       {"myeloid", "budding_yeast", "toggle_switch", "routed"}) {
    const OpenedGenome genome(model == "routed" ? ParseSpecText(kRouted)
                                                : ReadModel(model));
    const Network network = Network::FromGenome(genome.genome()).value();
    const System system = MakeSystem(network, {}).value();
    const auto successors = reference::Successors(genome.cell());
    for (uint32_t state = 0; state < successors.size(); ++state) {
      State values(system.size());
      for (int i = 0; i < system.size(); ++i) {
        values[i] = (state >> system.free[i] & 1) != 0;
      }
      const State next = Successor(system, values);
      for (int i = 0; i < system.size(); ++i) {
        ASSERT_EQ(next[i], (successors[state] >> system.free[i] & 1) != 0)
            << model << " " << system.names[i] << " after " << state;
      }
    }
  }
}

TEST(System, KnowsWhereADomainIsOpen) {
  const OpenedGenome genome(ParseSpecText(kRouted));
  const System system =
      MakeSystem(Network::FromGenome(genome.genome()).value(), {}).value();
  ASSERT_THAT(system.names, ElementsAre("A", "B", "C", "signal"));
  ASSERT_EQ(system.open.size(), 2u);
  EXPECT_EQ(system.open[1], kTrue);
  const auto open = [&system](const State& state) {
    return system.circuit.Evaluate(system.open[0], state);
  };
  EXPECT_FALSE(open({false, true, false, false}));
  EXPECT_TRUE(open({false, false, false, true}));
  // B's own element scores for its domain as well: A.
  EXPECT_TRUE(open({true, false, false, false}));
}

TEST(System, TellsInputsFromGenes) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    gene { id: "A" rule: "A" } gene { id: "B" rule: "A & S" }
    gene { id: "D" rule: "1" } regulator { id: "S" })"));
  const System system =
      MakeSystem(Network::FromGenome(genome.genome()).value(), {}).value();
  ASSERT_THAT(system.names, ElementsAre("A", "B", "D", "S"));
  EXPECT_TRUE(system.IsInput(0));
  EXPECT_FALSE(system.IsInput(1));
  EXPECT_FALSE(system.IsInput(2));
  EXPECT_TRUE(system.IsInput(3));
  EXPECT_EQ(system.next[2], kTrue);
}

TEST(Stepper, KnowsWhatMoves) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    gene { id: "A" rule: "!C" } gene { id: "B" rule: "A" }
    gene { id: "C" rule: "B" })"));
  const System system =
      MakeSystem(Network::FromGenome(genome.genome()).value(), {}).value();
  Stepper stepper(system);
  EXPECT_EQ(stepper.Next({false, true, false}), (State{true, false, true}));
  EXPECT_THAT(stepper.Moving({false, true, false}), ElementsAre(0, 1, 2));
  EXPECT_THAT(stepper.Moving({true, true, false}), ElementsAre(2));
  EXPECT_EQ(stepper.Next({true, true, true}), (State{false, true, true}));
}

TEST(System, OfAFormulaReadsHeldVariablesAsConstants) {
  const OpenedGenome genome(ReadModel("toggle_switch"));
  const Network network = Network::FromGenome(genome.genome()).value();
  System system = MakeSystem(network, {{0, true}}).value();
  const Literal f = FormulaOf(
      ParseRule("A & !B").value(),
      [](const std::string& name) { return name == "A" ? 0 : 1; }, system);
  EXPECT_EQ(f, Not(system.circuit.Variable(0)));
}

TEST(PackedState, HasTheFirstVariableAsItsHighestBit) {
  EXPECT_EQ(Packed({true, false, false}), 4u);
  EXPECT_EQ(Unpacked(4, 3), (State{true, false, false}));
  EXPECT_EQ(Unpacked(Packed(State(64, true)), 64), State(64, true));
  EXPECT_EQ(Packed({}), 0u);
}

}  // namespace
}  // namespace regulon
