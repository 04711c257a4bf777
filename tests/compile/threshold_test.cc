#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

// What each element is, given which regulators are on, straight from the
// definition: 1 if the sum of the weights of what is on exceeds the threshold.
std::vector<bool> Evaluate(const Draft& draft, int on) {
  const ThresholdDraft& t = draft.threshold;
  const size_t elements = t.threshold.size();
  const size_t regulators = t.weight_first.size() - 1 - elements;
  std::vector<double> sums(elements);
  std::vector<bool> is_on(elements);
  const auto add = [&](size_t source) {
    for (uint32_t i = t.weight_first[source]; i < t.weight_first[source + 1];
         ++i) {
      sums[t.weight_target[i]] += t.weight[i];
    }
  };
  for (size_t r = 0; r < regulators; ++r) {
    if (on >> r & 1) add(r);
  }
  for (size_t e = 0; e < elements; ++e) {
    is_on[e] = sums[e] > t.threshold[e];
    if (is_on[e]) add(regulators + e);
  }
  return is_on;
}

Draft OfRule(absl::string_view rule) {
  return Compiles(
             absl::StrCat("name: \"t\" unit: \"boolean\"\n"
                          "regulator { id: \"a\" } regulator { id: \"b\" }\n"
                          "regulator { id: \"c\" } regulator { id: \"d\" }\n"
                          "gene { id: \"G\" rule: \"",
                          rule, "\" }"))
      .draft;
}

// The gene's own element: the one that its domain is told of.
bool GeneIsOn(const Draft& draft, int on) {
  const auto& elements = draft.manifest.elements();
  const auto own =
      std::find_if(elements.begin(), elements.end(),
                   [](const proto::Element& e) { return e.id() == "G.rule"; });
  return Evaluate(draft, on)[own - elements.begin()];
}

TEST(RuleElements, AreOnWhereTheRuleIsTrue) {
  const struct {
    const char* rule;
    bool (*means)(bool a, bool b, bool c, bool d);
  } cases[] = {
      {"a", [](bool a, bool, bool, bool) { return a; }},
      {"!a", [](bool a, bool, bool, bool) { return !a; }},
      {"0", [](bool, bool, bool, bool) { return false; }},
      {"a | 1", [](bool, bool, bool, bool) { return true; }},
      {"a & b & c", [](bool a, bool b, bool c, bool) { return a && b && c; }},
      {"a & !b", [](bool a, bool b, bool, bool) { return a && !b; }},
      {"!a | !b | c",
       [](bool a, bool b, bool c, bool) { return !a || !b || c; }},
      {"!a & !b", [](bool a, bool b, bool, bool) { return !a && !b; }},
      {"a & a", [](bool a, bool, bool, bool) { return a; }},
      {"a & !a", [](bool, bool, bool, bool) { return false; }},
      {"a | !a", [](bool, bool, bool, bool) { return true; }},
      {"(a | b) & (c | d)",
       [](bool a, bool b, bool c, bool d) { return (a || b) && (c || d); }},
      {"!(a & (b | !(c & d)))",
       [](bool a, bool b, bool c, bool d) { return !(a && (b || !(c && d))); }},
      {"a & !b | !a & b", [](bool a, bool b, bool, bool) { return a != b; }}};
  for (const auto& [rule, means] : cases) {
    const Draft draft = OfRule(rule);
    for (int on = 0; on < 16; ++on) {
      EXPECT_EQ(GeneIsOn(draft, on), means(on & 1, on & 2, on & 4, on & 8))
          << rule << " at " << on;
    }
  }
}

TEST(RuleElements, AreOneForEachInnerPartBeforeThePartThatReadsIt) {
  const Draft draft = OfRule("(a | b) & !(c & (a | d))");
  std::vector<std::string> ids, rules;
  for (const proto::Element& element : draft.manifest.elements()) {
    ids.push_back(element.id());
    rules.push_back(element.rule());
  }
  EXPECT_THAT(ids, ElementsAre("G.rule.1", "G.rule.2", "G.rule.3", "G.rule"));
  EXPECT_THAT(rules, ElementsAre("a | b", "a | d", "c & (a | d)",
                                 "(a | b) & !(c & (a | d))"));
}

// Of 65 clauses and more: by way of a decision diagram.
TEST(RuleElements, OfLargeRulesAreFewAndOnWhereTheRuleIsTrue) {
  std::string any;
  for (int repeated = 0; repeated < 9; ++repeated) {
    for (int on = 0; on < 16; ++on) {
      if (__builtin_popcount(on) % 2 == 0) continue;
      absl::StrAppend(&any, any.empty() ? "" : " | ", on & 1 ? "" : "!", "a & ",
                      on & 2 ? "" : "!", "b & ", on & 4 ? "" : "!", "c & ",
                      on & 8 ? "" : "!", "d");
    }
  }
  const Draft draft = OfRule(any);
  EXPECT_LE(draft.manifest.elements_size(), 8);
  for (const proto::Element& element : draft.manifest.elements()) {
    EXPECT_EQ(element.rule(), element.id() == "G.rule" ? any : "");
  }
  for (int on = 0; on < 16; ++on) {
    EXPECT_EQ(GeneIsOn(draft, on), __builtin_popcount(on) % 2 == 1) << on;
  }
}

