#include "engine/control/control.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/small_network.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

struct Asked {
  std::vector<Held> held;
  std::string phenotype;
  ControlOptions options;
};

// By trying every set; no set that holds another that works.
std::vector<std::string> SlowControl(const Network& network,
                                     const Asked& asked) {
  const System unclamped = MakeSystem(network, asked.held).value();
  const Formula formula = FormulaIn(network, asked.phenotype);
  std::vector<std::vector<Held>> working;
  std::vector<std::string> texts;
  for (const auto& clamps :
       SetsOfClamps(asked.options.targets, asked.options.most_clamps)) {
    if (std::any_of(working.begin(), working.end(),
                    [&clamps](const std::vector<Held>& part) {
                      return IsPartOf(part, clamps);
                    })) {
      continue;
    }
    std::vector<Held> all = asked.held;
    all.insert(all.end(), clamps.begin(), clamps.end());
    System system = MakeSystem(network, all).value();
    const Literal phenotype = formula(system);
    State from;
    if (!asked.options.from.empty()) {
      from = StateUnderClamps(unclamped, asked.options.from, system);
    }
    bool works = true;
    for (const auto& attractor :
         SlowAttractors(system, asked.options.updating, from)) {
      for (const State& state : attractor) {
        works = works && system.circuit.Evaluate(phenotype, state);
      }
    }
    if (!works) continue;
    working.push_back(clamps);
    texts.push_back(TextOf(network, clamps));
  }
  return texts;
}

std::vector<std::string> Texts(const Network& network, const Control& control) {
  std::vector<std::string> texts;
  for (const ControlSet& set : control.sets) {
    EXPECT_NE(set.proof, Proof::kUnverified);
    texts.push_back(TextOf(network, set.clamps));
  }
  return texts;
}

// Returns how many sets there were.
size_t ExpectAsSlow(const Network& network, const Asked& asked) {
  const absl::StatusOr<Control> control = FindControl(
      network, asked.held, FormulaIn(network, asked.phenotype), asked.options);
  EXPECT_TRUE(control.ok()) << control.status();
  if (!control.ok()) return 0;
  EXPECT_EQ(control->decided, asked.options.most_clamps);
  EXPECT_THAT(Texts(network, *control),
              UnorderedElementsAreArray(SlowControl(network, asked)));
  for (size_t i = 1; i < control->sets.size(); ++i) {
    EXPECT_LE(control->sets[i - 1].clamps.size(),
              control->sets[i].clamps.size());
  }
  return control->sets.size();
}

const char* const kPhenotypes[] = {"a & !b", "a | c & d", "!e", "c & !p"};

class OfRandomNetworks : public ::testing::TestWithParam<Updating> {
 protected:
  static Asked AskedOf(unsigned seed) {
    Asked asked;
    asked.phenotype = kPhenotypes[seed % 4];
    asked.options.updating = GetParam();
    asked.options.most_clamps = 3;
    return asked;
  }
};

TEST_P(OfRandomNetworks, FindsEveryMinimalSetAndNoOther) {
  size_t sets = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork(5, 1, seed);
    Asked asked = AskedOf(seed);
    asked.options.targets = {0, 1, 2, 3, 4};
    sets += ExpectAsSlow(network, asked);
  }
  EXPECT_GT(sets, 50u);
}

TEST_P(OfRandomNetworks, LeavesGenesOfThePhenotypeAloneIfToldTo) {
  size_t sets = 0;
  for (unsigned seed = 100; seed < 140; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork(6, 0, seed);
    Asked asked = AskedOf(seed);
    asked.phenotype = "a & !f";
    asked.options.targets = {1, 2, 3, 4};
    sets += ExpectAsSlow(network, asked);
  }
  EXPECT_GT(sets, 20u);
}

TEST_P(OfRandomNetworks, CountsOnlyWhatIsReachedFromAState) {
  size_t sets = 0;
  for (unsigned seed = 200; seed < 250; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork(5, 1, seed);
    Asked asked = AskedOf(seed);
    asked.options.targets = {0, 1, 2, 3, 4, 5};
    asked.options.from = Unpacked(seed * 37 % 64, 6);
    sets += ExpectAsSlow(network, asked);
  }
  EXPECT_GT(sets, 50u);
}

