#include "engine/convert/checkpoint/widen.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace regulon {
namespace {

struct F32 {
  static constexpr int kBytes = 4;
  static float At(const char* from) {
    float value;
    std::memcpy(&value, from, 4);
    return value;
  }
};

float FromBits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

struct Bf16 {
  static constexpr int kBytes = 2;
  static float At(const char* from) {
    uint16_t half;
    std::memcpy(&half, from, 2);
    return FromBits(uint32_t{half} << 16);
  }
};

struct F16 {
  static constexpr int kBytes = 2;
  static float At(const char* from) {
    uint16_t half;
    std::memcpy(&half, from, 2);
    const uint32_t sign = uint32_t{half & 0x8000u} << 16;
    const uint32_t rest = half & 0x7fffu;
    if (rest >= 0x7c00) return FromBits(sign | 0x7f800000 | rest << 13);
    // As a float whose exponent is 112 too small; exact, subnormals too.
    return FromBits(sign | rest << 13) * 0x1p112f;
  }
};

template <typename Type>
bool WidenAs(const char* from, int64_t count, float* to) {
  float sum = 0;  // of zeros, or not a number
  for (int64_t i = 0; i < count; ++i) {
    to[i] = Type::At(from + i * Type::kBytes);
    sum += to[i] * 0;
  }
  return sum == 0;
}

// Sixteen rows at a time, so that what is written is whole cache lines.
template <typename Type>
bool TransposeAs(const char* from, int64_t rows, int64_t columns, float* to) {
  constexpr int64_t kRows = 16;
  float sum = 0;
  for (int64_t begin = 0; begin < rows; begin += kRows) {
    const int64_t end = std::min(rows, begin + kRows);
    for (int64_t j = 0; j < columns; ++j) {
      for (int64_t i = begin; i < end; ++i) {
        const float value = Type::At(from + (i * columns + j) * Type::kBytes);
        to[j * rows + i] = value;
        sum += value * 0;
      }
    }
  }
  return sum == 0;
}

template <typename Type>
bool Chosen(const char* from, int64_t rows, int64_t columns, bool transposed,
            float* to) {
  return transposed ? TransposeAs<Type>(from, rows, columns, to)
                    : WidenAs<Type>(from, rows * columns, to);
}

}  // namespace

int64_t BytesOfType(absl::string_view type) {
  if (type == "BOOL" || type == "U8" || type == "I8" || type == "F8_E4M3" ||
      type == "F8_E5M2") {
    return 1;
  }
  if (type == "F16" || type == "BF16" || type == "I16" || type == "U16") {
    return 2;
  }
  if (type == "F32" || type == "I32" || type == "U32") return 4;
  if (type == "F64" || type == "I64" || type == "U64") return 8;
  return 0;
}

bool IsWidened(absl::string_view type) {
  return type == "F32" || type == "BF16" || type == "F16";
}

bool Widen(absl::string_view type, const char* from, int64_t rows,
           int64_t columns, bool transposed, float* to) {
  if (type == "F32") return Chosen<F32>(from, rows, columns, transposed, to);
  if (type == "BF16") return Chosen<Bf16>(from, rows, columns, transposed, to);
  return Chosen<F16>(from, rows, columns, transposed, to);
}

}  // namespace regulon
