// Models of other programs, in and out by the endings of their names.
#include <string>

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
               ".textproto, .bnet, .sbml;"});
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

}  // namespace
}  // namespace regulon
