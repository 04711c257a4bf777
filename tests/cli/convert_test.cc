// Models of other programs, in and out by the endings of their names.
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr char kBnet[] =
    "targets, factors\nFgf8, Fgf8 & Sp8 & !Emx2\nSp8, Fgf8 & !Emx2\n"
    "COUP-TFI, !(Fgf8 | Sp8) & Wnt/BMP\nEmx2, COUP-TFI & !Fgf8 & !Sp8\n";

TEST(Convert, GoesThroughEveryFormatAndBack) {
  std::string from = WriteFile("cortex.bnet", kBnet);
  const Outcome first =
      Regulon({"convert", from, "-o", InTestFolder("a.bnet")});
  EXPECT_EQ(first.status, 0);
  EXPECT_EQ(first.out, "");
  EXPECT_EQ(first.err, "regulon: " + from +
                           ": 1 name that no line defines is a free input: "
                           "Wnt/BMP\n");
  const std::string text = ReadWholeFile(InTestFolder("a.bnet"));
  EXPECT_EQ(text, std::string("# Boolean rules from cortex.bnet\n") + kBnet);
  for (const std::string to :
       {"1.regulon", "2.sbml", "3.regulon", "4.textproto", "5.regulon",
        "6.textproto", "7.sbml", "8.bnet"}) {
    const std::string path = InTestFolder(to);
    const Outcome outcome = Regulon({"convert", from, "-o", path});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    from = path;
  }
  EXPECT_EQ(ReadWholeFile(from), text);
}

TEST(Convert, MakesGenomesThatInspectFindsSound) {
  const std::string genome = InTestFolder("cortex.regulon");
  const std::string from = WriteFile("cortex.bnet", kBnet);
  EXPECT_EQ(Regulon({"convert", from, "-o", genome}).status, 0);
  EXPECT_EQ(Regulon({"inspect", genome, "--verify"}).status, 0);
  EXPECT_THAT(Regulon({"express", genome, "--set", "Wnt/BMP=1"}).out,
              HasSubstr("COUP-TFI"));
}

TEST(Convert, WritesTheRulesOfModelsOfElements) {
  const std::string text = InTestFolder("toggle.bnet");
  EXPECT_EQ(
      Regulon({"convert", "models/toggle_switch.textproto", "-o", text}).status,
      0);
  EXPECT_THAT(ReadWholeFile(text), HasSubstr("\nA, !B\nB, !A\n"));
}

TEST(Convert, SaysWhichFilesItKnows) {
  const std::string bnet = WriteFile("x.bnet", "a, a\n");
  ExpectError(Regulon({"convert", "x.doc", "-o", "x.regulon"}), 2,
              {"x.doc: models are read from files that end in .regulon, "
               ".textproto, .bnet, .sbml, .xml",
               "see 'regulon help convert'"});
  ExpectError(Regulon({"convert", bnet, "-o", "x"}), 2,
              {"x: models are written to files that end in .regulon, "
               ".textproto, .bnet, .sbml, .xml;"});
  ExpectError(Regulon({"convert", bnet, bnet, "-o", "x.regulon"}), 2,
              {"is a model of one file; convert one at a time"});
  ExpectError(
      Regulon({"convert", "models/toggle_switch.regulon", "-o", "x.regulon"}),
      2, {"is a genome already; copy it"});
  ExpectError(Regulon({"convert", bnet}), 2, {"--output is required"});
}

TEST(Convert, LeavesNothingBehindAnError) {
  const std::string wrong = WriteFile("wrong.bnet", "a, (b | c\n");
  for (const std::string to :
       {"w.regulon", "w.bnet", "w.sbml", "w.textproto"}) {
    const std::string path = InTestFolder(to);
    ExpectError(Regulon({"convert", wrong, "-o", path}), 1,
                {wrong + ":1:10: the rule needs ')', where it ends"});
    EXPECT_EQ(ReadWholeFile(path), "");
  }
  ExpectError(Regulon({"convert", InTestFolder("none.bnet"), "-o", "x.sbml"}),
              1, {"none.bnet: No such file"});
  ExpectError(Regulon({"convert", "models/laci_o2.regulon", "-o",
                       InTestFolder("laci.bnet")}),
              1, {"models/laci_o2.regulon: "});
  const std::string right = WriteFile("right.bnet", "a, !a\n");
  ExpectError(Regulon({"convert", right, "-o", InTestFolder("nowhere/x.bnet")}),
              1, {"nowhere/x.bnet: cannot create the file"});
}

constexpr char kBnd[] =
    "node A { logic = B | !C; rate_up = @logic ? $u : 0;\n"
    "  rate_down = @logic ? 0 : (C ? 0.3 : 2); }\n"
    "node B { logic = A & C; rate_up = @logic ? 3 : 0; rate_down = 0.7; }\n"
    "node C { logic = !A; }\nnode D { logic = C; }\n";
constexpr char kCfg[] =
    "$u = 0.9; [A, B].istate = 0.1 [1, 1], 0.3 [0, 1], 0.6 [0, 0];\n"
    "C.istate = 1; D.is_internal = TRUE; C.schedule = 1: 0.25, 2.5: 0.8;\n"
    "max_time = 5; time_tick = 0.5; sample_count = 200;\n";

