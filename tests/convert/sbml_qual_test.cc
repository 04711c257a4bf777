#include "engine/convert/sbml_qual.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/logic/rule.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/convert/imported.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A model of these species and transitions; the first is on line 3.
std::string Sbml(const std::string& species, const std::string& transitions) {
  return absl::StrCat(
      "<?xml version='1.0' encoding='UTF-8'?>\n"
      "<sbml xmlns='http://www.sbml.org/sbml/level3/version1/core' level='3' "
      "version='1' xmlns:q='http://www.sbml.org/sbml/level3/version1/qual/"
      "version1' q:required='true'><model "
      "id='m'><q:listOfQualitativeSpecies>\n",
      species, "</q:listOfQualitativeSpecies><q:listOfTransitions>\n",
      transitions, "</q:listOfTransitions></model></sbml>\n");
}

std::string Species(const std::string& id, int most,
                    const std::string& more = "") {
  return absl::StrCat("<q:qualitativeSpecies q:id='", id, "' q:maxLevel='",
                      most, "' q:compartment='c' q:constant='false' ", more,
                      "/>\n");
}

std::string Output(const std::string& id) {
  return absl::StrCat("<q:listOfOutputs><q:output q:qualitativeSpecies='", id,
                      "' q:transitionEffect='assignmentLevel'/>"
                      "</q:listOfOutputs>");
}

std::string Term(int level, const std::string& math) {
  return absl::StrCat("<q:functionTerm q:resultLevel='", level,
                      "'><math xmlns='http://www.w3.org/1998/Math/MathML'>",
                      math, "</math></q:functionTerm>");
}

std::string Terms(int otherwise, const std::string& terms) {
  return absl::StrCat("<q:listOfFunctionTerms><q:defaultTerm q:resultLevel='",
                      otherwise, "'/>", terms, "</q:listOfFunctionTerms>");
}

std::string Transition(const std::string& output, const std::string& terms) {
  return absl::StrCat("<q:transition>", Output(output), terms,
                      "</q:transition>\n");
}

std::string Compared(const std::string& relation, const std::string& id,
                     int level) {
  return absl::StrCat("<apply><", relation, "/><ci>", id,
                      "</ci><cn type='integer'>", level, "</cn></apply>");
}

std::string Joined(const std::string& operation, const std::string& operands) {
  return absl::StrCat("<apply><", operation, "/>", operands, "</apply>");
}

Imported Read(const std::string& text) {
  return ReadOrFail(ReadSbmlQual({{"x.sbml", text}}));
}

std::string ErrorOf(const std::string& text) {
  const auto model = ReadSbmlQual({{"x.sbml", text}});
  EXPECT_FALSE(model.ok());
  return std::string(model.status().message());
}

// The rule of a for that math, of Boolean b, c and d.
std::string RuleOf(const std::string& math) {
  const Imported model = Read(Sbml(
      Species("a", 1) + Species("b", 1) + Species("c", 1) + Species("d", 1),
      Transition("a", Terms(0, Term(1, math)))));
  return model.spec.gene_size() == 1 ? model.spec.gene(0).rule() : "none";
}

TEST(SbmlQual, ReadsConditionsOfMathMl) {
  const std::string b = Compared("eq", "b", 1), c = Compared("eq", "c", 1),
                    d = Compared("eq", "d", 1);
  EXPECT_EQ(RuleOf(b), "b");
  EXPECT_EQ(RuleOf(Compared("eq", "b", 0)), "!b");
  EXPECT_EQ(RuleOf(Compared("geq", "b", 1)), "b");
  EXPECT_EQ(RuleOf(Compared("lt", "b", 1)), "!b");
  EXPECT_EQ(RuleOf(Compared("neq", "b", 1)), "!b");
  EXPECT_EQ(RuleOf(Compared("gt", "b", 0)), "b");
  EXPECT_EQ(RuleOf(Compared("leq", "b", 1)), "1");
  EXPECT_EQ(RuleOf(Joined("and", b + Joined("or", c + d))), "b & (c | d)");
  EXPECT_EQ(RuleOf(Joined("not", Joined("and", b + c + d))), "!(b & c & d)");
  EXPECT_EQ(RuleOf(Joined("xor", b + c)), "b & !c | !b & c");
  EXPECT_EQ(RuleOf(Joined("eq", "<ci>b</ci><ci>c</ci>")), "!b & !c | b & c");
  EXPECT_EQ(RuleOf("<ci>b</ci>"), "b");
  EXPECT_EQ(RuleOf("<true/>"), "1");
  EXPECT_EQ(RuleOf(Joined("and", "<false/>" + b)), "0");
  EXPECT_EQ(RuleOf(Joined("eq", "<cn type='integer'>1</cn><ci>b</ci>")), "b");
}

