// Verbs, flags and levels, right and wrong.
#include <map>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kToggle[] = "models/toggle_switch.regulon";

const char* const kVerbs[] = {
    "compile",    "convert",       "synth",      "inspect",    "express",
    "active",     "control",       "repertoire", "perturb",    "explain",
    "trajectory", "differentiate", "unopened",   "specialize", "demo"};

TEST(Help, OfEachVerbHasAnExampleThatStartsWithIt) {
  for (const std::string verb : kVerbs) {
    const Outcome help = Regulon({"help", verb});
    EXPECT_EQ(help.status, 0) << verb;
    EXPECT_EQ(help.err, "");
    EXPECT_THAT(help.out, HasSubstr("\nUsage: regulon " + verb));
    const size_t examples = help.out.find("\nExample");
    ASSERT_NE(examples, std::string::npos) << verb;
    EXPECT_THAT(help.out.substr(examples), HasSubstr("\n  regulon " + verb));
    const Outcome flag = Regulon({verb, "--help"});
    EXPECT_EQ(flag.status, 0);
    EXPECT_EQ(flag.out, help.out) << verb;
  }
}

TEST(Help, ExplainsEveryFlag) {
  for (const std::string verb : kVerbs) {
    const std::string help = Regulon({"help", verb}).out;
    EXPECT_THAT(help, ::testing::Not(::testing::ContainsRegex(" \n")));
  }
}

TEST(Help, OfTheProgramNamesEachVerb) {
  const Outcome help = Regulon({"help"});
  EXPECT_EQ(help.status, 0);
  for (const std::string verb : kVerbs) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + verb));
  }
  EXPECT_EQ(Regulon({"--help"}).out, help.out);
  EXPECT_EQ(Regulon({"-h"}).out, help.out);
}

TEST(Usage, ErrorsPointToTheHelpOfTheVerb) {
  const struct {
    Arguments arguments;
    std::string text;
  } cases[] = {
      {{}, "name what to do: compile, "},
      {{"exprss"}, "there is no verb 'exprss'; did you mean 'express'?"},
      {{"--nope"}, "there is no option '--nope'; see 'regulon help'"},
      {{"help", "exprss"}, "did you mean 'express'?; see 'regulon help'"},
      {{"express"}, "GENOME is required; see 'regulon help express'"},
      {{"express", kLaci, "--nope"}, "--nope; see 'regulon help express'"},
      {{"express", kLaci, "a", "b"}, "not expected: b"},
      {{"express", kLaci, "--set"}, "--set: 1 required"},
      {{"express", kLaci, "--format", "xml"}, "xml not in {table,tsv,json}"},
      {{"express", kLaci, "--steps", "0"}, "--steps: Value 0 not in range 1"},
      {{"express", kLaci, "--steps", "1.5"}, "--steps: "},
      {{"express", kLaci, "--steps", "99999999999999999999"}, "--steps: "},
      {{"express", kLaci, "--top", "-1"}, "--top: "},
      {{"express", kLaci, "--threads", "-1"}, "--threads: "},
      {{"express", kLaci, "--threads", "5000"}, "--threads: "},
      {{"express", kLaci, "--seed", "-1"}, "--seed: "},
      {{"express", kLaci, "--update", "both"}, "--update: both not in"},
      {{"express", kToggle, "--runs", "2"}, "--runs goes with --update async"},
      {{"active", kToggle, "--runs", "2"}, "not expected: --runs"},
      {{"active", kLaci, "--expressed-at", "0"}, "a finite level above 0"},
      {{"active", kLaci, "--expressed-at", "nan"}, "a finite level above 0"},
      {{"active", kLaci, "--expressed-at", "inf"}, "a finite level above 0"},
      {{"inspect", kLaci, "--list", "cells"}, "--list: cells not in"},
      {{"compile"}, "SPEC is required; see 'regulon help compile'"},
      {{"compile", "-"}, "needs -o FILE; see 'regulon help compile'"},
      {{"synth"}, "--output is required; see 'regulon help synth'"},
      {{"synth", "-o", "x", "--params", "many"}, "write a number such as 250M"},
      {{"synth", "-o", "x", "--params", "-5"}, "write a number such as 250M"},
      {{"synth", "-o", "x", "--params", "5T"}, "write a number such as 250M"},
      {{"synth", "-o", "x", "--dtype", "f64"}, "--dtype: f64 not in"},
      {{"demo", "now"}, "not expected: now; see 'regulon help demo'"}};
  for (const auto& c : cases) {
    ExpectError(Regulon(c.arguments), 2, {c.text, "see 'regulon help"});
  }
}

