#include "engine/attractors/fixed_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engine/attractors/feedback_vertices.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<State> SlowFixedPoints(const System& system) {
  std::vector<State> states;
  for (uint64_t packed = 0; packed < uint64_t{1} << system.size(); ++packed) {
    const State state = Unpacked(packed, system.size());
    if (Successor(system, state) == state) states.push_back(state);
  }
  return states;
}

TEST(FixedPoints, OfRandomSystemsAreFoundAndCounted) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const System system = i % 2 == 0 ? RandomSystem(random, i % 11)
                                     : RandomHeldSystem(random, i % 11);
    const std::vector<State> expected = SlowFixedPoints(system);
    const FixedPoints found = EnumerateFixedPoints(system, 5000);
    EXPECT_TRUE(found.complete);
    EXPECT_THAT(found.states, ElementsAreArray(expected));
    EXPECT_EQ(CountFixedPoints(system).value(), BigUnsigned(expected.size()));
  }
}

TEST(FixedPoints, AreAsManyAsAskedFor) {
  const System inputs = MakeSmallSystem(
      4, [](Circuit& circuit, int i) { return circuit.Variable(i); });
  const FixedPoints some = EnumerateFixedPoints(inputs, 5);
  EXPECT_THAT(some.states, SizeIs(5));
  EXPECT_FALSE(some.complete);
  EXPECT_TRUE(std::is_sorted(some.states.begin(), some.states.end()));
  EXPECT_TRUE(EnumerateFixedPoints(inputs, 16).complete);
  EXPECT_FALSE(EnumerateFixedPoints(inputs, 15).complete);
  EXPECT_FALSE(EnumerateFixedPoints(inputs, 0).complete);
  EXPECT_TRUE(EnumerateFixedPoints(Counter(3), 0).complete);  // none
}

TEST(FixedPoints, OfALargeSystemAreCountedExactly) {
  // 400 inputs, each copied; pairs of variables that keep each other off.
  const System system = MakeSmallSystem(1000, [](Circuit& circuit, int i) {
    if (i < 400) return circuit.Variable(i);
    if (i < 800) return Not(circuit.Variable(i - 400));
    return Not(circuit.Variable(i ^ 1));
  });
  EXPECT_EQ(CountFixedPoints(system).value(), BigUnsigned::PowerOfTwo(500));
}

TEST(FixedPoints, AreNotCountedWhereTheDiagramsGrowTooLarge) {
  const System system = MakeSmallSystem(30, [](Circuit& circuit, int i) {
    return circuit.Xor(circuit.Variable(i), circuit.Variable((7 * i + 3) % 30));
  });
  EXPECT_EQ(CountFixedPoints(system, 3).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(CountFixedPoints(system).ok());
}

TEST(FeedbackVertices, LeaveNoCycle) {
  std::mt19937 random(4);
  for (int i = 0; i < 200; ++i) {
    const System system = RandomSystem(random, 1 + i % 12);
    std::vector<bool> done(system.size());
    for (const int v : FeedbackVertices(system)) done[v] = true;
    // What reads only variables that are done is done, one after the other.
    for (int round = 0; round < system.size(); ++round) {
      for (int v = 0; v < system.size(); ++v) {
        const std::vector<int> reads = system.circuit.Support(system.next[v]);
        done[v] = done[v] || std::all_of(reads.begin(), reads.end(),
                                         [&](int w) { return done[w]; });
      }
    }
    EXPECT_THAT(done, testing::Each(true));
  }
}

TEST(FeedbackVertices, AreTheInputsAndOneOfARing) {
  EXPECT_THAT(FeedbackVertices(Rotation(9)), SizeIs(1));
  EXPECT_THAT(
      FeedbackVertices(MakeSmallSystem(3,
                                       [](Circuit& circuit, int i) {
                                         return i == 1
                                                    ? circuit.Variable(1)
                                                    : Not(circuit.Variable(1));
                                       })),
      ElementsAre(1));
  EXPECT_THAT(
      FeedbackVertices(MakeSmallSystem(2, [](Circuit&, int) { return kTrue; })),
      IsEmpty());
}

}  // namespace
}  // namespace regulon
