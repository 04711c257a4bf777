#include "engine/cli/output/display_width.h"

#include <gtest/gtest.h>

namespace regulon {
namespace {

TEST(DisplayWidth, CountsCharactersNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("GATA1"), 5);
  EXPECT_EQ(DisplayWidth("µM β"), 4);
  EXPECT_EQ(DisplayWidth("⠒⠒"), 2);
}

TEST(DisplayWidth, KnowsWideAndCombiningCharacters) {
  EXPECT_EQ(DisplayWidth("日本"), 4);
  EXPECT_EQ(DisplayWidth("🧬"), 2);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
}

TEST(DisplayWidth, TakesABrokenByteForOneColumn) {
  EXPECT_EQ(DisplayWidth("\xFF"), 1);
  EXPECT_EQ(DisplayWidth("a\xC3"), 2);
  EXPECT_EQ(DisplayWidth("\xE6\x97z"), 3);
  EXPECT_EQ(DisplayWidth("\x80\x80"), 2);
}

TEST(FitToWidth, NeverSplitsACharacter) {
  EXPECT_EQ(FitToWidth("GATA1", 5), "GATA1");
  EXPECT_EQ(FitToWidth("GATA1", 2), "GA");
  EXPECT_EQ(FitToWidth("µM", 1), "µ");
  EXPECT_EQ(FitToWidth("日本", 3), "日");
  EXPECT_EQ(FitToWidth("e\u0301x", 1), "e\u0301");
  EXPECT_EQ(FitToWidth("x", 0), "");
  EXPECT_EQ(FitToWidth("x", -1), "");
}

}  // namespace
}  // namespace regulon
