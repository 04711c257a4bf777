#include "engine/cli/output/dot_canvas.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

// Bit of each dot in a Braille pattern, [x][y].
constexpr uint8_t kDotBit[2][4] = {{0x01, 0x02, 0x04, 0x40},
                                   {0x08, 0x10, 0x20, 0x80}};
constexpr uint8_t kUpperHalf = 0x01 | 0x02 | 0x08 | 0x10;

struct End {
  double along, across;
};

// Shortens a line to where `along` is in [low, high]; false if nowhere. The
// ends are put on the bound itself: a fraction of a long way is inexact.
bool Clip(double low, double high, End* start, End* end) {
  if (std::max(start->along, end->along) < low) return false;
  if (std::min(start->along, end->along) > high) return false;
  const End from = *start, to = *end;
  for (End* moved : {start, end}) {
    const double bound = std::clamp(moved->along, low, high);
    if (bound == moved->along) continue;
    const double fraction = (bound - from.along) / (to.along - from.along);
    *moved = {bound, from.across + fraction * (to.across - from.across)};
  }
  return true;
}

}  // namespace

DotCanvas::DotCanvas(int columns, int rows)
    : columns_(columns), rows_(rows), cells_(size_t{1} * columns * rows) {}

void DotCanvas::DrawLine(double x0, double y0, double x1, double y1) {
  // Up to just below half a dot outside still rounds to a dot inside.
  const double right = columns_ * kCellWidth - 0.51;
  const double bottom = rows_ * kCellHeight - 0.51;
  End start = {y0, x0}, end = {y1, x1};
  if (!Clip(-0.49, bottom, &start, &end)) return;
  start = {start.across, start.along};
  end = {end.across, end.along};
  if (!Clip(-0.49, right, &start, &end)) return;

  const double dx = end.along - start.along, dy = end.across - start.across;
  const double length = std::max(std::abs(dx), std::abs(dy));  // dots
  const int steps = std::max(1, static_cast<int>(std::ceil(length)));
  for (int i = 0; i <= steps; ++i) {
    SetDot(static_cast<int>(std::lround(start.along + i * dx / steps)),
           static_cast<int>(std::lround(start.across + i * dy / steps)));
  }
}

void DotCanvas::SetDot(int x, int y) {
  if (x < 0 || x >= columns_ * kCellWidth) return;
  if (y < 0 || y >= rows_ * kCellHeight) return;
  At(x / kCellWidth, y / kCellHeight).dots |=
      kDotBit[x % kCellWidth][y % kCellHeight];
}

void DotCanvas::PutCharacter(int column, int row, char character) {
  At(column, row).character = character;
}

std::string DotCanvas::Row(int row, bool ascii) const {
  std::string text;
  size_t end = 0;  // of what is not blank
  for (int column = 0; column < columns_; ++column) {
    const Cell& cell = cells_[row * columns_ + column];
    if (cell.character != '\0') {
      text.push_back(cell.character);
    } else if (cell.dots == 0) {
      text.push_back(' ');
      continue;
    } else if (ascii) {
      const bool upper = (cell.dots & kUpperHalf) != 0;
      const bool lower = (cell.dots & ~kUpperHalf) != 0;
      text.push_back(upper && lower ? ':' : upper ? '\'' : '.');
    } else {
      text.push_back('\xE2');
      text.push_back(static_cast<char>(0xA0 | cell.dots >> 6));
      text.push_back(static_cast<char>(0x80 | (cell.dots & 0x3F)));
    }
    end = text.size();
  }
  text.resize(end);
  return text;
}

}  // namespace regulon
