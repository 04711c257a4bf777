#include "engine/logic/diagram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace regulon {
namespace {

using ::testing::ElementsAre;

constexpr int kVariables = 5;
constexpr uint32_t kRows = 1u << kVariables;

std::vector<bool> Row(uint32_t row) {
  std::vector<bool> values(kVariables);
  for (int v = 0; v < kVariables; ++v) values[v] = (row >> v & 1) != 0;
  return values;
}

// Bit r is the function's value in row r.
uint32_t TableOf(const Diagrams& diagrams, Diagram f) {
  uint32_t table = 0;
  for (uint32_t row = 0; row < kRows; ++row) {
    table |= uint32_t{diagrams.Evaluate(f, Row(row))} << row;
  }
  return table;
}

uint32_t TableOf(const std::function<bool(uint32_t row)>& function) {
  uint32_t table = 0;
  for (uint32_t row = 0; row < kRows; ++row) {
    table |= uint32_t{function(row)} << row;
  }
  return table;
}

class DiagramsOfRandomFunctions : public ::testing::Test {
 protected:
  DiagramsOfRandomFunctions() : diagrams_({3, 0, 4, 1, 2}, 100'000) {}

  Diagram Random() {
    std::vector<Diagram> some = {kTrue};
    for (int v = 0; v < kVariables; ++v) some.push_back(diagrams_.Variable(v));
    for (int i = 0; i < 8; ++i) {
      const Diagram a = some[random_() % some.size()] ^ (random_() & 1);
      const Diagram b = some[random_() % some.size()] ^ (random_() & 1);
      some.push_back(random_() % 2 == 0 ? diagrams_.And(a, b)
                                        : diagrams_.Xor(a, b));
    }
    return some.back();
  }
  uint32_t Table(Diagram f) const { return TableOf(diagrams_, f); }

  std::mt19937 random_{1};
  Diagrams diagrams_;
};

TEST_F(DiagramsOfRandomFunctions, JoinAsTruthTablesDo) {
  for (int i = 0; i < 500; ++i) {
    const Diagram f = Random(), g = Random(), h = Random();
    EXPECT_EQ(Table(Not(f)), ~Table(f));
    EXPECT_EQ(Table(diagrams_.And(f, g)), Table(f) & Table(g));
    EXPECT_EQ(Table(diagrams_.Or(f, g)), Table(f) | Table(g));
    EXPECT_EQ(Table(diagrams_.Xor(f, g)), Table(f) ^ Table(g));
    EXPECT_EQ(Table(diagrams_.IfElse(f, g, h)),
              (Table(f) & Table(g)) | (~Table(f) & Table(h)));
    EXPECT_EQ(diagrams_.Implies(f, g), (Table(f) & ~Table(g)) == 0);
    EXPECT_EQ(f == g, Table(f) == Table(g));
  }
}

TEST_F(DiagramsOfRandomFunctions, RestrictFlipAndQuantifyAsTruthTablesDo) {
  for (int i = 0; i < 500; ++i) {
    const Diagram f = Random(), g = Random();
    const uint32_t v = random_() % kVariables, w = random_() % kVariables;
    const uint32_t bit = 1u << v, other = 1u << w, table = Table(f);
    const auto is = [table](uint32_t row) { return (table >> row & 1) != 0; };
    EXPECT_EQ(Table(diagrams_.Restrict(f, v, true)),
              TableOf([&](uint32_t row) { return is(row | bit); }));
    EXPECT_EQ(Table(diagrams_.Restrict(f, v, false)),
              TableOf([&](uint32_t row) { return is(row & ~bit); }));
    EXPECT_EQ(Table(diagrams_.FlipAnd(f, v, g)),
              TableOf([&](uint32_t row) { return is(row ^ bit); }) & Table(g));
    const uint32_t both = Table(f) & Table(g);
    EXPECT_EQ(Table(diagrams_.AndExists(f, g, {int(v), int(w)})),
              TableOf([&](uint32_t row) {
                return (both >> row & 1) != 0 || (both >> (row ^ bit) & 1) ||
                       (both >> (row ^ other) & 1) ||
                       (both >> ((row & ~bit & ~other) | (~row & bit) |
                                 (~row & other)) &
                        1);
              }));
  }
}

TEST_F(DiagramsOfRandomFunctions, ComposeAllVariablesAtOnce) {
  for (int i = 0; i < 200; ++i) {
    const Diagram f = Random();
    std::vector<Diagram> by;
    for (int v = 0; v < kVariables; ++v) by.push_back(Random());
    const Diagram composed = diagrams_.Compose(f, by);
    const Diagram first = diagrams_.Compose(f, 0, by[0]);
    for (uint32_t row = 0; row < kRows; ++row) {
      std::vector<bool> values, only = Row(row);
      for (const Diagram g : by) {
        values.push_back(diagrams_.Evaluate(g, Row(row)));
      }
      only[0] = values[0];
      EXPECT_EQ(diagrams_.Evaluate(composed, Row(row)),
                diagrams_.Evaluate(f, values));
      EXPECT_EQ(diagrams_.Evaluate(first, Row(row)),
                diagrams_.Evaluate(f, only));
    }
  }
}

TEST_F(DiagramsOfRandomFunctions, CountAndFindTheSmallestAssignment) {
  for (int i = 0; i < 500; ++i) {
    const Diagram f = Random();
    EXPECT_EQ(diagrams_.Count(f, {0, 1, 2, 3, 4}),
              BigUnsigned(__builtin_popcount(Table(f))));
    if (f == kFalse) continue;
    std::vector<bool> smallest(kVariables, true);
    for (uint32_t row = 0; row < kRows; ++row) {
      if (diagrams_.Evaluate(f, Row(row))) {
        smallest = std::min(smallest, Row(row));
      }
    }
    EXPECT_EQ(diagrams_.Smallest(f), smallest);
  }
}

TEST_F(DiagramsOfRandomFunctions, StayWhatTheyAreWhenOthersAreFreed) {
  std::vector<Diagram> kept;
  std::vector<uint32_t> tables;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 50; ++i) Random();
    kept.push_back(Random());
    tables.push_back(Table(kept.back()));
    diagrams_.Collect(kept);
    EXPECT_EQ(diagrams_.nodes(), diagrams_.Size(kept));
    for (size_t k = 0; k < kept.size(); ++k) {
      EXPECT_EQ(Table(kept[k]), tables[k]);
    }
  }
}