TEST_P(OfRandomNetworks, GoesByWhatIsHeld) {
  for (unsigned seed = 300; seed < 325; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork(5, 1, seed);
    Asked asked = AskedOf(seed);
    asked.held = {{3, seed % 3 == 0}, {5, seed % 2 == 0}};
    asked.options.targets = {0, 1, 2, 4};
    ExpectAsSlow(network, asked);
    asked.options.from = Unpacked(seed % 16, 4);
    ExpectAsSlow(network, asked);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, OfRandomNetworks,
                         ::testing::Values(Updating::kSynchronous,
                                           Updating::kAsynchronous));

class OfMyeloidCells : public ::testing::Test {
 protected:
  OfMyeloidCells() : genome_(reference::ReadModel("myeloid")) {
    network_ = Network::FromGenome(genome_.genome()).value();
    const System system = MakeSystem(network_, {}).value();
    options_.targets = system.free;
    progenitor_.assign(system.size(), false);
    for (int i = 0; i < system.size(); ++i) {
      const std::string& name = system.names[i];
      if (name == "GATA2" || name == "CEBPA" || name == "PU1") {
        progenitor_[i] = true;
      }
    }
  }

  void Forbid(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      auto& targets = options_.targets;
      targets.erase(std::remove(targets.begin(), targets.end(),
                                VariableNamed(network_, name)),
                    targets.end());
    }
  }
  Control Find(const std::string& phenotype) {
    return FindControl(network_, {}, FormulaIn(network_, phenotype), options_)
        .value();
  }

  reference::OpenedGenome genome_;
  Network network_;
  ControlOptions options_;
  State progenitor_;
};

TEST_F(OfMyeloidCells, NoClampIsNeededForWhatIsSoAnyway) {
  options_.updating = Updating::kAsynchronous;
  const Control control = Find("!(GATA1 & PU1)");
  EXPECT_THAT(Texts(network_, control), ElementsAre(""));
  EXPECT_EQ(control.decided, 3);
}

TEST_F(OfMyeloidCells, WhatContradictsTheRulesCannotBeHad) {
  Forbid({"GATA1", "FOG1"});
  // FOG1 follows GATA1.
  EXPECT_THAT(Find("GATA1 & !FOG1").sets, IsEmpty());
}

TEST_F(OfMyeloidCells, Gata1MakesEveryProgenitorRedOrPlatelet) {
  options_.updating = Updating::kAsynchronous;
  options_.most_clamps = 1;
  options_.from = progenitor_;
  Forbid({"EKLF", "Fli1"});
  const Control control = Find("EKLF | Fli1");
  EXPECT_THAT(Texts(network_, control),
              ElementsAre("GATA1=1", "GATA2=1", "PU1=0"));
}

TEST_F(OfMyeloidCells, SetsAreToldAsTheyAreFoundUntilItIsStopped) {
  std::vector<std::string> told;
  options_.on_set = [&](const ControlSet& set) {
    told.push_back(TextOf(network_, set.clamps));
  };
  const Control all = Find("GATA1 & EKLF");
  EXPECT_THAT(Texts(network_, all), UnorderedElementsAreArray(told));
  EXPECT_GT(told.size(), 1u);
  EXPECT_FALSE(all.stopped);
  told.clear();
  options_.stop = [&told] { return !told.empty(); };
  const Control some = Find("GATA1 & EKLF");
  EXPECT_TRUE(some.stopped);
  EXPECT_THAT(Texts(network_, some), UnorderedElementsAreArray(told));
  EXPECT_EQ(told.size(), 1u);
  EXPECT_LT(some.decided, 3);
}

TEST(Effort, IsHalvedDownToALeast) {
  Effort effort;
  const Effort first = effort;
  effort.Halve();
  EXPECT_EQ(effort.steps, first.steps / 2);
  EXPECT_EQ(effort.reachable, first.reachable / 2);
  for (int i = 0; i < 100; ++i) effort.Halve();
  EXPECT_GT(effort.steps, 0);
  EXPECT_GT(effort.reachable, 0u);
}

TEST_F(OfMyeloidCells, TheLimitIsSaid) {
  options_.limit = 1;
  const Control control = Find("GATA1");
  EXPECT_EQ(control.sets.size(), 1u);
  EXPECT_EQ(control.decided, 0);
}

// A formula that the clamps make simpler than its parts say: F is off for good.
TEST(Control, LooksAtTheFormulaItselfWhereItsPartsAreNotKnown) {
  const reference::OpenedGenome genome(reference::ParseSpecText(R"(
    name: "n" unit: "boolean" gene { id: "A" rule: "!A" }
    gene { id: "B" rule: "B" } gene { id: "C" rule: "C" }
    gene { id: "F" rule: "F & !S" } gene { id: "S" rule: "S" })"));
  const Network network = Network::FromGenome(genome.genome()).value();
  ControlOptions options;
  options.targets = {1, 2};
  options.from = {false, true, true, false, false};
  for (const Updating updating :
       {Updating::kSynchronous, Updating::kAsynchronous}) {
    options.updating = updating;
    const Control control =
        FindControl(network, {}, FormulaIn(network, "F & (A | B) & (C | !A)"),
                    options)
            .value();
    EXPECT_THAT(control.sets, IsEmpty());
  }
}

}  // namespace
}  // namespace regulon
