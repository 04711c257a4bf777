#include "engine/attractors/cycles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::SizeIs;

TEST(Cycles, OfRandomSystemsAreEachFoundOnce) {
  std::mt19937 random(5);
  for (int i = 0; i < 100; ++i) {
    const System system = RandomSystem(random, i % 10);
    constexpr int kMostLength = 6;
    std::vector<std::vector<State>> expected;
    for (const Attractor& attractor : SlowSynchronous(system, {})) {
      if (attractor.states.size() <= kMostLength) {
        expected.push_back(attractor.states);
      }
    }
    std::sort(expected.begin(), expected.end(),
              [](const auto& a, const auto& b) {
                return a.size() != b.size() ? a.size() < b.size() : a < b;
              });
    const Cycles found = FindCycles(system, kMostLength, 5000);
    EXPECT_TRUE(found.complete);
    EXPECT_THAT(found.cycles, ElementsAreArray(expected));
  }
}

TEST(Cycles, AreInTheOrderOfTimeFromTheirSmallestState) {
  const Cycles found = FindCycles(Rotation(3), 3, 100);
  EXPECT_TRUE(found.complete);
  EXPECT_THAT(
      found.cycles,
      ElementsAre(ElementsAre(State{0, 0, 0}), ElementsAre(State{1, 1, 1}),
                  ElementsAre(State{0, 0, 1}, State{1, 0, 0}, State{0, 1, 0}),
                  ElementsAre(State{0, 1, 1}, State{1, 0, 1}, State{1, 1, 0})));
}

// Necklaces of 12 beads of two colors, by their period: those of period d
// have d times as many states in Möbius' formula.
TEST(Cycles, OfALengthDoNotHoldThoseOfItsDivisors) {
  std::vector<int> of_length(13);
  const Cycles found = FindCycles(Rotation(12), 12, 5000);
  EXPECT_TRUE(found.complete);
  for (const auto& cycle : found.cycles) ++of_length[cycle.size()];
  EXPECT_THAT(of_length, ElementsAre(0, 2, 1, 2, 3, 0, 9, 0, 0, 0, 0, 0, 335));
}

TEST(Cycles, AreAsManyAsAskedFor) {
  const Cycles some = FindCycles(Rotation(12), 12, 10);
  EXPECT_THAT(some.cycles, SizeIs(10));
  EXPECT_FALSE(some.complete);
  EXPECT_TRUE(FindCycles(Rotation(12), 0, 10).cycles.empty());
}

TEST(Cycles, OfALargeSystemNeedNotAllItsStates) {
  // Two variables take each other's value, and the others follow one of them.
  const System system = MakeSmallSystem(200, [](Circuit& circuit, int i) {
    return i < 198 ? Not(circuit.Variable(198)) : circuit.Variable(i ^ 1);
  });
  const Cycles found = FindCycles(system, 2, 100);
  EXPECT_TRUE(found.complete);
  EXPECT_THAT(found.cycles, ElementsAre(SizeIs(1), SizeIs(1), SizeIs(2)));
}

}  // namespace
}  // namespace regulon
