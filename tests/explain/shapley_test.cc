#include "engine/explain/shapley.h"

#include <algorithm>
#include <bitset>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/explain/fractions.h"
#include "tests/explain/random_function.h"

namespace regulon {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

std::vector<std::string> Texts(const std::vector<Fraction>& fractions) {
  std::vector<std::string> texts;
  for (const Fraction& f : fractions) texts.push_back(f.ToString());
  return texts;
}

std::vector<int> PlayersOf(unsigned changed) {
  std::vector<int> players;
  for (int v = 0; changed >> v != 0; ++v) {
    if ((changed >> v & 1) != 0) players.push_back(v);
  }
  return players;
}

int64_t Factorial(int64_t n) { return n < 2 ? 1 : n * Factorial(n - 1); }

// The mean of what a player adds when players join one by one.
std::vector<Fraction> ByPermutations(const Table& table, unsigned reference,
                                     std::vector<int> players) {
  const std::vector<int> sorted = players;
  std::vector<int64_t> plus(players.size()), minus(players.size());
  do {
    unsigned state = reference;
    for (const int player : players) {
      const bool before = table[state];
      state ^= 1U << player;
      const size_t i =
          std::find(sorted.begin(), sorted.end(), player) - sorted.begin();
      plus[i] += table[state] && !before;
      minus[i] += !table[state] && before;
    }
  } while (std::next_permutation(players.begin(), players.end()));
  const int m = static_cast<int>(players.size());
  std::vector<Fraction> values;
  for (int i = 0; i < m; ++i) {
    values.push_back(MakeFraction(plus[i], minus[i], Factorial(m), m));
  }
  return values;
}

std::vector<Fraction> BySubsets(const Table& table, unsigned reference,
                                const std::vector<int>& players) {
  const int m = static_cast<int>(players.size());
  std::vector<Fraction> values;
  for (int i = 0; i < m; ++i) {
    int64_t plus = 0, minus = 0;
    for (unsigned set = 0; set < 1U << m; ++set) {
      if ((set >> i & 1) != 0) continue;
      unsigned state = reference;
      for (int j = 0; j < m; ++j) {
        if ((set >> j & 1) != 0) state ^= 1U << players[j];
      }
      const auto size = static_cast<int64_t>(std::bitset<16>(set).count());
      const int64_t weight = Factorial(size) * Factorial(m - size - 1);
      if (table[state ^ 1U << players[i]]) plus += weight;
      if (table[state]) minus += weight;
    }
    values.push_back(MakeFraction(plus, minus, Factorial(m), m));
  }
  return values;
}

void ExpectSame(const Table& table, int n, unsigned values, unsigned reference,
                const std::vector<int>& levels,
                const std::vector<Fraction>& expected) {
  Diagrams diagrams(levels, 1'000'000);
  const Diagram f = DiagramOf(table, diagrams);
  const std::vector<Fraction> shares =
      ShapleyValues(diagrams, f, BitsOf(values, n), BitsOf(reference, n),
                    PlayersOf(values ^ reference));
  ASSERT_EQ(Texts(shares), Texts(expected));
  FractionSum sum;
  for (const Fraction& share : shares) sum.Add(share);
  EXPECT_TRUE(sum.Is(table[values] - table[reference]));
}

TEST(Shapley, AreMeansOverAllPermutationsOfRandomFunctions) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    const int n = round % 7;
    const Table table = RandomTable(n, random() % 65, random);
    std::vector<int> levels = FirstVariables(n);
    std::shuffle(levels.begin(), levels.end(), random);
    const unsigned values = random() % table.size();
    const unsigned reference = random() % table.size();
    ExpectSame(table, n, values, reference, levels,
               ByPermutations(table, reference, PlayersOf(values ^ reference)));
    if (HasFatalFailure()) return;
  }
}

TEST(Shapley, AreSumsOverAllSubsetsOfRandomFunctions) {
  std::mt19937 random(2);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    const int n = 6 + round % 4;
    const Table table = RandomTable(n, random() % 65, random);
    const unsigned values = random() % table.size();
    const unsigned reference = round % 2 == 0
                                   ? ~values & (table.size() - 1)  // all differ
                                   : random() % table.size();
    ExpectSame(table, n, values, reference, FirstVariables(n),
               BySubsets(table, reference, PlayersOf(values ^ reference)));
    if (HasFatalFailure()) return;
  }
}

TEST(Shapley, OfSmallRulesAsWorkedByHand) {
  Diagrams diagrams({0, 1, 2}, 1000);
  const Diagram a = diagrams.Variable(0), b = diagrams.Variable(1);
  const Diagram c = diagrams.Variable(2);
  const auto of = [&](Diagram f, const std::vector<bool>& values,
                      const std::vector<int>& players) {
    return Texts(
        ShapleyValues(diagrams, f, values, {false, false, false}, players));
  };
  EXPECT_THAT(of(diagrams.And(a, b), {true, true, false}, {0, 1}),
              ElementsAre("1/2", "1/2"));
  // a & !b: a gives, b takes.
  EXPECT_THAT(of(diagrams.And(a, Not(b)), {true, true, false}, {0, 1}),
              ElementsAre("1/2", "-1/2"));
  EXPECT_THAT(
      of(diagrams.And(a, diagrams.Or(b, c)), {true, true, true}, {0, 1, 2}),
      ElementsAre("2/3", "1/6", "1/6"));
  // A player that the function does not read has no share.
  EXPECT_THAT(of(a, {true, true, false}, {0, 1}), ElementsAre("1", "0"));
  EXPECT_TRUE(of(a, {false, false, false}, {}).empty());
}

TEST(Shapley, OfManyPlayersStayExact) {
  constexpr int kPlayers = 100;  // of which 100! has 158 digits
  const std::vector<int> all = FirstVariables(kPlayers);
  Diagrams diagrams(all, 1'000'000);
  Diagram every = kTrue, odd = kFalse;
  for (const int v : all) {
    every = diagrams.And(every, diagrams.Variable(v));
    odd = diagrams.Xor(odd, diagrams.Variable(v));
  }
  const std::vector<bool> on(kPlayers, true), off(kPlayers, false);
  const std::vector<Fraction> shares =
      ShapleyValues(diagrams, every, on, off, all);
  EXPECT_THAT(Texts(shares), Each("1/100"));
  EXPECT_EQ(shares[99].ToDouble(), 0.01);
  EXPECT_THAT(Texts(ShapleyValues(diagrams, odd, on, off, all)), Each("0"));

  // Variable 0 with at least 50 of the others: of the places in the line, half.
  Diagram some = kFalse;
  std::vector<Diagram> at_least(51, kFalse);
  at_least[0] = kTrue;
  for (int v = kPlayers - 1; v > 0; --v) {
    for (int k = 50; k > 0; --k) {
      at_least[k] =
          diagrams.IfElse(diagrams.Variable(v), at_least[k - 1], at_least[k]);
    }
  }
  some = diagrams.And(diagrams.Variable(0), at_least[50]);
  const std::vector<Fraction> led = ShapleyValues(diagrams, some, on, off, all);
  EXPECT_EQ(led[0].ToString(), "1/2");
  EXPECT_EQ(led[1].ToString(), "1/198");
  FractionSum sum;
  for (const Fraction& share : led) sum.Add(share);
  EXPECT_TRUE(sum.Is(1));
}

}  // namespace
}  // namespace regulon
