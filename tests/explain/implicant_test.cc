#include "engine/explain/implicant.h"

#include <algorithm>
#include <bitset>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/explain/random_function.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Whether f has one value wherever the kept variables are as in a state.
bool Fixes(const Table& table, unsigned state, unsigned kept) {
  for (unsigned other = 0; other < table.size(); ++other) {
    if (((other ^ state) & kept) == 0 && table[other] != table[state]) {
      return false;
    }
  }
  return true;
}

// The string of 0 and 1 that says of each variable, in the order, whether it
// is kept.
std::vector<bool> Kept(const std::vector<int>& order, unsigned kept) {
  std::vector<bool> bits;
  for (const int v : order) bits.push_back((kept >> v & 1) != 0);
  return bits;
}

unsigned SetOf(const std::vector<int>& variables) {
  unsigned set = 0;
  for (const int v : variables) set |= 1U << v;
  return set;
}

TEST(Implicant, IsTheFirstOfTheShortestOfRandomFunctions) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const int n = round % 7;
    const Table table = RandomTable(n, random() % 65, random);
    std::vector<int> levels = FirstVariables(n), order = levels;
    std::shuffle(levels.begin(), levels.end(), random);
    std::shuffle(order.begin(), order.end(), random);
    Diagrams diagrams(levels, 1'000'000);
    const Diagram f = DiagramOf(table, diagrams);
    const unsigned state = random() % table.size();

    unsigned best = (1U << n) - 1;
    for (unsigned kept = 0; kept < 1U << n; ++kept) {
      if (!Fixes(table, state, kept)) continue;
      const size_t size = std::bitset<8>(kept).count();
      const size_t least = std::bitset<8>(best).count();
      if (size < least ||
          (size == least && Kept(order, kept) < Kept(order, best))) {
        best = kept;
      }
    }
    const Implicant implicant =
        SatisfiedImplicant(diagrams, f, BitsOf(state, n), order);
    EXPECT_TRUE(implicant.shortest);
    ASSERT_EQ(SetOf(implicant.variables), best) << "round " << round;
    std::vector<int> in_order;
    for (const int v : order) {
      if ((best >> v & 1) != 0) in_order.push_back(v);
    }
    EXPECT_EQ(implicant.variables, in_order);
  }
}

TEST(Implicant, IsMinimalWhereThereIsNoRoomForAShortest) {
  std::mt19937 random(2);
  int longer = 0;
  for (int round = 0; round < 400; ++round) {
    const int n = 3 + round % 4;
    const Table table = RandomTable(n, 16 + random() % 33, random);
    const std::vector<int> order = FirstVariables(n);
    Diagrams diagrams(order, 1'000'000);
    const Diagram f = DiagramOf(table, diagrams);
    if (f <= kTrue) continue;
    const unsigned state = random() % table.size();
    const Implicant implicant = SatisfiedImplicant(
        diagrams, f, BitsOf(state, n), order, /*most_nodes=*/0);
    EXPECT_FALSE(implicant.shortest);
    const unsigned kept = SetOf(implicant.variables);
    EXPECT_TRUE(Fixes(table, state, kept));
    for (const int v : implicant.variables) {
      EXPECT_FALSE(Fixes(table, state, kept & ~(1U << v)));
    }
    const Implicant shortest =
        SatisfiedImplicant(diagrams, f, BitsOf(state, n), order);
    longer += implicant.variables.size() > shortest.variables.size();
  }
  EXPECT_GT(longer, 0);  // so that the tests tell the two apart
}

TEST(Implicant, LeavesOutInTheOrderAsked) {
  // (a & b) | c, all on: c is shortest; with no room, c goes first if asked.
  Diagrams diagrams({0, 1, 2}, 1000);
  const Diagram f =
      diagrams.Or(diagrams.And(diagrams.Variable(0), diagrams.Variable(1)),
                  diagrams.Variable(2));
  const std::vector<bool> on = {true, true, true};
  EXPECT_THAT(SatisfiedImplicant(diagrams, f, on, {0, 1, 2}).variables,
              ElementsAre(2));
  EXPECT_THAT(SatisfiedImplicant(diagrams, f, on, {2, 1, 0}).variables,
              ElementsAre(2));
  EXPECT_THAT(SatisfiedImplicant(diagrams, f, on, {2, 1, 0}, 0).variables,
              ElementsAre(1, 0));
  // Off, !c and either of the others.
  const std::vector<bool> off = {false, false, false};
  EXPECT_THAT(SatisfiedImplicant(diagrams, f, off, {0, 1, 2}).variables,
              ElementsAre(1, 2));
  EXPECT_THAT(SatisfiedImplicant(diagrams, f, off, {1, 0, 2}).variables,
              ElementsAre(0, 2));
}

TEST(Implicant, OfAConstantNeedsNothing) {
  Diagrams diagrams({0}, 1000);
  for (const Diagram f : {kFalse, kTrue}) {
    const Implicant implicant = SatisfiedImplicant(diagrams, f, {true}, {0});
    EXPECT_THAT(implicant.variables, IsEmpty());
    EXPECT_TRUE(implicant.shortest);
  }
}

// 2 of 3 in each of 20 groups: shortest of 2^20 sets and more.
TEST(Implicant, OfSixtyVariablesIsShortest) {
  Diagrams diagrams(FirstVariables(60), 100'000);
  Diagram f = kTrue;
  for (int v = 0; v < 60; v += 3) {
    const Diagram a = diagrams.Variable(v), b = diagrams.Variable(v + 1);
    const Diagram c = diagrams.Variable(v + 2);
    f = diagrams.And(
        f, diagrams.Or(diagrams.And(a, b), diagrams.And(c, diagrams.Or(a, b))));
  }
  const Implicant implicant = SatisfiedImplicant(
      diagrams, f, std::vector<bool>(60, true), FirstVariables(60));
  EXPECT_TRUE(implicant.shortest);
  std::vector<int> last_two;
  for (int v = 0; v < 60; ++v) {
    if (v % 3 != 0) last_two.push_back(v);
  }
  EXPECT_EQ(implicant.variables, last_two);
}

}  // namespace
}  // namespace regulon
