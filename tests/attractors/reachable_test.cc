#include "engine/attractors/reachable.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// On as long as the variable before it is, the first for good: states with ever
// more of them on.
System Ladder(int size) {
  return MakeSmallSystem(size, [](Circuit& c, int i) {
    return i == 0 ? kTrue : c.Variable(i - 1);
  });
}

// With inputs behind the variables, so many that not all states can be kept.
System Widened(const System& system, int inputs) {
  const int size = system.size();
  System wide = MakeSmallSystem(
      size + inputs, [](Circuit& c, int i) { return c.Variable(i); });
  const auto copied = [&](Literal a, const std::vector<Literal>& nodes) {
    return nodes[NodeOf(a)] ^ (IsNegated(a) ? 1 : 0);
  };
  std::vector<Literal> nodes(system.circuit.nodes(), kFalse);
  for (int i = 0; i < size; ++i) nodes[i + 1] = wide.circuit.Variable(i);
  for (const uint32_t node : system.circuit.NodesOf(system.next)) {
    const auto& [a, b] = system.circuit.Inputs(node);
    nodes[node] = wide.circuit.And(copied(a, nodes), copied(b, nodes));
  }
  for (int i = 0; i < size; ++i) {
    wide.next[i] = copied(system.next[i], nodes);
  }
  return wide;
}

TEST(ReachableAttractors, OfNoVariablesAreTheState) {
  for (const Updating updating :
       {Updating::kSynchronous, Updating::kAsynchronous}) {
    const Reachable reachable =
        ReachableAttractors(MakeSmallSystem(0, nullptr), updating, {}).value();
    EXPECT_EQ(reachable.states, 1);
    EXPECT_THAT(reachable.attractors, SizeIs(1));
  }
}

TEST(ReachableAttractors, FollowOneWaySynchronouslyAndAllOthersWise) {
  const System system = MakeSmallSystem(
      2, [](Circuit& c, int i) { return Not(c.Variable(1 - i)); });
  const State off = {false, false};
  EXPECT_THAT(Lines(ReachableAttractors(system, Updating::kSynchronous, off)
                        .value()
                        .attractors),
              ElementsAre("2 of ? from 00: 00 11 variables ** watched "));
  EXPECT_THAT(Lines(ReachableAttractors(system, Updating::kAsynchronous, off)
                        .value()
                        .attractors),
              ElementsAre("1 of ? from 01: 01 variables -+ watched ",
                          "1 of ? from 10: 10 variables +- watched "));
}

TEST(ReachableAttractors, HaveAnyNumberOfVariables) {
  for (const int size : {31, 32, 33, 63, 64, 65, 99}) {
    for (const Updating updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      const Reachable reachable =
          ReachableAttractors(Ladder(size), updating, State(size)).value();
      EXPECT_EQ(reachable.states, size + 1);
      ASSERT_THAT(reachable.attractors, SizeIs(1));
      EXPECT_EQ(reachable.attractors[0].smallest, State(size, true));
      EXPECT_THAT(reachable.attractors[0].variable,
                  ::testing::Each(Holds::kAlways));
    }
  }
}

TEST(ReachableAttractors, AreCyclesOfManyVariablesFromTheirSmallestState) {
  System system = Rotation(70);
  State from(70);
  from[3] = true;
  AttractorOptions options;
  options.watch = {system.circuit.Variable(69),
                   system.circuit.OrAll(system.value)};
  const Reachable reachable =
      ReachableAttractors(system, Updating::kSynchronous, from, options)
          .value();
  EXPECT_EQ(reachable.states, 70);
  ASSERT_THAT(reachable.attractors, SizeIs(1));
  const Attractor& cycle = reachable.attractors[0];
  ASSERT_THAT(cycle.states, SizeIs(70));
  EXPECT_TRUE(cycle.smallest[69]);
  EXPECT_EQ(cycle.states[0], cycle.smallest);
  EXPECT_TRUE(cycle.states[1][0]);
  EXPECT_THAT(cycle.watched, ElementsAre(Holds::kSometimes, Holds::kAlways));
}

TEST(ReachableAttractors, OfManyVariablesMayBeComponents) {
  // A ring of three repressors between 40 variables that stay as they are.
  const System system = MakeSmallSystem(43, [](Circuit& c, int i) -> Literal {
    if (i % 20 != 0 || i > 40) return c.Variable(i);
    return Not(c.Variable((i + 40) % 60));
  });
  const Reachable reachable =
      ReachableAttractors(system, Updating::kAsynchronous, State(43)).value();
  EXPECT_EQ(reachable.states, 7);
  ASSERT_THAT(reachable.attractors, SizeIs(1));
  EXPECT_THAT(reachable.attractors[0].states, SizeIs(6));
  EXPECT_TRUE(std::is_sorted(reachable.attractors[0].states.begin(),
                             reachable.attractors[0].states.end()));
}

TEST(ReachableAttractors, OfRandomSystemsAreThoseFoundTheSlowWay) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const int size = round / 2 % 9;
    System system = round % 2 == 0 ? RandomSystem(random, size)
                                   : RandomHeldSystem(random, size);
    AttractorOptions options;
    for (int w = 0; w < round % 40; ++w) {
      options.watch.push_back(RandomFunction(random, system.circuit));
    }
    options.most_states = round % 6;
    const State from = Unpacked(random() & ((1u << size) - 1), size);
    for (const Updating updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      const Reachable fast =
          ReachableAttractors(system, updating, from, options).value();
      const SlowReachable slow =
          SlowReachableFrom(system, updating, from, options);
      ASSERT_EQ(fast.states, slow.states);
      ASSERT_EQ(Lines(fast.attractors), Lines(slow.attractors));
    }
  }
}

TEST(ReachableAttractors, AreTheSameAmongManyVariablesThatDoNotMove) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const int size = 1 + round % 9, inputs = 25 + round % 30;
    const System system = RandomSystem(random, size);
    State from = Unpacked(random() & ((1u << size) - 1), size);
    State wide_from = from;
    for (int i = 0; i < inputs; ++i) wide_from.push_back(random() % 2 == 0);
    for (const Updating updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      Reachable fast =
          ReachableAttractors(Widened(system, inputs), updating, wide_from)
              .value();
      for (Attractor& attractor : fast.attractors) {
        attractor.smallest.resize(size);
        attractor.variable.resize(size);
        for (State& state : attractor.states) {
          ASSERT_TRUE(std::equal(state.begin() + size, state.end(),
                                 wide_from.begin() + size));
          state.resize(size);
        }
      }
      const SlowReachable slow = SlowReachableFrom(system, updating, from, {});
      ASSERT_EQ(fast.states, slow.states);
      ASSERT_EQ(Lines(fast.attractors), Lines(slow.attractors));
    }
  }
}

TEST(ReachableAttractors, SayWhenMoreStatesCanBeReachedThanAsked) {
  for (const uint32_t size : {10, 50}) {
    const State off(size);
    for (const Updating updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      EXPECT_TRUE(
          ReachableAttractors(Ladder(size), updating, off, {}, size + 1).ok());
      const auto result =
          ReachableAttractors(Ladder(size), updating, off, {}, size);
      EXPECT_EQ(result.status().code(), absl::StatusCode::kResourceExhausted);
      EXPECT_THAT(std::string(result.status().message()),
                  HasSubstr(" states can be reached from this one"));
    }
  }
}

TEST(ReachableAttractors, NeedAStateOfTheSystem) {
  EXPECT_EQ(ReachableAttractors(Ladder(3), Updating::kSynchronous, State(2))
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regulon
