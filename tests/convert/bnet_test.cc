#include "engine/convert/bnet.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/logic/rule.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/convert/imported.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Imported Read(const std::string& text) {
  return ReadOrFail(ReadBnet({{"x.bnet", text}}));
}

std::string ErrorOf(const std::string& text) {
  const auto model = ReadBnet({{"x.bnet", text}});
  EXPECT_FALSE(model.ok()) << text;
  return std::string(model.status().message());
}

TEST(Bnet, IsAGenePerLine) {
  const Imported model = Read(
      "targets, factors\n"
      "# Krumsiek et al. 2011\n"
      "\n"
      "GATA1, (GATA1 | GATA2) & !PU1  # of the erythroid branch\n"
      "  GATA2 ,GATA2&!( GATA1 & FOG1 )\r\n"
      "PU1, true\n"
      "FOG1,0");
  EXPECT_THAT(GenesOf(model), ElementsAre("GATA1 = (GATA1 | GATA2) & !PU1",
                                          "GATA2 = GATA2 & !(GATA1 & FOG1)",
                                          "PU1 = 1", "FOG1 = 0"));
  EXPECT_THAT(InputsOf(model), IsEmpty());
  EXPECT_THAT(model.notes, IsEmpty());
  EXPECT_EQ(model.spec.unit(), "boolean");
  EXPECT_EQ(model.spec.name(), "x");
  EXPECT_EQ(model.spec.title(), "Boolean rules from x.bnet");
  EXPECT_EQ(model.comments, "Krumsiek et al. 2011\nof the erythroid branch\n");
}

TEST(Bnet, NeedsNoHeading) {
  EXPECT_THAT(GenesOf(Read("a, b\nb, a\n")), ElementsAre("a = b", "b = a"));
  EXPECT_THAT(GenesOf(Read("\xef\xbb\xbfTargets,Factors\na, a")),
              ElementsAre("a = a"));
  // Later such a line is a gene.
  EXPECT_THAT(GenesOf(Read("factors, 1\ntargets, factors")),
              ElementsAre("factors = 1", "targets = factors"));
}

TEST(Bnet, TakesNamesThatNoLineDefinesForInputs) {
  const Imported model = Read("a, In2 & !In1\nb, a | In2 | 'In 3'\nc, c");
  EXPECT_THAT(GenesOf(model),
              ElementsAre("a = In2 & !In1", "b = a | In2 | 'In 3'", "c = c"));
  EXPECT_THAT(InputsOf(model), ElementsAre("In2", "In1", "In 3"));
  EXPECT_THAT(model.notes,
              ElementsAre("x.bnet: 3 names that no line defines are free "
                          "inputs: In2, In1, 'In 3'"));
  EXPECT_THAT(Read("a, b|c|d|e|f|g|h").notes,
              ElementsAre("x.bnet: 7 names that no line defines are free "
                          "inputs: b, c, d, e, f and 2 more"));
}

TEST(Bnet, TakesNamesAsBiologistsWriteThem) {
  const Imported model = Read(
      "PKC, Ca2+ | DAG\n"
      "ARFi, AUX/IAA | !ARFi\n"
      "Foxc1.2, IL-4R & PP2A-B55\n"
      "IFN\u03b3, 5'UTR & Foxc1.2\n"
      "T helper, IFN\u03b3 & !T helper\n"
      "'it''s, (one) #2', 'it''s, (one) #2' & T helper\n");
  EXPECT_THAT(GenesOf(model),
              ElementsAre("PKC = 'Ca2+' | DAG", "ARFi = 'AUX/IAA' | !ARFi",
                          "Foxc1.2 = IL-4R & PP2A-B55",
                          "IFN\u03b3 = '5''UTR' & Foxc1.2",
                          "T helper = IFN\u03b3 & !'T helper'",
                          "it's, (one) #2 = 'it''s, (one) #2' & 'T helper'"));
}

TEST(Bnet, TakesDeepRules) {
  std::string rule;
  constexpr int kDeep = 100000;
  for (int i = 0; i < kDeep; ++i) absl::StrAppend(&rule, "((x", i % 7, ") | ");
  rule += "y" + std::string(kDeep, ')');
  const Imported model = Read("a, " + rule);
  const auto parsed = ParseRule(model.spec.gene(0).rule());
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->operands.size(), kDeep + 1u);
}