TEST(SbmlQual, TakesTheFirstTermThatIsTrue) {
  const Imported model =
      Read(Sbml(Species("a", 1) + Species("b", 1),
                Transition("a", Terms(1, Term(0, Compared("eq", "b", 1)) +
                                             Term(1, Compared("eq", "a", 1)))) +
                    Transition("b", Terms(1, ""))));
  EXPECT_THAT(GenesOf(model), ElementsAre("a = !b", "b = 1"));
}

TEST(SbmlQual, TakesSpeciesThatNothingMakesForInputs) {
  const Imported model =
      Read(Sbml(Species("a", 1) + Species("b", 1) + Species("c", 1),
                Transition("a", Terms(0, Term(1, Compared("eq", "b", 1)))) +
                    Transition("c", "")));
  EXPECT_THAT(GenesOf(model), ElementsAre("a = b"));
  EXPECT_THAT(InputsOf(model), ElementsAre("b", "c"));
  EXPECT_THAT(model.notes, ElementsAre("x.sbml: species that no transition "
                                       "makes are free inputs: b, c"));
}

TEST(SbmlQual, MakesAVariablePerLevel) {
  const Imported model = Read(Sbml(
      Species("a", 2) + Species("b", 1) + Species("in", 2),
      Transition("a", Terms(0, Term(2, Compared("eq", "b", 1)))) +
          Transition("b", Terms(0, Term(1, Compared("eq", "a", 1)) +
                                       Term(1, Compared("geq", "in", 2))))));
  EXPECT_THAT(GenesOf(model),
              ElementsAre("a_b1 = b | a_b1 & a_b2", "a_b2 = b & a_b1",
                          "b = a_b1 & !(a_b1 & a_b2) | in_b1 & in_b2"));
  EXPECT_THAT(InputsOf(model), ElementsAre("in_b1", "in_b2"));
  EXPECT_THAT(model.notes[0],
              HasSubstr("move one level at a time: a (0 to 2: a_b1 to a_b2), "
                        "in (0 to 2: in_b1 to in_b2)"));
}

TEST(SbmlQual, KnowsThresholdsByTheIdsOfInputs) {
  const Imported model = Read(Sbml(
      Species("a", 1) + Species("b", 2),
      "<q:transition><q:listOfInputs><q:input q:id='t' q:thresholdLevel='2' "
      "q:qualitativeSpecies='b' q:transitionEffect='none'/></q:listOfInputs>" +
          Output("a") +
          Terms(0, Term(1, Joined("geq", "<ci>b</ci><ci>t</ci>"))) +
          "</q:transition>"));
  EXPECT_THAT(GenesOf(model), ElementsAre("a = b_b1 & b_b2"));
}

TEST(SbmlQual, FindsTheLevelsThatSpeciesDoNotDeclare) {
  const std::string species = absl::StrReplaceAll(
      Species("a", 1) + Species("b", 1), {{" q:maxLevel='1'", ""}});
  const Imported model = Read(Sbml(
      species, Transition("a", Terms(0, Term(1, Compared("gt", "b", 1))))));
  EXPECT_THAT(GenesOf(model), ElementsAre("a = b_b1 & b_b2"));
  EXPECT_THAT(model.notes,
              ::testing::Contains(HasSubstr("without a maxLevel")));
}

TEST(SbmlQual, NotesLevelsThatNoSpeciesReaches) {
  const std::string species = Species("a", 1) + Species("b", 2);
  const Imported model = Read(Sbml(
      species, Transition("a", Terms(0, Term(1, Compared("geq", "b", 5))))));
  EXPECT_EQ(GenesOf(model)[0], "a = 0");
  EXPECT_THAT(model.notes,
              ::testing::Contains(HasSubstr("b (0 to 2, asked for 5)")));
  const Imported within = Read(Sbml(
      species, Transition("a", Terms(0, Term(1, Compared("geq", "b", 2))))));
  EXPECT_THAT(within.notes,
              ::testing::Not(::testing::Contains(HasSubstr("asked for"))));
}

TEST(SbmlQual, CallsSpeciesByTheirNames) {
  const Imported model = Read(Sbml(
      Species("s1", 1, "q:name='Ca2+ &amp; more'") +
          Species("s2", 1, "q:name='twice'") +
          Species("s3", 1, "q:name='twice'") + Species("s4", 1, "q:name='s2'"),
      Transition("s1", Terms(0, Term(1, Compared("eq", "s1", 1)))) +
          Transition("s2", Terms(0, Term(1, Compared("eq", "s4", 1))))));
  EXPECT_THAT(GenesOf(model),
              ElementsAre("Ca2+ & more = 'Ca2+ & more'", "s2 = s4"));
  EXPECT_THAT(model.spec.gene(0).alias(), ElementsAre("s1"));
  EXPECT_THAT(InputsOf(model), ElementsAre("s3", "s4"));
}

