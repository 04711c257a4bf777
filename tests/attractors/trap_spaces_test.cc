#include "engine/attractors/trap_spaces.h"

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

bool Contains(const Subspace& space, const State& state) {
  for (size_t i = 0; i < space.size(); ++i) {
    if (space[i] != Fixed::kFree && (space[i] == Fixed::kOn) != state[i]) {
      return false;
    }
  }
  return true;
}

bool IsPartOf(const Subspace& part, const Subspace& whole) {
  for (size_t i = 0; i < part.size(); ++i) {
    if (whole[i] != Fixed::kFree && whole[i] != part[i]) return false;
  }
  return true;
}

// From the definition: of all 3^n subspaces, those that no state leaves, and of
// these the ones that hold no other.
std::vector<Subspace> SlowTrapSpaces(const System& system) {
  std::vector<State> states, successors;
  for (uint64_t packed = 0; packed < uint64_t{1} << system.size(); ++packed) {
    states.push_back(Unpacked(packed, system.size()));
    successors.push_back(Successor(system, states.back()));
  }
  int subspaces = 1;
  for (int i = 0; i < system.size(); ++i) subspaces *= 3;
  std::vector<Subspace> traps, minimal;
  for (int number = 0; number < subspaces; ++number) {
    Subspace space;
    for (int i = 0, rest = number; i < system.size(); ++i, rest /= 3) {
      space.push_back(static_cast<Fixed>(rest % 3));
    }
    bool left = false;
    for (size_t s = 0; s < states.size() && !left; ++s) {
      left = Contains(space, states[s]) && !Contains(space, successors[s]);
    }
    if (!left) traps.push_back(space);
  }
  for (const Subspace& space : traps) {
    const bool holds_another =
        std::any_of(traps.begin(), traps.end(), [&](const Subspace& other) {
          return other != space && IsPartOf(other, space);
        });
    if (!holds_another) minimal.push_back(space);
  }
  std::sort(minimal.begin(), minimal.end());
  return minimal;
}

TEST(TrapSpaces, OfRandomSystemsAreTheMinimalOnes) {
  std::mt19937 random(6);
  for (int i = 0; i < 200; ++i) {
    const System system = i % 2 == 0 ? RandomSystem(random, i % 7)
                                     : RandomHeldSystem(random, i % 7);
    const TrapSpaces found = MinimalTrapSpaces(system, 5000);
    EXPECT_TRUE(found.complete);
    EXPECT_THAT(found.spaces, ElementsAreArray(SlowTrapSpaces(system)));
  }
}

TEST(TrapSpaces, HoldEverythingWhereNothingIsFixed) {
  const TrapSpaces found = MinimalTrapSpaces(GrayCode(5), 10);
  EXPECT_TRUE(found.complete);
  EXPECT_THAT(found.spaces, ElementsAre(Subspace(5, Fixed::kFree)));
}

TEST(TrapSpaces, AreAsManyAsAskedFor) {
  const System inputs = MakeSmallSystem(
      6, [](Circuit& circuit, int i) { return circuit.Variable(i); });
  const TrapSpaces some = MinimalTrapSpaces(inputs, 10);
  EXPECT_THAT(some.spaces, SizeIs(10));
  EXPECT_FALSE(some.complete);
  EXPECT_TRUE(MinimalTrapSpaces(inputs, 64).complete);
}

// Parity has as many prime implicants as it has states.
TEST(TrapSpaces, DoNotNeedPrimeImplicants) {
  const System system = MakeSmallSystem(40, [](Circuit& circuit, int i) {
    if (i > 0) return circuit.Variable(i);
    Literal parity = kFalse;
    for (int v = 0; v < 40; ++v) {
      parity = circuit.Xor(parity, circuit.Variable(v));
    }
    return parity;
  });
  const TrapSpaces found = MinimalTrapSpaces(system, 3);
  ASSERT_THAT(found.spaces, SizeIs(3));
  for (const Subspace& space : found.spaces) {
    // The first variable keeps its value iff the others are even.
    int on = 0;
    for (int i = 1; i < 40; ++i) {
      EXPECT_NE(space[i], Fixed::kFree);
      on += space[i] == Fixed::kOn;
    }
    EXPECT_EQ(space[0] == Fixed::kFree, on % 2 == 1);
  }
}

}  // namespace
}  // namespace regulon