TEST(Convert, KeepsWhatSimulateReadsInText) {
  const std::string bnd = WriteFile("m.bnd", kBnd);
  const std::string cfg = WriteFile("m.cfg", kCfg);
  const std::string first = InTestFolder("a.regulon");
  const std::string text = InTestFolder("a.textproto");
  // MaBoSS names the settings first as often.
  const Outcome made = Regulon({"convert", cfg, bnd, "-o", first});
  EXPECT_EQ(made.status, 0) << made.err;
  const Outcome written = Regulon({"convert", first, "-o", text});
  EXPECT_EQ(written.status, 0);
  EXPECT_EQ(written.err, "");
  const std::string simulated = Regulon({"simulate", first}).out;
  EXPECT_THAT(simulated, HasSubstr("A"));
  for (const char* verb : {"compile", "convert"}) {
    const std::string again = InTestFolder("b.regulon");
    EXPECT_EQ(Regulon({verb, text, "-o", again}).status, 0);
    EXPECT_EQ(Regulon({"simulate", again}).out, simulated);
  }
  const Outcome rules = Regulon({"convert", first, "-o", bnd + ".bnet"});
  EXPECT_EQ(rules.err,
            "regulon: rates, first values and schedules are not written: this "
            "format knows no time; .textproto keeps them\n");
}

TEST(Convert, AsksForOneFileOfSettings) {
  const std::string bnd = WriteFile("m.bnd", kBnd);
  const std::string cfg = WriteFile("m.cfg", kCfg);
  const std::string out = InTestFolder("m.regulon");
  ExpectError(Regulon({"convert", bnd, cfg, cfg, "-o", out}), 2,
              {"3 files: a model is one that ends in .bnd and one that ends in "
               ".cfg"});
  ExpectError(Regulon({"convert", bnd, "-o", out}), 1,
              {"m.bnd:1:45: the parameter $u has no value; name the .cfg"});
}

TEST(Convert, NeverReplacesItsInput) {
  const std::string bnet = WriteFile("kept.bnet", kBnet);
  const std::string link = InTestFolder("link.bnet");
  EXPECT_EQ(symlink(bnet.c_str(), link.c_str()), 0);
  for (const std::string& to : {bnet, InTestFolder("./kept.bnet"), link}) {
    ExpectError(Regulon({"convert", bnet, "-o", to}), 1,
                {"would be overwritten; give the output another name"});
    EXPECT_EQ(ReadWholeFile(bnet), kBnet);
  }
  unlink(link.c_str());
}

TEST(Convert, LeavesFilesThatMayNotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "skipped: root may write every file";
  const std::string bnet = WriteFile("from.bnet", kBnet);
  const std::string frozen = WriteFile("frozen.bnet", "mine");
  chmod(frozen.c_str(), 0444);
  ExpectError(Regulon({"convert", bnet, "-o", frozen}), 1,
              {"frozen.bnet: the file is there and may not be written"});
  EXPECT_EQ(ReadWholeFile(frozen), "mine");
}

TEST(Convert, SaysWhatIsMissingOrOfAnotherKind) {
  ExpectError(
      Regulon({"convert", InTestFolder("none.regulon"), "-o", "x.regulon"}), 1,
      {"none.regulon: there is no such file"});
  for (const std::string name : {"e.bnet", "e.sbml", "e.bnd"}) {
    ExpectError(Regulon({"convert", WriteFile(name, "\n"), "-o", "x.regulon"}),
                1, {name + ": the file is empty"});
  }
  ExpectError(Regulon({"convert", "models/laci_o2.regulon", "-o", "x.bnet"}), 1,
              {"ask other genomes with 'regulon express'"});
}

TEST(Convert, DoesNotWaitForAPipeThatNobodyWritesTo) {
  const std::string pipe = InTestFolder("pipe.bnet");
  unlink(pipe.c_str());
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  ExpectError(Regulon({"convert", pipe, "-o", InTestFolder("p.regulon")}), 1,
              {"pipe.bnet: a pipe that nothing is written to; give a file"});
  unlink(pipe.c_str());
}

// Both took minutes when a name was looked for among all others.
TEST(Convert, TakesTimeInProportionToTheNames) {
  std::string network, either = "x, a0";
  for (int i = 0; i < 20000; ++i) {
    absl::StrAppend(&network, "g", i, ", g", i * 7919 % 20000, " & !g",
                    i * 104729 % 20000, "\n");
  }
  for (int i = 1; i < 100000; ++i) absl::StrAppend(&either, " | a", i);
  const absl::Time begin = absl::Now();
  EXPECT_EQ(Regulon({"convert", WriteFile("n.bnet", network), "-o",
                     InTestFolder("n.regulon")})
                .status,
            0);
  const std::string wide = InTestFolder("wide.regulon");
  EXPECT_EQ(
      Regulon({"convert", WriteFile("wide.bnet", either), "-o", wide}).status,
      0);
  const std::string again = InTestFolder("again.bnet");
  EXPECT_EQ(Regulon({"convert", wide, "-o", again}).status, 0);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(12));
  EXPECT_THAT(ReadWholeFile(again), HasSubstr("\n" + either + "\n"));
}

}  // namespace
}  // namespace regulon
