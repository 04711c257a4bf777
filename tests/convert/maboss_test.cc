#include "engine/convert/maboss.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

absl::StatusOr<Imported> Read(const std::string& bnd,
                              const std::string& cfg = "") {
  const std::vector<SourceText> sources = {{"m.bnd", bnd}, {"m.cfg", cfg}};
  return ReadMaboss(sources);
}

proto::GenomeSpec Spec(const std::string& bnd, const std::string& cfg = "") {
  const absl::StatusOr<Imported> model = Read(bnd, cfg);
  EXPECT_TRUE(model.ok()) << model.status();
  if (!model.ok()) return {};
  const auto compiled =
      Compile(model->spec, Spot("m", proto::GenomeSpec::descriptor(), nullptr));
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return model->spec;
}

// "rule; up: rate [rule]; down: ..." of node A among A, B, C.
std::string NodeA(const std::string& attributes, const std::string& cfg = "") {
  const proto::GenomeSpec spec =
      Spec("node A {" + attributes + "} node B {} node C {}", cfg);
  if (spec.gene_size() == 0) return "";
  std::string text = spec.gene(0).rule();
  const auto add = [&text](const char* what, const auto& rates) {
    for (const proto::RateSpec& rate : rates) {
      absl::StrAppend(&text, "; ", what, " ", rate.rate(),
                      rate.rule().empty() ? "" : " if ", rate.rule());
    }
  };
  add("up", spec.gene(0).up());
  add("down", spec.gene(0).down());
  return text;
}

std::string ErrorOf(const std::string& bnd, const std::string& cfg = "") {
  return std::string(Read(bnd, cfg).status().message());
}

TEST(Maboss, NeedsNoRatesWhereTheyAreOne) {
  EXPECT_EQ(NodeA("logic = B & !C;"), "B & !C");
  EXPECT_EQ(NodeA("logic = B; rate_up = @logic ? 1 : 0;"
                  "rate_down = @logic ? 0.0 : 1.0;"),
            "B");
}

TEST(Maboss, ReadsRatesOfTheStandardForm) {
  EXPECT_EQ(NodeA("logic = (B AND NOT C) OR A;"
                  "rate_up = @logic ? $u : 0; rate_down = @logic ? 0 : $u / 4;",
                  "$u = 2;"),
            "B & !C | A; up 2; down 0.5");
  EXPECT_EQ(NodeA("logic = B; rate_up = (@logic ? 3 : 0)/$t;", "$t = 1.5;"),
            "B; up 2");
}

TEST(Maboss, LeavesNodesWithoutRuleAsTheyAre) {
  EXPECT_EQ(NodeA(""), "A");
  EXPECT_EQ(NodeA("rate_up = 0; rate_down = 0;"), "A");
}

TEST(Maboss, TakesTheRuleFromRatesThatContradictTheLogic) {
  EXPECT_EQ(NodeA("logic = B; rate_up = 0; rate_down = 2;"), "0; down 2");
  EXPECT_EQ(NodeA("logic = B; rate_up = @logic ? 5 : 0; rate_down = 0;"),
            "B | A; up 5");
  EXPECT_EQ(NodeA("rate_up = B ? 2 : 0; rate_down = C ? 3 : 0;"),
            "A & !C | !A & B; up 2; down 3");
}

TEST(Maboss, SplitsRatesOfSeveralValues) {
  EXPECT_EQ(NodeA("rate_up = B + 2 * C; rate_down = 1;"),
            "!A & B | !A & C; up 1 if B & !C; up 2 if !B & C; up 3 if B & C");
  EXPECT_EQ(NodeA("logic = B; rate_up = @logic ? (C ? 4 : 7) : 0;"),
            "B; up 4 if B & C; up 7 if B & !C");
}

TEST(Maboss, KnowsWhatMabossKnowsOfExpressions) {
  const struct {
    const char* logic;
    const char* rule;
  } cases[] = {
      {"B ^ C", "B & !C | !B & C"},
      {"B XOR C | B", "!B & C"},  // B ^ (C | B)
      {"!B == C", "B & !C | !B & C"},
      {"B + C + A >= 2", "A & B | A & C | B & C"},
      {"B + C < 1", "!B & !C"},
      {"$case ? B : C", "B"},
      {"!$case | C", "C"},
      {"B && (1 - 1)", "0"},
      {"log(8, 2) == 3 && B", "B"},
      {"exp(B) > 2 OR C", "B | C"},
      {"(C ? B : !B)", "B & C | !B & !C"},
      {"- B < 0", "B"},
      {"@own & C", "B & C"},
      {"nOt B aNd C", "!B & C"},
      {".5e1 * B / 2.", "B"},
  };
  for (const auto& [logic, rule] : cases) {
    EXPECT_EQ(
        NodeA(absl::StrCat("own = B; logic = ", logic, ";"), "$case = TRUE;"),
        rule)
        << logic;
  }
}