TEST(Usage, TakesOneListOfGenesAndLeavesTheContexts) {
  const std::string contexts =
      WriteFile("contexts.tsv", "regulator\tonly\nA\t1\n");
  for (const char* verb : {"express", "explain", "trajectory", "perturb"}) {
    Arguments arguments = {verb, kToggle, "--genes", "A,B", contexts};
    if (arguments[0] == "perturb") {
      arguments.insert(arguments.end(), {"--knock-out", "A"});
    }
    const Outcome outcome = Regulon(arguments);
    EXPECT_EQ(outcome.status, 0) << verb << ": " << outcome.err;
  }
}

TEST(Set, RefusesWhatIsNoLevel) {
  const struct {
    std::string set, text;
    int status;
  } cases[] = {
      {"LacI", "write REGULATOR=LEVEL, as in --set LacI=260", 2},
      {"=5", "write REGULATOR=LEVEL", 2},
      {"", "write REGULATOR=LEVEL", 2},
      {"LacI=", "'' is not a number", 2},
      {"LacI=high", "'high' is not a number", 2},
      {"LacI=-1", "-1 is no level in heads_per_cell: give a number from 0", 1},
      {"LacI=nan", "nan is no level in heads_per_cell", 1},
      {"LacI=inf", "inf is no level in heads_per_cell", 1},
      {"LacI=1e400", "is no level in heads_per_cell: give a number from 0", 1},
      {"LacI=1e39", "1e+39 is no level in heads_per_cell", 1},
      {"IPTG=50mM", "'IPTG' is declared in uM, not mM; convert the level", 1},
      {"IPTG=1,000", "'IPTG' is declared in uM, not ,000", 1},
      {"Lac=5",
       "no regulator is called 'Lac'; did you mean 'LacI'? All of them: "
       "'regulon inspect models/laci_o2.regulon --list regulators'",
       1},
      {"YFP=5",
       "no regulator is called 'YFP'; see 'regulon inspect "
       "models/laci_o2.regulon --list regulators'",
       1}};
  for (const auto& c : cases) {
    for (const std::string flag : {"--set", "--clamp"}) {
      std::string text = c.text;
      const Outcome outcome = Regulon({"express", kLaci, flag, c.set});
      if (text.find("--set") != std::string::npos && flag != "--set") continue;
      ExpectError(outcome, c.status, {flag + " " + c.set, text});
    }
  }
  ExpectError(Regulon({"express", kToggle, "--set", "A=0.5"}), 1,
              {"--set A=0.5", "0.5 is not 0 or 1"});
}

TEST(Set, TakesTheUnitThatIsDeclared) {
  const Arguments plain = {"express", kLaci, "--set", "LacI=260", "--set"};
  const auto with = [&plain](const std::string& set) {
    Arguments arguments = plain;
    arguments.push_back(set);
    return Regulon(arguments);
  };
  const Outcome fifty = with("IPTG=50");
  EXPECT_EQ(fifty.status, 0);
  EXPECT_THAT(fifty.out, HasSubstr("0.4749"));
  for (const std::string same : {"IPTG=50uM", "IPTG=50 uM", "IPTG=5e1"}) {
    EXPECT_EQ(with(same).out, fifty.out) << same;
  }
  EXPECT_NE(with("IPTG=51").out, fifty.out);
}

TEST(Set, NamesTheCandidatesOfAnAmbiguousAlias) {
  const std::string spec = WriteFile("p53.textproto", R"(
      name: "family" unit: "tpm"
      regulator { id: "TP63" alias: "p53L" }
      regulator { id: "TP73" alias: "p53L" }
      gene { id: "CDKN1A" })");
  const std::string genome = InTestFolder("p53.regulon");
  EXPECT_EQ(Regulon({"compile", spec, "-o", genome}).status, 0);
  ExpectError(Regulon({"express", genome, "--set", "p53L=1"}), 1,
              {"--set p53L=1", "several regulators", "TP63, TP73"});
  const std::string table = WriteFile("p53.tsv", "\tx\np53L\t1\nTP63\t1\n");
  const Outcome outcome = Regulon({"express", genome, table});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("p53.tsv:2: row ignored: 'p53L' names "
                                     "several regulators"));
}

TEST(Set, MayStandBesideContextsAndComesAfterThem) {
  const std::string table = WriteFile("c.tsv", "\tx\nLacI\t260\nIPTG\t7\n");
  EXPECT_THAT(Regulon({"express", kLaci, table, "--set", "IPTG=50"}).out,
              HasSubstr("0.4749"));
}

TEST(Set, SaysHowToGiveASecondLevel) {
  ExpectError(Regulon({"express", kLaci, "--set", "LacI=1", "IPTG=2"}), 1,
              {"IPTG=2", "a level needs a --set of its own"});
}

