#include "engine/cli/output/dot_canvas.h"

#include <gtest/gtest.h>

namespace regulon {
namespace {

TEST(DotCanvas, DrawsEachDotOfACell) {
  const char* kPatterns[4][2] = {
      {"⠁", "⠈"}, {"⠂", "⠐"}, {"⠄", "⠠"}, {"⡀", "⢀"}};
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 2; ++x) {
      DotCanvas canvas(1, 1);
      canvas.DrawLine(x, y, x, y);
      EXPECT_EQ(canvas.Row(0, /*ascii=*/false), kPatterns[y][x]);
      EXPECT_EQ(canvas.Row(0, /*ascii=*/true), y < 2 ? "'" : ".");
    }
  }
}

TEST(DotCanvas, DrawsADiagonalWithoutGaps) {
  DotCanvas canvas(4, 2);
  canvas.DrawLine(0, 7, 7, 0);
  EXPECT_EQ(canvas.Row(0, false), "  ⡠⠊");
  EXPECT_EQ(canvas.Row(1, false), "⡠⠊");
  EXPECT_EQ(canvas.Row(0, true), "  .'");
}

TEST(DotCanvas, CutsOffWhatIsOutside) {
  DotCanvas canvas(2, 2);
  canvas.DrawLine(1, -1e200, 1, 1e200);
  canvas.DrawLine(-5, 3, 50, 3);
  canvas.DrawLine(-5, -3, 50, -3);
  canvas.DrawLine(3, 20, 3, 9);
  canvas.DrawLine(9, 0, 9, 8);
  EXPECT_EQ(canvas.Row(0, false), "⣸⣀");
  EXPECT_EQ(canvas.Row(1, false), "⢸");
}

TEST(DotCanvas, DrawsTheSameLineInBothDirections) {
  DotCanvas there(5, 3), back(5, 3);
  there.DrawLine(0, 1, 9, 11);
  back.DrawLine(9, 11, 0, 1);
  for (int row = 0; row < 3; ++row) {
    EXPECT_EQ(there.Row(row, false), back.Row(row, false));
  }
}

TEST(DotCanvas, PutsCharactersOverDots) {
  DotCanvas canvas(3, 1);
  canvas.PutCharacter(1, 0, 'o');
  canvas.DrawLine(0, 0, 5, 0);
  EXPECT_EQ(canvas.Row(0, false), "⠉o⠉");
  EXPECT_EQ(canvas.Row(0, true), "'o'");
}

TEST(DotCanvas, LeavesOutBlanksAtTheEnd) {
  DotCanvas canvas(9, 1);
  EXPECT_EQ(canvas.Row(0, false), "");
  canvas.PutCharacter(2, 0, 'o');
  EXPECT_EQ(canvas.Row(0, false), "  o");
}

}  // namespace
}  // namespace regulon