TEST(SbmlQual, SaysWhatIsIgnoredOncePerKind) {
  const Imported model = Read(
      Sbml(Species("a", 1, "q:initialLevel='1'") + Species("b", 1),
           absl::StrReplaceAll(
               Transition("a", Terms(0, "")),
               {{"<q:listOfOutputs>",
                 "<q:listOfInputs><q:input q:qualitativeSpecies='b' "
                 "q:transitionEffect='none' q:sign='positive'><notes><p "
                 "xmlns='http://www.w3.org/1999/xhtml'>n</p></notes></q:input>"
                 "</q:listOfInputs><q:listOfOutputs>"}})));
  EXPECT_THAT(
      model.notes,
      ElementsAre("x.sbml: species that no transition makes are free inputs: b",
                  "x.sbml: ignored: 1 initial levels; choose where to start "
                  "when asking",
                  "x.sbml: ignored: 1 signs of inputs; they follow from the "
                  "rules",
                  "x.sbml: ignored: 1 notes and annotations"));
}

TEST(SbmlQual, SaysWhatIsWrongAndWhere) {
  const std::string a = Species("a", 1);
  const auto with = [&a](const std::string& math) {
    return Sbml(a, Transition("a", Terms(0, Term(1, math))));
  };
  const struct {
    std::string text, error;
  } cases[] = {
      {"", "x.sbml:"},
      {"<sbml>", "x.sbml:1:"},
      {"<a></b>", "x.sbml:1:"},
      {Sbml(a, "<unfinished"), "x.sbml:5:"},
      {Sbml("", ""), "x.sbml:2:"},
      {"<?xml version='1.0' encoding='UTF-8'?><sbml "
       "xmlns='http://www.sbml.org/sbml/level3/"
       "version1/core' level='3' version='1'/>",
       "x.sbml: no <model> is here; give a model in SBML Level 3"},
      {absl::StrReplaceAll(Sbml(a, ""), {{"qual/version1", "fbc/version1"}}),
       "x.sbml: the model has no qualitative part"},
      {Sbml(a + a, ""), "x.sbml:4:"},
      {Sbml(Species("a", 101), ""),
       "x.sbml:3:86: species 'a' has levels 0 to "
       "101; up to 100 are read"},
      {Sbml(Species("a", 100) + Species("b", 100),
            Transition(
                "a",
                Terms(
                    0,
                    Term(1,
                         Joined("geq",
                                "<ci>a</ci><ci>b</ci><ci>a</ci><ci>b</ci>"))))),
       "comparing species of so many levels takes more than 20000 names"},
      {Sbml(
           Species("a", 100),
           Transition(
               "a", Terms(0, absl::StrReplaceAll(
                                 std::string(300, 'x'),
                                 {{"x", Term(1, Compared("geq", "a", 90))}})))),
       "the rules of all levels have more than 2000000 names"},
      {Sbml(Species("a", -1), ""), "x.sbml:3:"},
      {Sbml(Species("a", 2) + Species("a_b1", 1), ""),
       "x.sbml:4:87: two things would be called 'a_b1'; rename a species"},
      {Sbml(a, Transition("b", Terms(0, ""))),
       "x.sbml:5:103: no species has the id 'b'"},
      {Sbml(a, Transition("a", Terms(2, ""))),
       "x.sbml:5:103: species 'a' is given a level out of 0 to 1"},
      {Sbml(a, Transition("a", Terms(0, "")) + Transition("a", Terms(1, ""))),
       "x.sbml:6:103: species 'a' is the output of two transitions"},
      {Sbml(a, absl::StrReplaceAll(Transition("a", Terms(0, "")),
                                   {{"assignmentLevel", "production"}})),
       "x.sbml:5:98: species 'a' is not assigned a level"},
      {Sbml(a, Transition("a", "<q:listOfFunctionTerms>" + Term(1, "<true/>") +
                                   "</q:listOfFunctionTerms>")),
       "x.sbml:5:14: transition '' has no default term"},
      {with(""), "x.sbml:5:"},
      {with("<ci>b</ci>"), "'b' is neither a species nor an input"},
      {with("<cn>1</cn>"), "an operation that logical models don't have"},
      {with(Joined("plus", "<ci>a</ci><ci>a</ci>")),
       "that logical models don't have; write and, or, xor"},
      {with(Joined("eq", "<ci>a</ci>")), "x.sbml:5:"},
      {with(Joined("not", "<true/><true/>")), "x.sbml:5:"},
      {Sbml(Species("a", 2), Transition("a", Terms(0, Term(1, "<ci>a</ci>")))),
       "'a' is a number and no condition; compare it with a level"},
      {"<!DOCTYPE x [<!ENTITY a \"b\">]><sbml/>",
       "x.sbml:1:1: a document type; SBML has none"},
      {"<?xml version='1.0' encoding='UTF-7'?><sbml/>",
       "x.sbml:1:1: declares another encoding; save the file as UTF-8"},
      {std::string("<sbml>\0</sbml>", 14), "x.sbml:1:7: a zero byte"},
      {"<a>\n" + std::string(1000, 'x') + "<b c='/>'>" +
           absl::StrReplaceAll(std::string(300, 'y'), {{"y", "<c>"}}),
       "x.sbml:2:1755: elements in each other more than 250 deep"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(ErrorOf(c.text), HasSubstr(c.error)) << c.text;
    EXPECT_EQ(ErrorOf(c.text).rfind("x.sbml:", 0), 0u);
  }
}

// a ^ b ^ a ^ b ... written out doubles with each operand.
TEST(SbmlQual, RefusesToWriteOutAThousandfoldXor) {
  std::string operands;
  for (int i = 0; i < 1000; ++i) {
    operands += i % 2 == 0 ? "<ci>a</ci>" : "<ci>b</ci>";
  }
  EXPECT_THAT(ErrorOf(Sbml(
                  Species("a", 1) + Species("b", 1),
                  Transition("a", Terms(0, Term(1, Joined("xor", operands)))))),
              HasSubstr("'xor' of so much"));
}

RuleModel ModelOf(
    const std::vector<std::pair<std::string, std::string>>& rules) {
  RuleModel model;
  model.name = "m-1";
  model.title = "Rules < & >";
  for (const auto& [name, rule] : rules) {
    RuleModel::Variable& variable = model.variables.emplace_back();
    variable.name = name;
    if (!rule.empty()) variable.rule = *ParseRule(rule);
  }
  return model;
}

TEST(SbmlQual, IsReadAsItWasWritten) {
  const RuleModel model = ModelOf({{"a", "b & !(c | 'Ca2+')"},
                                   {"Ca2+", "'Ca2+'"},
                                   {"Ca2_", "1"},
                                   {"2 <x>", "0"},
                                   {"cell", "'IFN\u03b3' | cell"},
                                   {" a  b ", "' a  b '"},
                                   {"b", ""},
                                   {"c", ""},
                                   {"IFN\u03b3", ""}});
  const auto text = WriteSbmlQual(model);
  ASSERT_TRUE(text.ok()) << text.status();
  const Imported again = Read(*text);
  EXPECT_EQ(again.spec.title(), "Rules < & >");
  EXPECT_THAT(
      GenesOf(again),
      ElementsAre("a = b & !(c | 'Ca2+')", "Ca2+ = 'Ca2+'", "Ca2_ = 1",
                  "2 <x> = 0", "cell = IFN\u03b3 | cell", " a  b  = ' a  b '"));
  EXPECT_THAT(InputsOf(again), ElementsAre("b", "c", "IFN\u03b3"));
  EXPECT_THAT(again.notes, ElementsAre(HasSubstr("free inputs")));
}

TEST(SbmlQual, IsWrittenInPartsWhereARuleIsWide) {
  std::string rule = "a0";
  std::vector<std::pair<std::string, std::string>> rules = {{"a0", ""}};
  for (int i = 1; i < 5000; ++i) {
    absl::StrAppend(&rule, " | a", i);
    rules.push_back({absl::StrCat("a", i), ""});
  }
  rules.push_back({"wide", rule});
  const auto text = WriteSbmlQual(ModelOf(rules));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(Read(*text).spec.gene(0).rule(), rule);
}

TEST(SbmlQual, IsNotWrittenDeeperThanItIsRead) {
  const auto nested = [](int pairs) {
    std::string rule = "a";
    for (int i = 0; i < pairs; ++i) rule = absl::StrCat("b | c & (", rule, ")");
    return ModelOf({{"a", rule}, {"b", ""}, {"c", ""}});
  };
  const auto text = WriteSbmlQual(nested(110));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(Read(*text).spec.gene(0).rule(),
            nested(110).variables[0].rule->ToString());
  const absl::Status deep = WriteSbmlQual(nested(240)).status();
  EXPECT_EQ(deep.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(deep.message()), HasSubstr("the rule of 'a' has"));
}

}  // namespace
}  // namespace regulon
