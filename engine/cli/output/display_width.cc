#include "engine/cli/output/display_width.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>

namespace regulon {
namespace {

struct Range {
  char32_t first, last;
};

// The common part of Unicode's categories Mn, Me and Cf.
constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x2060, 0x2064},
    {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

// The common part of East_Asian_Width W and F.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

template <size_t n>
bool Contains(const Range (&ranges)[n], char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges), [c](const Range& r) {
    return c >= r.first && c <= r.last;
  });
}

struct Character {
  size_t bytes;
  int width;
};

Character FirstCharacter(absl::string_view text) {
  const auto byte = [&](size_t i) -> unsigned char { return text[i]; };
  const size_t bytes = byte(0) < 0x80   ? 1
                       : byte(0) < 0xC2 ? 0
                       : byte(0) < 0xE0 ? 2
                       : byte(0) < 0xF0 ? 3
                       : byte(0) < 0xF5 ? 4
                                        : 0;
  if (bytes == 1) return {1, 1};
  if (bytes == 0 || bytes > text.size()) return {1, 1};
  char32_t c = byte(0) & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {1, 1};
    c = c << 6 | (byte(i) & 0x3F);
  }
  return {bytes, Contains(kZeroWidth, c) ? 0 : Contains(kWide, c) ? 2 : 1};
}

// Walks while the columns fit into `limit`; the bytes and columns passed.
Character Walk(absl::string_view text, int limit) {
  Character walked = {0, 0};
  while (walked.bytes < text.size()) {
    const Character next = FirstCharacter(text.substr(walked.bytes));
    if (next.width > limit - walked.width) break;
    walked.bytes += next.bytes;
    walked.width += next.width;
  }
  return walked;
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  return Walk(text, std::numeric_limits<int>::max()).width;
}

absl::string_view FitToWidth(absl::string_view text, int width) {
  return text.substr(0, Walk(text, width).bytes);
}

}  // namespace regulon