TEST(Maboss, SkipsCommentsOfAnyBytesAndTexts) {
  EXPECT_EQ(NodeA("description = \"a \\\"node\\\" ;\"; // \xe9\xff ;\n"
                  "/* } \xfe */ logic = B;\n# a line\n"),
            "B");
}

TEST(Maboss, ReadsShortNodes) {
  const proto::GenomeSpec spec = Spec("A: B & !A;\nB, A | B\nC: A");
  ASSERT_THAT(spec.gene(), SizeIs(3));
  EXPECT_EQ(spec.gene(0).rule(), "B & !A");
  EXPECT_EQ(spec.gene(1).rule(), "A | B");
  EXPECT_EQ(spec.gene(2).rule(), "A");
}

TEST(Maboss, ReadsSettings) {
  const proto::GenomeSpec spec =
      Spec("node A {} node B {} node C {} node D {} node E {}",
           "$p = 1/4; $q = 1 - $p; A.istate = TRUE; B.ISTATE = 0;\n"
           "[C, D].istate = $p [0, 1], $q [1, 0]; E.istate = -1;\n"
           "A.is_internal = 1; B.is_internal = FALSE; A.refstate = 1;\n"
           "E.schedule = 20:0.1, 40:$p;\n"
           "max_time = 5; time_tick = .5; discrete_time = 1;\n"
           "sample_count = 300; thread_count = 4; Seed_Pseudorandom=1;");
  const proto::KineticsSpec& k = spec.kinetics();
  EXPECT_EQ(k.max_time(), 5);
  EXPECT_EQ(k.time_tick(), 0.5);
  EXPECT_TRUE(k.discrete_time());
  EXPECT_EQ(k.samples(), 300);
  ASSERT_THAT(k.initial(), SizeIs(3));
  EXPECT_THAT(k.initial(0).state(0).on(), ElementsAre("A"));
  EXPECT_THAT(k.initial(1).state(0).on(), ElementsAre());
  EXPECT_THAT(k.initial(2).name(), ElementsAre("C", "D"));
  EXPECT_EQ(k.initial(2).state(1).weight(), 0.75);
  EXPECT_THAT(k.initial(2).state(1).on(), ElementsAre("C"));
  ASSERT_THAT(k.schedule(), SizeIs(2));
  EXPECT_EQ(k.schedule(1).time(), 40);
  EXPECT_EQ(k.schedule(1).probability(), 0.25);
  EXPECT_TRUE(spec.gene(0).internal());
  EXPECT_FALSE(spec.gene(1).internal());
}

TEST(Maboss, SaysInOneLineWhichSettingsChangeNothing) {
  const auto model = Read("A: A", "thread_count = 4; display_traj = 1;");
  ASSERT_TRUE(model.ok());
  EXPECT_THAT(model->notes,
              ElementsAre("settings that change no answer: display_traj, "
                          "thread_count"));
}

TEST(Maboss, NotesWhatMaySlip) {
  const struct {
    const char* bnd;
    const char* cfg;
    const char* note;
  } cases[] = {
      {"node A {\n logic = A; rate_pu = 2;\n}", "",
       "m.bnd:2:13: nothing uses 'rate_pu' of node 'A'; did you mean "
       "'rate_up'?"},
      {"A: A", "$x = 1;\n$x = 2;",
       "m.cfg:2:1: the parameter $x is 2 from here on, no longer 1"},
      {"A: A", "max_time = 1;\ntime_tick = 5;",
       "m.cfg:2:1: a time_tick of 5 is longer than the max_time of 1"},
      {"A: A", "[A].istate = 0.5 [0], 0.2 [1];",
       "m.cfg:1:5: these probabilities sum to 0.7 and were taken as weights"},
  };
  for (const auto& [bnd, cfg, note] : cases) {
    const auto model = Read(bnd, cfg);
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_THAT(model->notes, ElementsAre(HasSubstr(note)));
  }
  for (const auto& [bnd, cfg] :
       {std::pair("node A { own = A; logic = @own; }", ""),
        std::pair("A: A", "$x = 1; $x = 1; time_tick = 2; max_time = 2;"),
        std::pair("A: A", "[A].istate = 0.1 [0], 0.9 [1];")}) {
    const auto model = Read(bnd, cfg);
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_THAT(model->notes, ElementsAre());
  }
}

