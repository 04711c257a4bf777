// A picture of character cells, each of 2 x 4 dots or one character.
#ifndef REGULON_ENGINE_CLI_OUTPUT_DOT_CANVAS_H_
#define REGULON_ENGINE_CLI_OUTPUT_DOT_CANVAS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace regulon {

class DotCanvas {
 public:
  static constexpr int kCellWidth = 2;   // dots
  static constexpr int kCellHeight = 4;  // dots

  DotCanvas(int columns, int rows);

  // Dots count from 0 at the top left. What lies outside is cut off; ends may
  // be far outside, but must be finite.
  void DrawLine(double x0, double y0, double x1, double y1);

  // A character hides the dots of its cell. The cell must be inside.
  void PutCharacter(int column, int row, char character);

  // UTF-8 with Braille patterns (U+2800-U+28FF); as ASCII, ' . : by the halves
  // of a cell that have dots. Without the blanks at the end.
  std::string Row(int row, bool ascii) const;

 private:
  struct Cell {
    uint8_t dots = 0;  // the low byte of the Braille pattern
    char character = '\0';
  };

  void SetDot(int x, int y);
  Cell& At(int column, int row) { return cells_[row * columns_ + column]; }

  int columns_, rows_;
  std::vector<Cell> cells_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_DOT_CANVAS_H_
