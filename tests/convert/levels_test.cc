#include "engine/convert/levels.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/convert/rule_program.h"

namespace regulon {
namespace {

// Values of x_b1 .. x_bn and y_b1 .. y_bm, from the lowest bit on.
bool Value(const Rule& rule, int x_most, uint64_t bits) {
  const RuleProgram program(rule.ToString(), [&](const std::string& name) {
    const int level = name.size() == 1 ? 1 : name.back() - '0';
    return (name[0] == 'x' ? 0 : x_most) + level - 1;
  });
  std::vector<uint64_t> values;
  for (int i = 0; i < 12; ++i) values.push_back(bits >> i & 1);
  return (program.Run(values) & 1) != 0;
}

uint64_t Thermometer(int level) { return (uint64_t{1} << level) - 1; }

TEST(Levels, AreNamedAfterTheirSpecies) {
  EXPECT_EQ((LeveledSpecies{"x", 1}.VariableAt(1)), "x");
  EXPECT_EQ((LeveledSpecies{"x", 3}.VariableAt(2)), "x_b2");
  EXPECT_EQ(AtLeastLevel({"x", 3}, 2).ToString(), "x_b1 & x_b2");
  EXPECT_EQ(AtLeastLevel({"x", 3}, 0).ToString(), "1");
  EXPECT_EQ(AtLeastLevel({"x", 3}, 4).ToString(), "0");
}

TEST(Levels, CompareAsTheirNumbersDo) {
  const std::function<bool(double, double)> relations[] = {
      std::equal_to<double>(), std::not_equal_to<double>(), std::less<double>(),
      std::greater_equal<double>()};
  for (int n = 1; n <= 3; ++n) {
    for (int m = 1; m <= 3; ++m) {
      const LeveledSpecies x{"x", n}, y{"y", m};
      for (const auto& holds : relations) {
        const Rule both = CompareLevels({&x, 0}, {&y, 0}, holds);
        for (int i = 0; i <= n; ++i) {
          for (int j = 0; j <= m; ++j) {
            const uint64_t bits = Thermometer(i) | Thermometer(j) << n;
            EXPECT_EQ(Value(both, n, bits), holds(i, j));
            const Rule left =
                CompareLevels({nullptr, double(i)}, {&y, 0}, holds);
            EXPECT_EQ(Value(left, n, bits), holds(i, j));
            const Rule right =
                CompareLevels({&x, 0}, {nullptr, double(j)}, holds);
            EXPECT_EQ(Value(right, n, bits), holds(i, j));
          }
        }
      }
    }
  }
}

TEST(Levels, OfBooleanSpeciesCompareBriefly) {
  const LeveledSpecies x{"x", 1};
  const auto equals = [&x](double level) {
    return CompareLevels({&x, 0}, {nullptr, level}, std::equal_to<double>())
        .ToString();
  };
  EXPECT_EQ(equals(1), "x");
  EXPECT_EQ(equals(0), "!x");
  EXPECT_EQ(equals(2), "0");
  EXPECT_EQ(equals(0.5), "0");
}

// From every state, that of no level too: x is read as the number of variables
// that are on before the first that is off, and moves one step.
TEST(Levels, MoveOneStepTowardsTheResult) {
  const LeveledSpecies x{"x", 3};
  for (int otherwise = 0; otherwise <= 3; ++otherwise) {
    for (int first = 0; first <= 3; ++first) {
      for (int second = 0; second <= 3; ++second) {
        const std::vector<Rule> rules = RulesOfLevels(
            x, {{Rule::Name("y_b1"), first}, {Rule::Name("y_b2"), second}},
            otherwise);
        ASSERT_EQ(rules.size(), 3u);
        for (uint64_t bits = 0; bits < 32; ++bits) {
          int level = 0;
          while (level < 3 && (bits >> level & 1) != 0) ++level;
          const int result = (bits >> 3 & 1) != 0   ? first
                             : (bits >> 4 & 1) != 0 ? second
                                                    : otherwise;
          const int next = level + (result > level) - (result < level);
          for (int i = 1; i <= 3; ++i) {
            EXPECT_EQ(Value(rules[i - 1], 3, bits), next >= i)
                << rules[i - 1].ToString() << " at " << bits;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace regulon
