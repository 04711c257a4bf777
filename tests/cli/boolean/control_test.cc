// The verbs `control` and `repertoire`.
#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kMyeloid[] = "models/myeloid.regulon";
constexpr char kGlucocorticoid[] = "models/glucocorticoid.regulon";

TEST(Control, NamesTheRulesThatDecide) {
  const Outcome outcome =
      Regulon({"control", kMyeloid, "--phenotype", "GATA1 & EKLF", "--max", "2",
               "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(
      outcome.out,
      "size\tclamps\tattractors\tproof\tdecided by\n"
      "2\tFli1=0 GATA2=1\t1\trules\t"
      "GATA2=1 -> PU1=0 by PU1 = (CEBPA | PU1) & !(GATA1 | GATA2); "
      "GATA2=1 PU1=0 -> GATA1=1 by GATA1 = (GATA1 | GATA2 | Fli1) & !PU1; "
      "Fli1=0 GATA1=1 -> EKLF=1 by EKLF = GATA1 & !Fli1\n");
  EXPECT_THAT(outcome.err, HasSubstr("no set of 0 or 1 clamps works: proven"));
  EXPECT_THAT(outcome.err, HasSubstr("these are all sets of up to 2 clamps"));
  EXPECT_THAT(outcome.err, HasSubstr("not clamped: inputs and the genes"));
}

TEST(Control, FindsWhatMakesAProgenitorRed) {
  const Outcome outcome =
      Regulon({"control", kMyeloid, "--phenotype", "KLF1 | FLI1", "--update",
               "async", "--from", "GATA2,CEBPA,PU1", "--max", "1"});
  EXPECT_EQ(outcome.status, 0);
  for (const char* clamp : {"GATA1=1", "GATA2=1", "PU1=0"}) {
    EXPECT_THAT(outcome.out, HasSubstr(clamp));
  }
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'),
            8);  // two attractors each
}

TEST(Control, ClampsThePhenotypeItselfOnlyIfTold) {
  const Arguments plain = {"control", kMyeloid, "--phenotype", "GATA2",
                           "--max",   "1",      "--format",    "tsv"};
  const Outcome without = Regulon(plain);
  EXPECT_EQ(without.out, "size\tclamps\tattractors\tproof\tdecided by\n");
  EXPECT_THAT(without.err, HasSubstr("no set of 0 or 1 clamps works: proven"));
  Arguments told = plain;
  told.insert(told.end(), {"--targets", "GATA2,PU1"});
  EXPECT_THAT(Regulon(told).out, HasSubstr("\n1\tGATA2=1\t"));
  told.insert(told.end(), {"--forbid", "GATA2"});
  EXPECT_EQ(Regulon(told).out, without.out);
}

TEST(Control, SaysThatNothingIsNeeded) {
  const Outcome outcome =
      Regulon({"control", kMyeloid, "--phenotype", "FOG1 | !FOG1"});
  EXPECT_THAT(outcome.out, HasSubstr("   0  none"));
  EXPECT_THAT(outcome.err,
              HasSubstr("no clamp is needed: every attractor has"));
}