TEST(Maboss, AsksForTheSettingsThatNobodyNamed) {
  const std::vector<SourceText> alone = {{"m.bnd", "node A { rate_up = $u; }"}};
  EXPECT_THAT(std::string(ReadMaboss(alone).status().message()),
              HasSubstr("the parameter $u has no value; name the .cfg that "
                        "gives it one as well"));
  EXPECT_THAT(ErrorOf(alone[0].text, "$v = 1;"),
              HasSubstr("add $u = ...; to the .cfg"));
}

TEST(Maboss, CapsRatesThatMeanAtOnce) {
  const auto model =
      Read("node A { rate_up = 1e+100; rate_down = B ? 0 : 1; } B: A");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->spec.gene(0).up(0).rate(), 1e30);
  EXPECT_THAT(model->notes, ElementsAre(HasSubstr("1e30: A")));
}

TEST(Maboss, NamesLineAndColumnOfWhatIsWrong) {
  const struct {
    const char* bnd;
    const char* cfg;
    const char* error;
  } cases[] = {
      {"node A {\n  logic = B;\n}", "", "m.bnd:2:11: no node is called 'B'"},
      {"node A { logic = $x; }", "$y = 1;",
       "m.bnd:1:18: the parameter $x has no value"},
      {"node A { logic = @lgic; lgc = 1; }", "",
       "m.bnd:1:18: the node has no attribute 'lgic'; did you mean 'lgc'?"},
      {"node A { logic = A\n}", "", "m.bnd:2:1: ';' is needed here, not '}'"},
      {"node A { logic = (A; }", "", "m.bnd:1:20: ')' is needed here, not ';'"},
      {"node A {} node A {}", "", "m.bnd:1:16: there are two nodes 'A'"},
      {"node A { logic = A; Logic = A; }", "", "has 'logic' twice"},
      {"node A { a = @b; b = @a; logic = @a; }", "", "refers to itself"},
      {"node A { rate_up = 0 - 1; }", "",
       "m.bnd:1:20: rate_up of 'A' comes out as -1 in some state"},
      {"node A { rate_up = 1/A; }", "", "comes out as inf"},
      {"node A { rate_up = log(A); }", "", "comes out as -inf"},
      {"node A { rate_up = sin(A); }", "", "no function is called 'sin'"},
      {"node A { rate_up = log(1,2,3); }", "", "takes a value and a base"},
      {"node A { rate_up = #time; }", "",
       "m.bnd:1:20: what depends on the time"},
      {"division { }", "", "m.bnd:1:1: 'division {' is not of a network"},
      {"/* a", "", "m.bnd:1:1: this comment does not end"},
      {"node A { d = \"x; }", "", "m.bnd:1:14: this text does not end"},
      {"node \xc3\xa9 {}", "", "m.bnd:1:6: '\\xc3' means nothing here"},
      {"node 2A {}", "", "is no number; a name begins with a letter"},
      {"", "", "m.bnd:1:1: there is no node here"},
      {"A: A", "B.istate = 1;", "m.cfg:1:1: the .bnd has no node 'B'"},
      {"A: A", "\n$x = $y;", "m.cfg:2:6: the parameter $y has no value"},
      {"A: A", "A.istat = 1;", "m.cfg:1:3: 'istat' is not known of a node"},
      {"A: A", "A.istate = 1; A.istate = 0;",
       "m.cfg:1:15: the first value of 'A' is given twice"},
      {"A: A", "A.istate = 0.5;",
       "m.cfg:1:12: a first value of 0.5; it is 0, 1 or, for either, -1"},
      {"A: A", "A.istate = 2;", "m.cfg:1:12: a first value of 2"},
      {"A: A", "[A].istate = 1 [0.5];",
       "m.cfg:1:17: a value in '[ ]' is 0.5; it is 0 or 1"},
      {"A: A", "discrete_time = 2;", "m.cfg:1:17: discrete_time is 2"},
      {"A: A", "A.is_internal = 3;", "m.cfg:1:17: is_internal is 3"},
      {"A: A", "[A].istate = 1 [0, 1];", "m.cfg:1:16: 2 values for 1 nodes"},
      {"A: A", "[A].istate = 0 [0];", "these probabilities sum to 0"},
      {"A: A", "[A].istate = (0-1) [0];", "a probability of -1"},
      {"A: A", "A.schedule = 1:2;", "m.cfg:1:16: a probability of 2"},
      {"A: A", "max_tim = 1;",
       "m.cfg:1:1: no setting is called 'max_tim'; did "
       "you mean 'max_time'?"},
      {"A: A", "max_time = 0;", "max_time is 0; it must be above 0"},
      {"A: A", "max_time = 1/0;", "m.cfg:1:12: this comes out as inf"},
      {"A: A", "max_time = yes;", "'yes' is no value"},
      {"A: A", "max_time = 1", "m.cfg:1:13: the file ends where ';' is needed"},
  };
  for (const auto& [bnd, cfg, error] : cases) {
    EXPECT_THAT(ErrorOf(bnd, cfg), HasSubstr(error)) << bnd << "\n" << cfg;
  }
}