TEST(Bnet, SaysWhatIsWrongAndWhere) {
  const struct {
    const char *text, *error;
  } cases[] = {
      {"", "x.bnet: no gene is here; write lines such as GATA1, GATA2 & !PU1"},
      {"targets, factors\n# nothing", "x.bnet: no gene is here"},
      {"a, b\n  GATA1 = b", "x.bnet:2:3: a line is a gene, a comma and its"},
      {"a, b\na , c", "x.bnet:2:1: gene 'a' has a rule in line 1 already"},
      {"a, b\n'a', c", "x.bnet:2:1: gene 'a' has a rule in line 1 already"},
      {"a,",
       "x.bnet:1:3: gene 'a' has no rule; write 0, 1 or, for an input, "
       "the gene itself"},
      {"a,  # later", "x.bnet:1:5: gene 'a' has no rule"},
      {", a", "x.bnet:1:1: a name is missing"},
      {"a, b\n0, a", "x.bnet:2:1: '0' is a constant and no gene"},
      {"True, a", "x.bnet:1:1: 'True' is a constant and no gene"},
      {"a&b, c",
       "x.bnet:1:2: a gene's name ends at the comma; put a name with "
       "'&' in single quotes"},
      {"'a' b, c", "x.bnet:1:4: a gene's name ends at the comma"},
      {"'a, b", "x.bnet:1:1: a line is a gene, a comma and its rule"},
      {"a, 'b | c", "x.bnet:1:4: a name in single quotes does not end"},
      {"a, '' | c", "x.bnet:1:4: a name is missing"},
      {"a, b &",
       "x.bnet:1:7: the rule needs a name, '!' or '(', where it ends"},
      {"a, b\nb, (a | !(b & c)",
       "x.bnet:2:17: the rule needs ')', where it ends"},
      {"a, (b | c)) & d",
       "x.bnet:1:11: the rule needs '&', '|' or its end, "
       "not ')'"},
      {"a, b & & c", "x.bnet:1:8: the rule needs a name, '!' or '(', not '&'"},
      {"a, b | & c", "x.bnet:1:8: the rule needs a name, '!' or '(', not '&'"},
      {"a,\tb  &\t",
       "x.bnet:1:9: the rule needs a name, '!' or '(', where it "
       "ends"},
      {"a, b (c)", "x.bnet:1:6: the rule needs '&', '|' or its end, not '('"},
      {"a, b ! c", "x.bnet:1:6: the rule needs '&', '|' or its end, not '!'"},
      {"a, b 'c'", "x.bnet:1:5: 'b 'c'' is the name of no gene"},
      {"a, b c",
       "x.bnet:1:5: 'b c' is the name of no gene here: join two "
       "names by '&' or '|', or put one name in single quotes"},
      {"a, b AND NOT c",
       "x.bnet:1:6: 'AND' is no operator here; write & for AND, | for OR and "
       "! for NOT"},
      {"a, NOT b", "x.bnet:1:4: 'NOT' is no operator here"},
      {"a, not(b)", "x.bnet:1:4: 'not' is no operator here"},
      {"a, 2", "x.bnet:1:4: '2' is a number; rules hold genes, 0 and 1"},
      {"a, b & 0.5", "x.bnet:1:8: '0.5' is a number"},
      {"12, b", "x.bnet:1:1: '12' is a number and no gene"},
      {"a, b, c",
       "x.bnet:1:5: ',' is neither '!', '&' nor '|'; put a name "
       "that holds it in single quotes"},
      {"a, ~b", "x.bnet:1:4: '~' is neither"},
      {"a, b[-2]", "x.bnet:1:5: '[' is neither"},
      {"a, \"b\"", "x.bnet:1:4: '\"' is neither"},
      {"a, b\x01", "x.bnet:1:5: a control character ('\\x01'); remove it"},
      {"a, b | \xff", "x.bnet:1:8: this is not UTF-8; save the file as UTF-8"},
      {"a, b\x91", "x.bnet:1:5: this is not UTF-8"},
      {"a, \xce | b", "x.bnet:1:4: this is not UTF-8"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(ErrorOf(c.text), HasSubstr(c.error)) << c.text;
    EXPECT_EQ(ErrorOf(c.text).rfind("x.bnet:", 0), 0u);
  }
}

TEST(Bnet, TakesCommentsInAnyEncoding) {
  EXPECT_EQ(Read("# M\xfcssel\na, a").comments, "M\\xfcssel\n");
}

RuleModel ModelOf(const Imported& imported) {
  const auto model = RulesOfSpec(imported.spec);
  EXPECT_TRUE(model.ok()) << model.status();
  return *model;
}

TEST(Bnet, IsWrittenWithQuotesOnlyWhereTheyAreNeeded) {
  const Imported model = Read(
      "PKC, Ca2+ & (DAG | !'IP3, (1)')\n"
      "T helper, T helper\n"
      "'true', '0' | PKC\n"
      "'''x', 5'UTR\n"
      "c, !(1 & 0)");
  const auto text = WriteBnet(ModelOf(model));
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text,
            "# Boolean rules from x.bnet\n"
            "targets, factors\n"
            "PKC, Ca2+ & (DAG | !'IP3, (1)')\n"
            "'T helper', 'T helper'\n"
            "'true', '0' | PKC\n"
            "'''x', 5'UTR\n"
            "c, 1\n");
  const Imported again = Read(*text);
  EXPECT_EQ(GenesOf(again), GenesOf(model));
  EXPECT_EQ(InputsOf(again), InputsOf(model));
}

TEST(Bnet, IsWrittenWithInputsThatNothingReads) {
  RuleModel model;
  model.title = "two\nlines";
  model.variables.push_back({"a", *ParseRule("b")});
  model.variables.push_back({"b", absl::nullopt});
  model.variables.push_back({"c d", absl::nullopt});
  EXPECT_EQ(*WriteBnet(model),
            "# two lines\ntargets, factors\na, b\n'c d', 'c d'\n");
}

TEST(Bnet, KeepsNumbersAndWordsThatAreNamesInQuotes) {
  const auto model = ReadBnet({{"x.bnet", "'2', '2' & 'and'\n'and', '2'\n"}});
  ASSERT_TRUE(model.ok()) << model.status();
  RuleModel rules;
  rules.variables.push_back({"2", *ParseRule("2 & and")});
  rules.variables.push_back({"and", *ParseRule("2")});
  EXPECT_EQ(*WriteBnet(rules),
            "targets, factors\n'2', '2' & 'and'\n'and', '2'\n");
}

TEST(Bnet, ShowsFreeInputsOfOddNamesInQuotesAndShort) {
  const auto model = ReadBnet(
      {{"x.bnet", "a, 'x, y' & Wnt/BMP & " + std::string(100, 'n') + "\n"}});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->notes[0],
            "x.bnet: 3 names that no line defines are free inputs: 'x, y', "
            "Wnt/BMP, " +
                std::string(57, 'n') + "...");
}

}  // namespace
}  // namespace regulon
