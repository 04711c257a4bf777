#include "engine/control/decision.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/small_network.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// a, b = a, c = b & !d, d = d, e = c | d, all of one element each.
Network Chain() {
  Network network;
  const auto add = [&network](const char* name,
                              std::vector<NetworkElement::Input> inputs,
                              int64_t need) {
    NetworkVariable& variable = network.variables.emplace_back();
    variable.name = name;
    variable.gene = static_cast<int>(network.variables.size()) - 1;
    variable.elements = {variable.gene};
    NetworkElement& element = network.elements.emplace_back();
    element.inputs = std::move(inputs);
    element.need = need;
  };
  add("a", {{0, 1}}, 1);
  add("b", {{0, 1}}, 1);
  add("c", {{1, 1}, {3, -1}}, 1);
  add("d", {{3, 1}}, 1);
  add("e", {{2, 1}, {3, 1}}, 1);
  return network;
}

Decisions Explained(const std::string& phenotype, Subspace clamps) {
  const Network network = Chain();
  System system = MakeSystem(network, {}).value();
  const Literal formula = FormulaIn(network, phenotype)(system);
  return Explain(system, formula, clamps);
}

constexpr Fixed kOff = Fixed::kOff, kOn = Fixed::kOn, kFree = Fixed::kFree;

TEST(Explain, FollowsAChainOfRules) {
  const Decisions d = Explained("e", {kOn, kFree, kFree, kOff, kFree});
  EXPECT_TRUE(d.decided);
  ASSERT_EQ(d.steps.size(), 3u);
  EXPECT_THAT(d.steps[0].what, Pair(1, true));
  EXPECT_THAT(d.steps[0].by, ElementsAre(Pair(0, true)));
  EXPECT_THAT(d.steps[1].what, Pair(2, true));
  EXPECT_THAT(d.steps[1].by, ElementsAre(Pair(1, true), Pair(3, false)));
  EXPECT_THAT(d.steps[2].what, Pair(4, true));
  EXPECT_THAT(d.steps[2].by, ElementsAre(Pair(2, true)));
  EXPECT_THAT(d.phenotype_by, ElementsAre(Pair(4, true)));
}

TEST(Explain, LeavesOutWhatThePhenotypeDoesNotNeed) {
  const Decisions d = Explained("e | b", {kOn, kFree, kFree, kOn, kFree});
  EXPECT_TRUE(d.decided);
  ASSERT_EQ(d.steps.size(), 1u);  // b = a or e = d, not both
  EXPECT_EQ(d.phenotype_by.size(), 1u);
}

TEST(Explain, NeedsNoStepForWhatIsClamped) {
  const Decisions d = Explained("!d", {kFree, kFree, kFree, kOff, kFree});
  EXPECT_TRUE(d.decided);
  EXPECT_THAT(d.steps, IsEmpty());
  EXPECT_THAT(d.phenotype_by, ElementsAre(Pair(3, false)));
}

TEST(Explain, SaysWhereTheClampsAreNotEnough) {
  EXPECT_FALSE(Explained("e", {kOn, kFree, kFree, kFree, kFree}).decided);
  EXPECT_FALSE(Explained("!b", {kOn, kFree, kFree, kFree, kFree}).decided);
}

TEST(Closure, IsWhatEveryAttractorHas) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const Network network = RandomNetwork(5, 1, seed);
    const System system = MakeSystem(network, {}).value();
    Ternary ternary(system);
    Subspace clamps(6, kFree);
    clamps[seed % 5] = seed % 2 == 0 ? kOn : kOff;
    const Subspace closure = ternary.Closure(clamps);
    const System clamped =
        MakeSystem(network, {{static_cast<int>(seed % 5), seed % 2 == 0}})
            .value();
    for (const auto& attractor :
         SlowAttractors(clamped, Updating::kAsynchronous)) {
      for (const State& state : attractor) {
        for (int i = 0; i < clamped.size(); ++i) {
          const Fixed known = closure[clamped.free[i]];  // a to e, p
          if (known != kFree) {
            EXPECT_EQ(known, FixedAt(state[i])) << seed;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace regulon
