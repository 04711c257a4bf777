#include "engine/cli/output/progress.h"

#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "engine/cli/output/display_width.h"
#include "tests/cli/output/captured_file.h"

namespace regulon {
namespace {

class ProgressTest : public testing::Test {
 protected:
  ProgressScreen Screen(int columns = 60) {
    return {file_.get(), /*is_terminal=*/true, columns, [this] {
              ++clock_reads_;
              return now_;
            }};
  }

  CapturedFile file_;
  double now_ = 1000;
  int clock_reads_ = 0;
};

TEST_F(ProgressTest, IsSilentForTwoSeconds) {
  Progress progress("fit", 10, Screen());
  for (now_ = 1000; now_ < 1002; now_ += 0.05) progress.Update(5);
  EXPECT_EQ(file_.Text(), "");
}

TEST_F(ProgressTest, LeavesNoTraceOfAShortTask) {
  {
    Progress progress("fit", 10, Screen());
    now_ += 1.9;
    progress.Update(10);
  }
  EXPECT_EQ(file_.Text(), "");
}

TEST_F(ProgressTest, DrawsTheBarAndTheTimeLeft) {
  Progress progress("fit", 10, Screen());
  now_ += 4;
  progress.Update(2.5);
  EXPECT_EQ(file_.Text(),
            "\rfit  [███████▌                      ]  25 %  12 s left\x1b[K");
}

TEST_F(ProgressTest, DrawsTheLabelOfTheMoment) {
  Progress progress("fit", 10, Screen());
  now_ += 4;
  progress.set_label("fit: 5 of them");
  progress.Update(2.5);
  EXPECT_EQ(file_.Text(),
            "\rfit: 5 of them  [██████                  ]  25 %  12 s "
            "left\x1b[K");
}

TEST_F(ProgressTest, WipesItsLineAtTheEnd) {
  std::string drawn;
  {
    Progress progress("fit", 10, Screen());
    now_ += 4;
    progress.Update(2.5);
    drawn = file_.Text();
  }
  EXPECT_EQ(file_.Text(), drawn + "\r\x1b[K");
}

TEST_F(ProgressTest, FreesTheLineAndDrawsAgain) {
  Progress progress("fit", 10, Screen());
  now_ += 4;
  progress.Update(2.5);
  const std::string drawn = file_.Text();
  progress.Wipe();
  progress.Wipe();
  EXPECT_EQ(file_.Text(), drawn + "\r\x1b[K");
  now_ += 1;
  progress.Update(5);
  EXPECT_GT(file_.Text().size(), drawn.size() + 10);
}

TEST_F(ProgressTest, DrawsAtMostTenTimesASecond) {
  Progress progress("fit", 1e6, Screen());
  now_ = 1003;
  for (int i = 0; i < 10000; ++i) {
    progress.Update(i);
    now_ += 0.001;  // 10 s in all
  }
  const std::vector<std::string> drawings =
      absl::StrSplit(file_.Text(), '\r', absl::SkipEmpty());
  EXPECT_LE(drawings.size(), 101u);
  EXPECT_GE(drawings.size(), 98u);
}

TEST_F(ProgressTest, StaysSilentAndReadsNoClockIfNobodyWatches) {
  ProgressScreen screen = Screen();
  screen.is_terminal = false;
  {
    Progress progress("fit", 10, screen);
    now_ += 100;
    progress.Update(5);
  }
  EXPECT_EQ(file_.Text(), "");
  EXPECT_EQ(clock_reads_, 0);
}

TEST_F(ProgressTest, SaysLongTimesInLargerUnits) {
  Progress progress("fit", 1000, Screen());
  now_ += 10;
  progress.Update(100);  // 90 s left
  progress.Update(100);  // too early to be drawn
  now_ += 10;
  progress.Update(1);  // 19,980 s
  now_ += 10;
  progress.Update(1e-6);
  EXPECT_EQ(file_.Text(),
            "\rfit  [██▉                          ]  10 %  1 min 30 s left"
            "\x1b[K"
            "\rfit  [▏                             ]  0 %  5 h 33 min left"
            "\x1b[K"
            "\rfit  [▏                         ]  0 %  more than 99 h left"
            "\x1b[K");
}

TEST_F(ProgressTest, DrawsOddAmounts) {
  {
    Progress progress("fit", 4, Screen());
    now_ += 3;
    progress.Update(0);
    now_ += 1;
    progress.Update(9);
  }
  {
    Progress progress("read", 0, Screen());
    now_ += 70;
    progress.Update(9);
  }
  EXPECT_EQ(file_.Text(),
            "\rfit  [                              ]  0 %\x1b[K"
            "\rfit  [██████████████████████████████]  100 %  0 s left\x1b[K"
            "\r\x1b[K"
            "\rread  1 min 10 s\x1b[K"
            "\r\x1b[K");
}

TEST_F(ProgressTest, FitsIntoAnyTerminal) {
  for (int columns = 1; columns < 100; ++columns) {
    CapturedFile file;
    ProgressScreen screen = Screen(columns);
    screen.out = file.get();
    Progress progress("fitting 日本 domains", 10, screen);
    now_ += 4;
    progress.Update(2.5);
    const std::string text = file.Text();
    EXPECT_LT(DisplayWidth(text.substr(1, text.size() - 4)), columns);
  }
}

TEST(ProgressScreen, ReadsAClockThatRuns) {
  const ProgressScreen screen = ProgressScreen::Stderr();
  EXPECT_EQ(screen.out, stderr);
  EXPECT_GT(screen.columns, 0);
  const double start = screen.seconds();
  while (screen.seconds() == start) {
  }
  EXPECT_GT(screen.seconds(), start);
}

}  // namespace
}  // namespace regulon
