#include "engine/logic/rule_text.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

std::string TextOfGene(const std::string& spec_text, int gene) {
  const reference::OpenedGenome genome(reference::ParseSpecText(
      "name: \"x\" unit: \"boolean\" regulator { id: \"in put\" }" +
      spec_text));
  return RuleText(Network::FromGenome(genome.genome()).value(), gene);
}

std::string TextOfRule(const std::string& rule) {
  return TextOfGene("gene { id: \"A\" rule: \"" + rule +
                        "\" } gene { id: \"B\" } gene { id: \"C\" }",
                    0);
}

TEST(RuleText, IsTheRuleWhereThatIsAPlainOne) {
  for (const std::string rule :
       {"A", "!A", "A & B", "A | B", "0", "1", "A | (B & C)", "!C & (A | B)"}) {
    EXPECT_EQ(TextOfRule(rule), rule);
  }
}

TEST(RuleText, QuotesWhatIsNoPlainName) {
  EXPECT_EQ(TextOfRule("'in put' & A"), "'in put' & A");
}

// A on if this sum exceeds the threshold.
std::string TextOfSum(double a, double b, double c, double threshold) {
  const auto input = [](const char* name, double weight) {
    return absl::StrCat(" input { name: \"", name, "\" weight: ", weight, " }");
  };
  return TextOfGene(
      absl::StrCat("gene { id: \"A\" } gene { id: \"B\" } gene { id: \"C\" } "
                   "element { id: \"e\" gene: \"A\" threshold { threshold: ",
                   threshold, input("A", a), input("B", b), input("C", c),
                   " } }"),
      0);
}

TEST(RuleText, CountsWhereWeightsAreAlike) {
  EXPECT_EQ(TextOfSum(1, 1, -1, 1.5), "A & B & !C");
  EXPECT_EQ(TextOfSum(1, 1, -1, 0.5), "at least 2 of (A, B, !C)");
  EXPECT_EQ(TextOfSum(3, 3, 3, 4), "at least 2 of (A, B, C)");
  EXPECT_EQ(TextOfSum(1, 1, -1, -0.5), "A | B | !C");
  EXPECT_EQ(TextOfSum(1, 1, -1, 2), "0");
  EXPECT_EQ(TextOfSum(1, 1, -1, -2), "1");
}

TEST(RuleText, WeighsWhereTheyAreNot) {
  EXPECT_EQ(TextOfSum(2, 1, -1, 1), "(2 A + B - C >= 2)");
}

TEST(RuleText, CutsWhatIsTooLongToRead) {
  std::string rule = "A & B";
  for (int i = 0; i < 100; ++i) {
    rule = absl::StrCat("(", rule, ") ", i % 2 == 0 ? "| C" : "& !B");
  }
  EXPECT_LE(TextOfRule(rule).size(), 300u);
}

}  // namespace
}  // namespace regulon
