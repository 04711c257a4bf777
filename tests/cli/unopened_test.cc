// What a corpus leaves shut.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/corpus_of_a.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Unopened, CountsTheSameInEveryForm) {
  const std::string rows = WriteFile("rows.tsv", kOfA);
  const Outcome outcome =
      Regulon({"unopened", Synthetic(), rows, "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("SYNTHETIC"));
  const auto cells = Cells(outcome.out);
  ASSERT_EQ(cells.size(), 25u);
  EXPECT_THAT(cells[0],
              ElementsAre("domain", "genes", "parameters", "opened", "contexts",
                          "share", "at_most", "corpus", "corpus_sha256"));
  int never = 0;
  for (size_t i = 1; i < cells.size(); ++i) {
    EXPECT_EQ(cells[i][4], "4");
    EXPECT_THAT(cells[i][3], ::testing::AnyOf("0", "3"));
    EXPECT_EQ(cells[i][6], cells[i][3] == "0" ? "1" : "");
    EXPECT_EQ(cells[i][7], "rows.tsv");
    EXPECT_EQ(cells[i][8], Sha256Of(rows));
    never += cells[i][3] == "0";
    if (i > 1) {
      EXPECT_LE(cells[i - 1][3], cells[i][3]);
    }
  }
  EXPECT_GT(never, 10);
  EXPECT_LT(never, 24);
  const Outcome piped =
      Regulon({"unopened", Synthetic(), "-", "--format", "tsv"}, {kOfA, "", 0});
  EXPECT_THAT(piped.out, AllOf(HasSubstr("<stdin>"), HasSubstr(cells[1][8])));
  for (const char* other : {kColumns, kJson}) {
    const auto same =
        Cells(Regulon({"unopened", Synthetic(), WriteFile("other", other),
                       "--format", "tsv"})
                  .out);
    ASSERT_EQ(same.size(), cells.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      EXPECT_TRUE(
          std::equal(cells[i].begin(), cells[i].begin() + 7, same[i].begin()));
    }
  }
  EXPECT_THAT(Regulon({"unopened", Synthetic(), rows, "--format", "json"}).out,
              HasSubstr("\"at_most\": null"));
}

// The hash is that of the text, packed or not.
TEST(Unopened, NamesAPackedCorpusByItsText) {
  const std::string plain = WriteFile("packed.tsv", kOfA);
  ASSERT_EQ(system(("gzip -kf " + plain).c_str()), 0);
  EXPECT_THAT(
      Regulon({"unopened", Synthetic(), plain + ".gz", "--format", "tsv"}).out,
      AllOf(HasSubstr("packed.tsv.gz"), HasSubstr(Sha256Of(plain))));
}

TEST(Unopened, CountsGroupsAsSamples) {
  const std::string rows = WriteFile("rows.tsv", kOfA);
  const std::string table = WriteFile(
      "groups.tsv", "context\tdonor\na1\tx\na2\tx\na3\ty\nother\tz\n");
  for (const std::string& group_by : {std::string("donor"), table}) {
    const Outcome outcome =
        Regulon({"unopened", Synthetic(), rows, "--group-by", group_by,
                 "--format", "tsv"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err,
                HasSubstr("1 of 4 contexts, 'none' first, have no group in "));
    const auto cells = Cells(outcome.out);
    EXPECT_THAT(cells[0],
                ElementsAre("domain", "genes", "parameters", "opened",
                            "contexts", "share", "groups_opened", "groups",
                            "at_most", "corpus", "corpus_sha256"));
    EXPECT_EQ(cells[24][3], "3");
    EXPECT_EQ(cells[24][6], "2");
    EXPECT_EQ(cells[24][7], "2");
  }
  const std::string genome = "models/glucocorticoid.regulon";
  ExpectError(Regulon({"unopened", genome,
                       WriteFile("one.tsv", "context\tNR3C1\nc\t1\n"),
                       "--group-by", "nobody"}),
              1, {"there is no such column in CONTEXTS, and no file"});
  ExpectError(
      Regulon({"unopened", genome, InTestFolder("one.tsv"), "--group-by",
               WriteFile("others.tsv", "context\tgroup\nd\tx\n")}),
      1, {"1 of 1 contexts, 'c' first, have no group in "});
}

TEST(Unopened, SaysInWordsWhatTheBoundIs) {
  std::string table = "context\tprogram_A\n";
  for (int i = 0; i < 1000; ++i) table += "c\t1\n";
  const Outcome outcome = Regulon(
      {"unopened", Synthetic(), WriteFile("many.tsv", table), "--top", "3"});
  EXPECT_THAT(outcome.out,
              HasSubstr("never opened in 1000 contexts of many.tsv\n(sha256 "));
  // ln(24 / 0.05) / 1000
  EXPECT_THAT(outcome.out, HasSubstr("0.006174 of such contexts (95 % "
                                     "confidence for all domains at once: "
                                     "ln(24 / 0.05) / 1000)."));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2 + 3 + 6)
      << outcome.out;
}

TEST(Unopened, RefusesWhatIsNoQuestion) {
  ExpectError(Regulon({"unopened", Synthetic()}), 2, {"CONTEXTS"});
  ExpectError(Regulon({"unopened", "models/laci_o2.regulon",
                       WriteFile("laci.tsv", "context\tLacI\nc\t1\n")}),
              1, {"none of its domains is routed"});
  const std::string genome = "models/glucocorticoid.regulon";
  ExpectError(Regulon({"unopened", genome, WriteFile("none.tsv", "context\n")}),
              1, {"none.tsv"});
  ExpectError(Regulon({"unopened", genome,
                       WriteFile("none.json", "{\"contexts\":[]}")}),
              1, {"none.json"});
}

}  // namespace
}  // namespace regulon
