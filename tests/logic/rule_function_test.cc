#include "engine/logic/rule_function.h"

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(FunctionOf, IsTheRuleOverWhatItsNamesStandFor) {
  Circuit circuit(2);
  const Literal a = circuit.Variable(0), b = circuit.Variable(1);
  const auto function = [&](const char* rule) {
    return FunctionOf(
        *ParseRule(rule),
        [&](const std::string& name) {
          return name == "a" ? a : name == "both" ? circuit.And(a, b) : Not(b);
        },
        circuit);
  };
  EXPECT_EQ(function("a"), a);
  EXPECT_EQ(function("!off"), b);
  EXPECT_EQ(function("a & !off"), function("both"));
  EXPECT_EQ(function("!a | off"), Not(function("both")));
  EXPECT_EQ(function("1"), kTrue);
  EXPECT_EQ(function("a & !a"), kFalse);
}

}  // namespace
}  // namespace regulon
