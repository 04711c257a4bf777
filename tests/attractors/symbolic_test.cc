#include "engine/attractors/symbolic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAreArray;
using ::testing::SizeIs;

std::vector<Attractor> Sorted(std::vector<Attractor> attractors) {
  std::sort(attractors.begin(), attractors.end(), BySize);
  return attractors;
}

class Symbolic : public ::testing::Test {
 protected:
  // A system, with functions to watch and few states asked for.
  System Next(int i) {
    System system = i % 2 == 0 ? RandomSystem(random_, i % 10)
                               : RandomHeldSystem(random_, i % 10);
    options_.watch = {RandomFunction(random_, system.circuit), kTrue};
    options_.most_states = i % 3 == 0 ? 2 : 1024;
    return system;
  }

  std::mt19937 random_{7};
  AttractorOptions options_;
};

TEST_F(Symbolic, SynchronousAttractorsAreThoseOfAWalkThroughAllStates) {
  for (int i = 0; i < 200; ++i) {
    const System system = Next(i);
    EXPECT_THAT(
        Lines(SymbolicAttractors(system, Updating::kSynchronous, options_)
                  .value()),
        ElementsAreArray(Lines(Sorted(SlowSynchronous(system, options_)))));
  }
}

TEST_F(Symbolic, AsynchronousAttractorsAreThoseOfAWalkThroughAllStates) {
  for (int i = 0; i < 200; ++i) {
    const System system = Next(i);
    EXPECT_THAT(
        Lines(SymbolicAttractors(system, Updating::kAsynchronous, options_)
                  .value()),
        ElementsAreArray(Lines(Sorted(SlowAsynchronous(system, options_)))));
  }
}

TEST_F(Symbolic, AttractorsSurviveTheirDiagramsBeingCollected) {
  SymbolicOptions few;
  few.most_nodes = 3000;
  int done = 0;
  for (int i = 0; i < 60; ++i) {
    const System system = RandomSystem(random_, 10);
    for (const auto updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      const auto found = SymbolicAttractors(system, updating, {}, few);
      if (!found.ok()) {
        EXPECT_EQ(found.status().code(), absl::StatusCode::kResourceExhausted);
        continue;
      }
      ++done;
      EXPECT_EQ(Lines(*found),
                Lines(SymbolicAttractors(system, updating).value()));
    }
  }
  EXPECT_GT(done, 20);
}

// Pairs of variables: a, b -> b, not a is one cycle of four states under both
// ways of updating.
TEST_F(Symbolic, LargeAttractorsAreCounted) {
  const System system = MakeSmallSystem(60, [](Circuit& circuit, int i) {
    if (i < 40) return circuit.Variable(i - i % 2);  // 20 inputs' worth
    return i % 2 == 0 ? circuit.Variable(i + 1) : Not(circuit.Variable(i - 1));
  });
  SymbolicOptions limits;
  EXPECT_EQ(SymbolicAttractors(system, Updating::kAsynchronous, {}, limits)
                .status()
                .message(),
            "there are more than 100000 attractors");
  limits.most_attractors = 1;
  const System moving = MakeSmallSystem(40, [](Circuit& circuit, int i) {
    return i % 2 == 0 ? circuit.Variable(i + 1) : Not(circuit.Variable(i - 1));
  });
  const auto found =
      SymbolicAttractors(moving, Updating::kAsynchronous, {}, limits).value();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].size, BigUnsigned::PowerOfTwo(40));
  EXPECT_TRUE(found[0].states.empty());
  EXPECT_EQ(found[0].smallest, State(40));
  EXPECT_THAT(found[0].variable, testing::Each(Holds::kSometimes));
}

TEST_F(Symbolic, BasinsOfALargeSystemAddUp) {
  // A shift register of 30 that a feedback of its ends feeds.
  const System system = MakeSmallSystem(30, [](Circuit& circuit, int i) {
    return i == 0 ? circuit.And(circuit.Variable(0), circuit.Variable(29))
                  : circuit.Variable(i - 1);
  });
  const auto found = SymbolicAttractors(system, Updating::kSynchronous).value();
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(*found[0].basin, BigUnsigned::PowerOfTwo(30) - 1);
  EXPECT_EQ(*found[1].basin, BigUnsigned(1));
  EXPECT_EQ(found[1].smallest, State(30, true));
}

TEST_F(Symbolic, LimitsOfStepsAreErrors) {
  SymbolicOptions limits;
  limits.most_steps = 100;
  for (const auto updating :
       {Updating::kSynchronous, Updating::kAsynchronous}) {
    EXPECT_EQ(SymbolicAttractors(GrayCode(10), updating, {}, limits)
                  .status()
                  .message(),
              "the decision diagrams need more than 100 steps");
  }
}

TEST_F(Symbolic, ProgressGoesUpToOne) {
  std::vector<double> shares;
  options_.on_progress = [&](double share) { shares.push_back(share); };
  EXPECT_TRUE(
      SymbolicAttractors(Rotation(8), Updating::kSynchronous, options_).ok());
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  ASSERT_FALSE(shares.empty());
  EXPECT_EQ(shares.back(), 1);
}

}  // namespace
}  // namespace regulon