TEST(Genes, NamesWhereToSeeAllOfThem) {
  ExpectError(Regulon({"express", kLaci, "--genes", "reporter,nope"}), 1,
              {"--genes: no gene is called 'nope'",
               "inspect models/laci_o2.regulon --list genes"});
}

TEST(Steps, AreRefusedWhereNothingFeedsBack) {
  ExpectError(Regulon({"express", kLaci, "--steps", "10"}), 1,
              {kLaci, "steps change nothing", "leave them out"});
}

TEST(Steps, MayBeAMillion) {
  EXPECT_EQ(Regulon({"active", kToggle, "--steps", "1000000"}).status, 0);
  const Outcome outcome =
      Regulon({"express", kToggle, "--steps", "1000000", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("\tA\tA\t0\t"));  // an even number
}

TEST(Compile, MakesWhatInspectFindsSound) {
  const std::string genome = InTestFolder("laci.regulon");
  const Outcome compiled =
      Regulon({"compile", "models/laci_o2.textproto", "-o", genome});
  EXPECT_EQ(compiled.status, 0);
  EXPECT_EQ(compiled.out, "");
  EXPECT_EQ(compiled.err, "");
  EXPECT_EQ(ReadWholeFile(genome), ReadWholeFile(kLaci));
  const Outcome verified = Regulon({"inspect", genome, "--verify"});
  EXPECT_EQ(verified.status, 0);
  EXPECT_THAT(verified.err, HasSubstr("laci.regulon: header, manifest and all "
                                      "11 tensors are sound"));
}

TEST(Compile, ReadsTheStandardInput) {
  const std::string genome = InTestFolder("piped.regulon");
  const Surroundings around = {ReadWholeFile("models/myeloid.textproto"), "",
                               0};
  EXPECT_EQ(Regulon({"compile", "-", "-o", genome}, around).status, 0);
  EXPECT_EQ(Regulon({"inspect", genome}).status, 0);
  ExpectError(Regulon({"compile", "-", "-o", genome}, {"name: 7", "", 0}), 1,
              {"<stdin>:1:"});
}

TEST(Synth, HeadsEveryAnswerWithSynthetic) {
  const std::string genome = InTestFolder("synth.regulon");
  const Outcome made =
      Regulon({"synth", "-o", genome, "--regulators", "50", "--genes", "100",
               "--domains", "20", "--programs", "3", "--params", "200k"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, "");
  EXPECT_THAT(made.err, HasSubstr("program_A to program_C"));
  for (const std::string verb : {"express", "active", "inspect"}) {
    const Outcome outcome = Regulon({verb, genome});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, StartsWith("regulon: SYNTHETIC: 50 regulators"));
  }
  // Data only on the standard output.
  const Outcome tsv =
      Regulon({"express", genome, "--set", "program_A=1", "--format", "tsv"});
  EXPECT_THAT(tsv.out, StartsWith("context\tgene\t"));
  EXPECT_EQ(std::count(tsv.out.begin(), tsv.out.end(), '\n'), 101);
  const Outcome table = Regulon({"express", genome, "--set", "program_A=1"});
  EXPECT_THAT(table.err, HasSubstr("showing the 50 highest of 100 genes"));
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 52);
}

TEST(Synth, RefusesSizesThatMakeNoGenome) {
  const std::string genome = InTestFolder("none.regulon");
  ExpectError(Regulon({"synth", "-o", genome, "--genes", "5"}), 1,
              {"these sizes make no genome"});
  ExpectError(Regulon({"synth", "-o", genome, "--params", "1k"}), 1,
              {"1000 parameters are too few", "ask for at least "});
  EXPECT_EQ(ReadWholeFile(genome), "");
}

TEST(Demo, PrintsItsThreeParts) {
  const Outcome demo = Regulon({"demo"});
  EXPECT_EQ(demo.status, 0);
  EXPECT_EQ(demo.err, "");
  const size_t a = demo.out.find("(a) LacI and IPTG"),
               b = demo.out.find("(b) Fates of a myeloid progenitor"),
               c = demo.out.find("(c) SYNTHETIC: 1839 regulators");
  EXPECT_TRUE(a < b && b < c && c != std::string::npos) << demo.out;
  EXPECT_THAT(demo.out, HasSubstr("\nR2 0.985 over these 36 means"));
  EXPECT_THAT(demo.out, HasSubstr("\nGATA1 lost  none, GATA2 stays on"));
  EXPECT_THAT(demo.out.substr(c), HasSubstr("\nprogram_A  26 of 512"));
  EXPECT_THAT(demo.out.substr(c), HasSubstr("\nprogram_B  102 of 512"));
}

}  // namespace
}  // namespace regulon
