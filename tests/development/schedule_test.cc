#include "engine/development/schedule.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::SizeIs;

const Genome& Cytokines() {
  static const auto* const opened = new OpenedGenome(ParseSpecText(R"(
      name: "cytokines" unit: "boolean"
      regulator { id: "IL4" } regulator { id: "IFNg" alias: "IFN-gamma" }
      regulator { id: "it's" } regulator { id: "dose" unit: "nM" }
      gene { id: "A" rule: "IL4 | IFNg | 'it''s'" })"));
  return opened->genome();
}

std::string NameOf(const Signal& signal) {
  return Cytokines().manifest().regulators(signal.regulator).id();
}

std::string ErrorOf(const std::string& text) {
  return std::string(
      Schedule::Parse(Cytokines(), text, "plan.txt").status().message());
}

TEST(Schedule, ReadsPulsesStartsAndStops) {
  const auto schedule = Schedule::Parse(Cytokines(),
                                        "\xEF\xBB\xBF# a comment\r\n"
                                        "\r\n"
                                        "IL4 from 3 to 8 # held\r\n"
                                        "  'IFN-gamma'\tat 5 level 0\n"
                                        "dose from 2 level 2.5\n"
                                        "'it''s' at 1",
                                        "plan.txt");
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  const std::vector<Signal>& signals = schedule->signals();
  ASSERT_THAT(signals, SizeIs(4));
  EXPECT_EQ(NameOf(signals[0]), "IL4");
  EXPECT_EQ(signals[0].level, 1);
  EXPECT_EQ(signals[0].line, 3);
  EXPECT_FALSE(signals[0].IsOn(2));
  EXPECT_TRUE(signals[0].IsOn(3));
  EXPECT_TRUE(signals[0].IsOn(8));
  EXPECT_FALSE(signals[0].IsOn(9));
  EXPECT_EQ(NameOf(signals[1]), "IFNg");
  EXPECT_EQ(signals[1].level, 0);
  EXPECT_TRUE(signals[1].IsOn(5));
  EXPECT_FALSE(signals[1].IsOn(6));
  EXPECT_EQ(signals[2].level, 2.5);
  EXPECT_TRUE(signals[2].IsOn(1000000));
  EXPECT_EQ(NameOf(signals[3]), "it's");
  EXPECT_TRUE(schedule->endless());
  EXPECT_EQ(schedule->last_change(), 9);
}

TEST(Schedule, OfNothingHoldsNothing) {
  const auto schedule = Schedule::Parse(Cytokines(), "\n# none\n", "plan.txt");
  ASSERT_TRUE(schedule.ok());
  EXPECT_TRUE(schedule->empty());
  EXPECT_FALSE(schedule->endless());
  EXPECT_EQ(schedule->last_change(), 0);
}

TEST(Schedule, LetsASignalComeBackAndOthersOverlap) {
  EXPECT_TRUE(Schedule::Parse(Cytokines(),
                              "IL4 from 1 to 3\nIL4 from 4 to 5 level 0\n"
                              "IFNg from 2 to 4\nIL4 at 6\n",
                              "plan.txt")
                  .ok());
}

TEST(Schedule, SaysWhereItIsWrong) {
  const std::string form =
      "; write 'NAME from STEP to STEP level LEVEL' or 'NAME at STEP'";
  EXPECT_EQ(ErrorOf("\nIL5 at 3"),
            "plan.txt:2:1: no regulator is called 'IL5'; did you mean 'IL4'?");
  EXPECT_EQ(
      ErrorOf("IL4 during 3"),
      "plan.txt:1:5: 'during' stands where 'from' or 'at' is expected" + form);
  EXPECT_EQ(
      ErrorOf("IL4"),
      "plan.txt:1:4: the line ends where 'from' or 'at' is expected" + form);
  EXPECT_EQ(ErrorOf("IL4 at 0"),
            "plan.txt:1:8: '0' stands where a step, counted from 1, is "
            "expected" +
                form);
  EXPECT_EQ(ErrorOf("IL4 from 3 to 2.5"),
            "plan.txt:1:15: '2.5' stands where a step, counted from 1, is "
            "expected" +
                form);
  EXPECT_EQ(ErrorOf("IL4 from 5 to 4"),
            "plan.txt:1:15: it ends in step 4, before it starts in step 5");
  EXPECT_EQ(
      ErrorOf("IL4 at 3 to 4"),
      "plan.txt:1:10: 'to' stands where 'level' or the end is expected" + form);
  EXPECT_EQ(ErrorOf("IL4 at 3 level high"),
            "plan.txt:1:16: 'high' stands where a level, as in 'level 1' is "
            "expected" +
                form);
  EXPECT_EQ(
      ErrorOf("IL4 at 3 level 1 2"),
      "plan.txt:1:18: '2' stands where the end of the line is expected" + form);
  EXPECT_EQ(ErrorOf("'IL4 at 3"), "plan.txt:1:1: a quote that is not closed");
}

TEST(Schedule, HoldsLevelsToTheirUnit) {
  EXPECT_THAT(ErrorOf("IL4 at 3 level 0.5"),
              ::testing::StartsWith("plan.txt:1:16: regulator 'IL4': "));
  EXPECT_THAT(ErrorOf("dose at 3 level -1"),
              ::testing::StartsWith("plan.txt:1:17: regulator 'dose': "));
  EXPECT_THAT(ErrorOf("dose at 3 level 1e999"), ::testing::HasSubstr("1e999"));
}

TEST(Schedule, RefusesToHoldARegulatorTwiceAtAStep) {
  EXPECT_EQ(ErrorOf("IFNg from 2 to 6\nIL4 at 1\n 'IFN-gamma' at 6\n"),
            "plan.txt:3:2: 'IFNg' is held in step 6 by this line and by line "
            "1; let one end before the other starts");
  EXPECT_EQ(ErrorOf("IL4 from 2\nIL4 at 900\n"),
            "plan.txt:2:1: 'IL4' is held in step 900 by this line and by line "
            "1; let one end before the other starts");
  EXPECT_EQ(ErrorOf("IL4 at 8\nIL4 from 2 to 4\nIFNg at 6\nIL4 from 3 to 6\n"),
            "plan.txt:4:1: 'IL4' is held in step 3 by this line and by line "
            "2; let one end before the other starts");
}

// As of a plan that a program wrote.
TEST(Schedule, MayHaveManyLines) {
  constexpr int kLines = 100000;
  std::string text;
  for (int step = kLines; step >= 1; --step) {
    absl::StrAppend(&text, step % 2 ? "IL4" : "IFNg", " at ", step, "\n");
  }
  const auto schedule = Schedule::Parse(Cytokines(), text, "plan.txt");
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  EXPECT_THAT(schedule->signals(), SizeIs(kLines));
  EXPECT_THAT(ErrorOf(absl::StrCat(text, "IL4 from 2 to 3\n")),
              ::testing::HasSubstr("in step 3 by this line and by line 99998"));
}

}  // namespace
}  // namespace regulon
