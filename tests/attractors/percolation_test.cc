#include "engine/attractors/percolation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// a = 1, b = a, c = b & d, d = !c, e = !b: all but c and d become constant.
System Chain() {
  System s;
  s.circuit = Circuit(5);
  Circuit& c = s.circuit;
  s.free = {0, 1, 2, 3, 4};
  s.names = {"a", "b", "c", "d", "e"};
  s.next = {kTrue, c.Variable(0), c.And(c.Variable(1), c.Variable(3)),
            Not(c.Variable(2)), Not(c.Variable(1))};
  for (int v = 0; v < 5; ++v) s.value.push_back(c.Variable(v));
  return s;
}

TEST(Percolation, FollowsConstantsThroughTheNetwork) {
  const System system = Chain();
  const Percolated p = Percolate(system, {});
  EXPECT_THAT(p.kept, ElementsAre(2, 3));
  EXPECT_THAT(p.system.names, ElementsAre("c", "d"));
  EXPECT_THAT(p.constant, ElementsAre(true, true, false, false, false));
  // c = d, d = !c.
  EXPECT_THAT(p.system.next, ElementsAre(p.system.circuit.Variable(1),
                                         Not(p.system.circuit.Variable(0))));
  EXPECT_EQ(p.system.value[0], kTrue);
  EXPECT_EQ(p.system.value[4], kFalse);
}

TEST(Percolation, TakesWatchedFunctionsAlong) {
  System system = Chain();
  const Literal watched = system.circuit.And(system.circuit.Variable(0),
                                             system.circuit.Variable(2));
  const Percolated p = Percolate(system, {watched, kTrue});
  EXPECT_THAT(p.watch, ElementsAre(p.system.circuit.Variable(0), kTrue));
}

TEST(Percolation, LeavesASystemWithoutConstantsAsItIs) {
  System s;
  s.circuit = Circuit(2);
  s.free = {0, 1};
  s.names = {"a", "b"};
  s.next = {s.circuit.Variable(1), s.circuit.Variable(0)};
  const Percolated p = Percolate(s, {});
  EXPECT_THAT(p.kept, ElementsAre(0, 1));
  EXPECT_EQ(p.system.next, s.next);
}

TEST(Percolation, OfANetworkThatBecomesConstantLeavesNothing) {
  System s;
  s.circuit = Circuit(1);
  s.free = {0};
  s.names = {"a"};
  s.next = {kFalse};
  const Percolated p = Percolate(s, {});
  EXPECT_THAT(p.kept, IsEmpty());
  EXPECT_EQ(p.system.size(), 0);
}

TEST(Percolation, RestoresWhatItTookAway) {
  const Percolated p = Percolate(Chain(), {});
  Attractor small;
  small.size = 2;
  small.basin = 4;
  small.smallest = {false, true};
  small.states = {{false, true}, {true, true}};
  small.variable = {Holds::kSometimes, Holds::kAlways};
  const Attractor whole = Restored(p, small);
  EXPECT_THAT(whole.smallest, ElementsAre(true, true, false, true, false));
  EXPECT_EQ(whole.states[1], (State{true, true, true, true, false}));
  EXPECT_THAT(whole.variable,
              ElementsAre(Holds::kAlways, Holds::kAlways, Holds::kSometimes,
                          Holds::kAlways, Holds::kNever));
  EXPECT_FALSE(whole.basin.has_value());
}

}  // namespace
}  // namespace regulon