TEST(Threshold, AddsUpTheWeightsOfASourceThatIsNamedTwice) {
  const Draft draft =
      Compiles(
          "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n"
          "element { id: \"e\" gene: \"G\" threshold { threshold: 2.5\n"
          "  input { name: \"G\" weight: 1 } input { name: \"G\" weight: 2 } } "
          "}")
          .draft;
  EXPECT_THAT(draft.threshold.weight, ElementsAre(3));
  EXPECT_THAT(draft.threshold.threshold, ElementsAre(2.5));
  EXPECT_THAT(draft.threshold.weight_first, ElementsAre(0, 1, 1));
}

TEST(Threshold, ReadsElementsOfEveryKindThatComeBefore) {
  const Draft draft =
      Compiles(
          "name: \"t\" unit: \"boolean\" gene { id: \"G\" }\n"
          "element { id: \"last\" gene: \"G\" threshold {\n"
          "  input { name: \"first\" weight: 1 }\n"
          "  input { name: \"chromatin\" weight: 2 } } }\n"
          "element { id: \"first\" threshold {\n"
          "  input { name: \"G\" weight: -1 } threshold: -0.5 } }\n"
          "element { id: \"chromatin\" gene: \"G\" mwc { } }")
          .draft;
  EXPECT_EQ(draft.manifest.elements(0).id(), "chromatin");
  EXPECT_EQ(draft.manifest.elements(1).id(), "first");
  EXPECT_EQ(draft.manifest.elements(2).id(), "last");
  // Rows: G, chromatin, first, last; targets are counted among thresholds.
  EXPECT_THAT(draft.threshold.weight_first, ElementsAre(0, 1, 2, 3, 3));
  EXPECT_THAT(draft.threshold.weight_target, ElementsAre(0, 1, 1));
  EXPECT_THAT(draft.threshold.weight, ElementsAre(-1, 2, 1));
}

std::string With(absl::string_view marked) {
  return absl::StrCat(
      "name: \"t\" unit: \"boolean\" gene { id: \"G\" }\n"
      "regulator { id: \"level\" unit: \"tpm\" }\n",
      marked);
}

TEST(Threshold, RefusesWhatItCannotRead) {
  ExpectError(With("gene { id: \"H\" ^rule: \"G & \" }"),
              "the rule needs a name, '!' or '(' at character 5, where it "
              "ends");
  ExpectError(With("gene { id: \"H\" ^rule: \"level\" }"),
              "the rule reads 'level', which is in tpm and not boolean; use a "
              "threshold");
  ExpectError(With("element { id: \"e\" gene: \"G\" mwc { } }\n"
                   "element { id: \"f\" gene: \"G\" ^rule: \"!e\" }"),
              "the rule reads element 'e', which is not 0 or 1; use a "
              "threshold");
  ExpectError(With("gene { id: \"H\" ^rule: \"G\" combination: CONTACT }"),
              "gene 'H' has a rule, which goes with combination ANY");
  ExpectError(With("element { id: \"H.rule\" rule: \"G\" }\n"
                   "gene { id: \"H\" ^rule: \"G\" }"),
              "an element is already called 'H.rule'");
  ExpectError(With("element { id: \"H.rule.1\" rule: \"G\" }\n"
                   "gene { id: \"H\" ^rule: \"G & (G | H)\" }"),
              "an element is already called 'H.rule.1'");
  ExpectError(With("element { id: \"e\" gene: \"G\" threshold {\n"
                   "  ^threshold: nan } }"),
              "'threshold' is nan; give a finite number of at most 3e38");
  ExpectError(With("element { id: \"e\" gene: \"G\" threshold {\n"
                   "  input { name: \"G\" ^weight: inf } } }"),
              "'weight' is inf; give a finite number of at most 3e38");
}

TEST(Threshold, RefusesElementsThatReadThemselves) {
  ExpectError(With("^element { id: \"e\" gene: \"G\" rule: \"G & e\" }"),
              "element 'e' reads itself through 'e' within one step; read the "
              "gene's regulator instead, which is the product of the step "
              "before");
  ExpectError(With("^element { id: \"e\" gene: \"G\" rule: \"G | f\" }\n"
                   "element { id: \"f\" rule: \"!g\" }\n"
                   "element { id: \"g\" rule: \"G & e\" }"),
              "element 'e' reads itself through 'g' within one step; read the "
              "gene's regulator instead, which is the product of the step "
              "before");
}

}  // namespace
}  // namespace regulon