TEST(Diagrams, CountOverMoreVariablesThanTheyRead) {
  std::vector<int> all;
  for (int v = 0; v < 300; ++v) all.push_back(v);
  Diagrams diagrams(all, 1000);
  const Diagram f =
      diagrams.Or(diagrams.Variable(3), Not(diagrams.Variable(200)));
  EXPECT_EQ(diagrams.Count(f, {3, 200}), BigUnsigned(3));
  EXPECT_EQ(diagrams.Count(f, all), BigUnsigned(3) << 298);
  EXPECT_EQ(diagrams.Count(kTrue, all), BigUnsigned::PowerOfTwo(300));
  EXPECT_EQ(diagrams.Count(kFalse, all), BigUnsigned(0));
}

TEST(Diagrams, AreThoseOfACircuit) {
  Circuit circuit(3);
  const Literal a = circuit.Variable(0), b = circuit.Variable(1),
                c = circuit.Variable(2);
  Diagrams diagrams({2, 1, 0}, 1000);
  const std::vector<Diagram> f = diagrams.FromCircuit(
      circuit, {circuit.IfElse(a, Not(b), c), kTrue, Not(a)}, {2, 1, 0});
  EXPECT_EQ(f[0],
            diagrams.IfElse(diagrams.Variable(2), Not(diagrams.Variable(1)),
                            diagrams.Variable(0)));
  EXPECT_THAT(f, ElementsAre(f[0], kTrue, Not(diagrams.Variable(2))));
  EXPECT_THAT(diagrams.Support(f[0]), ElementsAre(0, 1, 2));
}

// The sum of products that is smallest in one order and largest in the other.
TEST(Diagrams, SayWhenTheyNeedTooManyNodesAndGoOnOnceSomeAreFree) {
  std::vector<int> apart;
  for (int v = 0; v < 20; v += 2) apart.push_back(v);
  for (int v = 1; v < 20; v += 2) apart.push_back(v);
  Diagrams diagrams(apart, 500);
  Diagram f = kFalse;
  for (int v = 0; v < 20; v += 2) {
    f = diagrams.Or(
        f, diagrams.And(diagrams.Variable(v), diagrams.Variable(v + 1)));
  }
  EXPECT_TRUE(diagrams.full());
  EXPECT_EQ(diagrams.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(diagrams.status().message(),
            "the decision diagrams need more than 500 nodes");
  EXPECT_EQ(diagrams.And(kTrue, kFalse), kFalse);
  diagrams.Collect({});
  EXPECT_TRUE(diagrams.status().ok());
  EXPECT_EQ(diagrams.And(diagrams.Variable(0), kTrue), diagrams.Variable(0));
}

TEST(Diagrams, SayWhenTheyTakeTooManySteps) {
  Diagrams diagrams({0, 1, 2, 3}, 1000, 2);
  Diagram f = kFalse;
  for (int v = 0; v < 4; ++v) f = diagrams.Xor(f, diagrams.Variable(v));
  EXPECT_EQ(diagrams.status().message(),
            "the decision diagrams need more than 2 steps");
  diagrams.Collect({});
  EXPECT_TRUE(diagrams.full());
}

TEST(Diagrams, RefuseMoreVariablesThanTheirRecursionIsDeep) {
  std::vector<int> order(Diagrams::kMostVariables + 1);
  for (size_t v = 0; v < order.size(); ++v) order[v] = static_cast<int>(v);
  Diagrams too_many(order, 1'000'000);
  EXPECT_EQ(too_many.status().message(),
            "decision diagrams of 10001 variables; they have at most 10000");
  order.pop_back();
  Diagrams deep(order, 1'000'000);
  Diagram parity = kFalse, all = kTrue;
  for (size_t v = order.size(); v-- > 0;) {
    parity = deep.Xor(deep.Variable(order[v]), parity);
    all = deep.And(deep.Variable(order[v]), all);
  }
  EXPECT_EQ(deep.Count(parity, order), BigUnsigned::PowerOfTwo(9999));
  EXPECT_EQ(deep.And(parity, all), kFalse);  // an even number of them
}

}  // namespace
}  // namespace regulon