TEST(Control, SaysThatNothingIsNeededEvenWhereNothingCouldBeClamped) {
  const Outcome outcome =
      Regulon({"control", kMyeloid, "--phenotype", "FOG1 | !FOG1", "--targets",
               "PU1", "--forbid", "PU1", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n0\tnone\t"));
  EXPECT_THAT(outcome.err, HasSubstr("no clamp is needed"));
}

TEST(Control, ATableHasALineForEachStep) {
  const Outcome outcome = Regulon(
      {"control", kMyeloid, "--phenotype", "GATA1 & EKLF", "--max", "2"});
  EXPECT_THAT(outcome.out,
              HasSubstr("GATA2=1 -> PU1=0 by PU1 = (CEBPA | PU1)"));
  EXPECT_THAT(
      outcome.out,
      HasSubstr("\n                                         Fli1=0 GATA1=1 -> "
                "EKLF=1 by EKLF = GATA1 & !Fli1\n"));
}

TEST(Control, CountsOneTargetAsOne) {
  EXPECT_THAT(Regulon({"control", kMyeloid, "--phenotype", "GATA1", "--targets",
                       "FOG1"})
                  .err,
              HasSubstr("of 1 target\n"));
}

TEST(Control, SaysThatThereAreMore) {
  const Outcome outcome =
      Regulon({"control", "models/mammalian_cell_cycle.regulon", "--set",
               "CycD=1", "--phenotype", "!CycB", "--limit", "2"});
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 4);
  EXPECT_THAT(outcome.err,
              HasSubstr("more sets of 1 clamp than --limit 2 lists"));
}

TEST(Control, RefusesWhatItCannotAsk) {
  const struct {
    Arguments more;
    std::string text;
    int status;
  } cases[] = {
      {{}, "--phenotype is required", 2},
      {{"--phenotype", "GATA1 &"}, "the rule needs", 2},
      {{"--phenotype", "GATA9"}, "no ", 1},
      {{"--phenotype", "GATA1", "--targets", "PU2"}, "--targets: no ", 1},
      {{"--phenotype", "GATA1", "--forbid", "PU2"}, "--forbid: no ", 1},
      {{"--phenotype", "GATA1", "--targets", "PU1", "--clamp", "PU1=0"},
       "--targets: 'PU1' is held already",
       2},
      {{"--phenotype", "GATA1", "--targets", "PU1", "--forbid", "PU1"},
       "nothing is left to clamp",
       2},
      {{"--phenotype", "GATA1", "--max", "-1"}, "--max: ", 2},
      {{"--phenotype", "GATA1", "--limit", "0"}, "--limit: ", 2},
  };
  for (const auto& c : cases) {
    Arguments arguments = {"control", kMyeloid};
    arguments.insert(arguments.end(), c.more.begin(), c.more.end());
    ExpectError(Regulon(arguments), c.status, {c.text});
  }
  ExpectError(Regulon({"control", kGlucocorticoid, "--phenotype", "FKBP5"}), 1,
              {kGlucocorticoid, "this question is for Boolean networks"});
}

TEST(Repertoire, CountsWhatTheInputsOfANetworkSelect) {
  const Outcome outcome = Regulon({"repertoire", "models/lac_operon.regulon",
                                   "--update", "async", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("figure\tvalue\tshare\tmembers\n"
                                      "inputs\t3\t\tGe,Le,Lem\n"
                                      "assignments\t8\t\tall\n"));
  EXPECT_THAT(outcome.out, HasSubstr("own values\t9\t"));
  EXPECT_THAT(outcome.out, HasSubstr("\nattractors\t4\t"));
  EXPECT_THAT(outcome.out, HasSubstr("\nattractor\t4\t0.5\t{R,Rm}\n"));
}

TEST(Repertoire, CountsOpenSetsOfOtherGenomes) {
  const Outcome outcome = Regulon(
      {"repertoire", kGlucocorticoid, "--set", "NR3C1=100", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("\nopen sets\t2\t"));
  EXPECT_THAT(outcome.out,
              HasSubstr("\nopen set\t1\t0.5\t{stress_response,housekeeping}"));
}

TEST(Repertoire, SaysThatASampleIsOne) {
  const Arguments sampled = {"repertoire", kGlucocorticoid, "--most", "3",
                             "--format",   "tsv",           "--seed", "5"};
  const Outcome outcome = Regulon(sampled);
  EXPECT_THAT(outcome.out, HasSubstr("assignments\t3\t\trandom, seed 5\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\nopen sets, estimated\t"));
  EXPECT_THAT(outcome.out, HasSubstr("Chao1"));
  EXPECT_EQ(Regulon(sampled).out, outcome.out);
}

TEST(Repertoire, RefusesWhatItCannotAsk) {
  ExpectError(Regulon({"repertoire", kGlucocorticoid, "--update", "async"}), 2,
              {"--update goes with Boolean networks"});
  ExpectError(Regulon({"repertoire", kMyeloid, "--set", "GATA1=1"}), 1,
              {"'GATA1' is no input"});
  ExpectError(Regulon({"repertoire", kMyeloid, "--most", "0"}), 2,
              {"--most: "});
  ExpectError(Regulon({"repertoire", kMyeloid, "--seed", "-1"}), 2,
              {"--seed: write a whole number from 0 to 18446744073709551615;"});
  ExpectError(Regulon({"repertoire", kGlucocorticoid, "--set", "NR3C1=1e400"}),
              1,
              {"--set NR3C1=1e400: ",
               "inf is no level in nM: give a number "
               "from 0"});
  ExpectError(Regulon({"repertoire", "none.regulon"}), 1, {"none.regulon"});
}

}  // namespace
}  // namespace regulon
