#include "engine/attractors/find.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Pairs of variables that exclude each other (a = !b, b = !a), `constants` that
// are on, and an output that reads the first pair and the first constant.
System Switches(int pairs, int constants) {
  System s;
  const int size = 2 * pairs + constants + 1;
  s.circuit = Circuit(size);
  for (int i = 0; i < size; ++i) {
    s.free.push_back(i);
    s.names.push_back(std::string(1, static_cast<char>('A' + i)));
    s.value.push_back(s.circuit.Variable(i));
  }
  for (int p = 0; p < pairs; ++p) {
    s.next.push_back(Not(s.circuit.Variable(2 * p + 1)));
    s.next.push_back(Not(s.circuit.Variable(2 * p)));
  }
  for (int c = 0; c < constants; ++c) s.next.push_back(kTrue);
  const Literal on = constants == 0 ? kTrue : s.circuit.Variable(2 * pairs);
  s.next.push_back(s.circuit.And(s.circuit.Variable(0), on));
  return s;
}

std::vector<uint64_t> Sizes(const Found& found) {
  std::vector<uint64_t> sizes;
  for (const Attractor& a : found.attractors) {
    sizes.push_back(a.size.ToUint64());
  }
  return sizes;
}

TEST(FindAttractors, GivesBasinsWhereEveryStateCanBeLookedAt) {
  FindOptions options;
  options.basins = true;
  const Found found =
      FindAttractors(Switches(1, 1), Updating::kSynchronous, options).value();
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.method, "all 2^4 states");
  ASSERT_THAT(found.attractors, SizeIs(3));
  // The output follows the cycle of the pair a step behind.
  EXPECT_EQ(found.attractors[0].basin, BigUnsigned(8));
  EXPECT_EQ(found.attractors[0].size, BigUnsigned(2));
}

TEST(FindAttractors, LeavesConstantsOutOfTheSearchAndPutsThemBack) {
  const System system = Switches(1, 20);
  FindOptions options;
  options.watch = {system.circuit.Variable(2)};
  const Found found =
      FindAttractors(system, Updating::kAsynchronous, options).value();
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.method, "all 2^3 states; 20 variables are constant");
  EXPECT_THAT(Sizes(found), ElementsAre(1, 1));
  for (const Attractor& attractor : found.attractors) {
    EXPECT_THAT(attractor.smallest, SizeIs(23));
    EXPECT_TRUE(attractor.smallest[2]);
    EXPECT_THAT(attractor.watched, ElementsAre(Holds::kAlways));
    EXPECT_FALSE(attractor.basin.has_value());
  }
}

TEST(FindAttractors, OfManyVariablesUsesDecisionDiagrams) {
  const System system = Switches(13, 0);  // 27 variables
  const Found async =
      FindAttractors(system, Updating::kAsynchronous, {}).value();
  EXPECT_TRUE(async.complete);
  EXPECT_THAT(async.method, HasSubstr("decision diagrams"));
  EXPECT_THAT(async.attractors, SizeIs(1 << 13));
}

TEST(FindAttractors, FollowsOneStateOnlyIfAsked) {
  const System system = Switches(1, 1);
  FindOptions options;
  options.from = {true, false, false, false};
  for (const Updating updating :
       {Updating::kSynchronous, Updating::kAsynchronous}) {
    const Found found = FindAttractors(system, updating, options).value();
    EXPECT_TRUE(found.complete);
    EXPECT_THAT(found.method, HasSubstr("reachable states"));
    ASSERT_THAT(found.attractors, SizeIs(1));
    EXPECT_EQ(found.attractors[0].smallest, (State{true, false, true, true}));
  }
}

TEST(FindAttractors, SaysThatItIsALowerBoundWhereNoExactMethodEnds) {
  const System system = Switches(13, 0);
  FindOptions options;
  options.limits.most_nodes = 100;
  for (const Updating updating :
       {Updating::kSynchronous, Updating::kAsynchronous}) {
    const Found found = FindAttractors(system, updating, options).value();
    EXPECT_FALSE(found.complete);
    EXPECT_THAT(found.method, HasSubstr("a lower bound"));
    EXPECT_GE(found.attractors.size(), 1000u);
    for (const Attractor& attractor : found.attractors) {
      if (attractor.size == BigUnsigned(1)) {
        EXPECT_EQ(Successor(system, attractor.smallest), attractor.smallest);
      }
    }
  }
}

}  // namespace
}  // namespace regulon
