#include "engine/compile/large_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regulon {
namespace {

using ::testing::SizeIs;

bool Evaluate(const GateNetwork& network, const std::vector<bool>& values) {
  std::vector<bool> on = values;
  for (const GateNetwork::Gate& gate : network.gates) {
    int64_t sum = 0;
    for (const auto& [source, weight] : gate.inputs) {
      if (on[source]) sum += weight;
    }
    on.push_back(sum >= gate.need);
  }
  return on.back();
}

// One clause for each state of the names for which it is true.
std::string ClausesWhere(int names,
                         const std::function<bool(uint32_t)>& holds) {
  std::vector<std::string> clauses;
  for (uint32_t state = 0; state < 1u << names; ++state) {
    if (!holds(state)) continue;
    std::vector<std::string> literals;
    for (int v = 0; v < names; ++v) {
      literals.push_back(
          absl::StrCat((state >> v & 1) != 0 ? "" : "!", "x", v));
    }
    clauses.push_back(absl::StrCat("(", absl::StrJoin(literals, " & "), ")"));
  }
  return absl::StrJoin(clauses, " | ");
}

GateNetwork NetworkOf(const std::string& text) {
  const auto network = GatesOf(ParseRule(text).value());
  EXPECT_TRUE(network.has_value()) << text.substr(0, 200);
  return network.value_or(GateNetwork());
}

void ExpectEqual(const GateNetwork& network, int names,
                 const std::function<bool(uint32_t)>& holds) {
  for (uint32_t state = 0; state < 1u << names; ++state) {
    std::vector<bool> values;
    for (const std::string& name : network.names) {
      values.push_back((state >> std::stoi(name.substr(1)) & 1) != 0);
    }
    ASSERT_EQ(Evaluate(network, values), holds(state)) << state;
  }
}

TEST(LargeRule, IsCountedByItsClauses) {
  const auto clauses = [](const char* rule) {
    return ClausesOf(ParseRule(rule).value());
  };
  EXPECT_EQ(clauses("a"), 1);
  EXPECT_EQ(clauses("a & !b"), 1);
  EXPECT_EQ(clauses("a & b | c | !d"), 3);
  EXPECT_EQ(clauses("(a | b) & (c | d | e)"), 5);
  EXPECT_EQ(clauses("!(a & (b | c)) | d"), 3);
}

TEST(LargeRule, IsExactForRandomFunctions) {
  std::mt19937 random(9);
  int lowered = 0;
  for (int i = 0; i < 40; ++i) {
    const int names = 2 + i % 6;
    const auto table = random();
    const auto holds = [&](uint32_t state) {
      return ((table * (state + 1)) >> 16 & 7) < static_cast<uint32_t>(i % 7);
    };
    const std::string text = ClausesWhere(names, holds);
    if (text.empty()) continue;
    const auto network = GatesOf(ParseRule(text).value());
    if (!network) continue;
    ++lowered;
    ExpectEqual(*network, names, holds);
  }
  EXPECT_GT(lowered, 20);
}

TEST(LargeRule, ThatCountsIsOneGate) {
  const auto most = [](uint32_t state) {
    return __builtin_popcount(state) >= 6;
  };
  const GateNetwork network = NetworkOf(ClausesWhere(11, most));
  EXPECT_THAT(network.gates, SizeIs(1));
  ExpectEqual(network, 11, most);
}

TEST(LargeRule, ThatAddsUpWeightsIsOneGate) {
  constexpr int kWeights[] = {3, -2, 1, 1, -1, 2, 1, 5};
  const auto reaches = [&](uint32_t state) {
    int sum = 0;
    for (int v = 0; v < 8; ++v) {
      if ((state >> v & 1) != 0) sum += kWeights[v];
    }
    return sum >= 3;
  };
  const GateNetwork network = NetworkOf(ClausesWhere(8, reaches));
  EXPECT_THAT(network.gates, SizeIs(1));
  ExpectEqual(network, 8, reaches);
}

// Five regulators of levels 0, 1 and 2, each as "1 or more" and "2 or more";
// only states with all levels valid are listed.
TEST(LargeRule, ThatAveragesLevelsIsASumAndItsConditions) {
  const auto average = [](uint32_t state) {
    int sum = 0;
    for (int r = 0; r < 5; ++r) {
      const uint32_t levels = state >> 2 * r & 3;
      if (levels == 2) return false;
      sum += __builtin_popcount(levels);
    }
    return sum >= 5;
  };
  const GateNetwork network = NetworkOf(ClausesWhere(10, average));
  EXPECT_THAT(network.gates, SizeIs(testing::Le(7)));
  ExpectEqual(network, 10, average);
  const auto other = [&](uint32_t state) { return !average(state); };
  const GateNetwork negated = NetworkOf(ClausesWhere(10, other));
  EXPECT_THAT(negated.gates, SizeIs(testing::Le(7)));
  ExpectEqual(negated, 10, other);
}

TEST(LargeRule, OfBothSignsIsAFewGatesPerName) {
  const auto parity = [](uint32_t state) {
    return __builtin_popcount(state) % 2 == 1;
  };
  const GateNetwork network = NetworkOf(ClausesWhere(10, parity));
  EXPECT_THAT(network.gates, SizeIs(testing::Le(20)));
  ExpectEqual(network, 10, parity);
}

TEST(LargeRule, ThatIsAConstantOrANameStillHasAGate) {
  const auto always = [](uint32_t) { return true; };
  ExpectEqual(NetworkOf(ClausesWhere(7, always)), 7, always);
  for (const bool value : {false, true}) {
    const auto name = [value](uint32_t state) {
      return ((state >> 3 & 1) != 0) == value;
    };
    const GateNetwork network = NetworkOf(ClausesWhere(7, name));
    EXPECT_THAT(network.gates, SizeIs(1));
    ExpectEqual(network, 7, name);
  }
}

TEST(LargeRule, KeepsItsExpressionTreeWhereThatIsSmaller) {
  std::vector<std::string> clauses;
  for (int v = 0; v < 70; ++v) clauses.push_back(absl::StrCat("x", v));
  const auto rule = ParseRule(absl::StrJoin(clauses, " | ")).value();
  const auto network = GatesOf(rule);
  ASSERT_TRUE(network.has_value());
  EXPECT_THAT(network->gates, SizeIs(1));
  // Far apart in any order: the diagram doubles with each pair of pairs.
  std::mt19937 random(10);
  std::vector<std::string> triples;
  for (int t = 0; t < 400; ++t) {
    triples.push_back(absl::StrCat("x", random() % 90, " & !y", random() % 90,
                                   " & z", random() % 90));
  }
  EXPECT_FALSE(
      GatesOf(ParseRule(absl::StrJoin(triples, " | ")).value()).has_value());
}

}  // namespace
}  // namespace regulon