TEST(Maboss, SurvivesWhatNobodyWrites) {
  const std::string deep(100000, '(');
  EXPECT_THAT(ErrorOf("A: " + deep), HasSubstr("nested more than 250 deep"));
  EXPECT_THAT(ErrorOf("A: " + std::string(100000, '!')),
              HasSubstr("nested more than 250 deep"));
  std::string laughs = "node A { a0 = A | A;";
  for (int i = 1; i < 60; ++i) {
    absl::StrAppend(&laughs, "a", i, " = @a", i - 1, " ^ @a", i - 1, ";");
  }
  EXPECT_THAT(ErrorOf(laughs + "logic = @a59; }"),
              HasSubstr("grows beyond 100000 operands"));
  std::string sum = "node A { rate_up = 0";
  for (int i = 0; i < 20000; ++i) sum += " + A";
  EXPECT_TRUE(Read(sum + "; }").ok());
}

TEST(Maboss, LimitsHowMuchRatesDependOn) {
  std::string bnd = "node A { rate_up = 0";
  for (int i = 0; i < 14; ++i) absl::StrAppend(&bnd, " + B", i);
  bnd += "; }";
  for (int i = 0; i < 14; ++i) absl::StrAppend(&bnd, " node B", i, " {}");
  EXPECT_THAT(ErrorOf(bnd), HasSubstr("depend on 15 nodes in 15 different"));
  // One condition of many nodes is one condition.
  std::string wide = "node A { logic = B0";
  for (int i = 1; i < 14; ++i) absl::StrAppend(&wide, " & B", i);
  wide += "; rate_up = @logic ? 2 : 0; }";
  for (int i = 0; i < 14; ++i) absl::StrAppend(&wide, " node B", i, " {}");
  EXPECT_EQ(Spec(wide).gene(0).up(0).rate(), 2);
}

TEST(MabossModels, AreAllRead) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  const struct {
    const char *bnd, *cfg;
    int nodes;
  } models[] = {
      {"Four_cycle", "Four_cycle", 3},
      {"p53_Mdm2", "p53_Mdm2", 5},
      {"cellcycle", "cellcycle", 10},
      {"metastasis", "metastasis", 32},
      {"cellfate", "cellfate", 31},
      {"cellfate", "cellfate_schedule", 31},
      {"ewing_full", "ewing_full", 78},
      {"sizek", "sizek", 87},
      {"Montagud2022_Prostate_Cancer", "Montagud2022_Prostate_Cancer", 133}};
  for (const auto& [bnd, cfg, nodes] : models) {
    std::vector<SourceText> sources;
    for (const std::string& name :
         {absl::StrCat(bnd, ".bnd"), absl::StrCat(cfg, ".cfg")}) {
      std::ifstream file(absl::StrCat(shared, "/reference/maboss/", name),
                         std::ios::binary);
      std::stringstream text;
      text << file.rdbuf();
      sources.push_back({name, text.str()});
    }
    const auto model = ReadMaboss(sources);
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_EQ(model->spec.gene_size(), nodes) << cfg;
    EXPECT_TRUE(Compile(model->spec,
                        Spot("m", proto::GenomeSpec::descriptor(), nullptr))
                    .ok());
  }
}

}  // namespace
}  // namespace regulon
