#include "tests/dense/stored_matrix.h"

#include <cstring>
#include <random>

namespace regulon {

StoredMatrix::StoredMatrix(DType dtype, int rows, int columns,
                           const std::vector<float>& values)
    : packed_(Pack(dtype, rows, columns, values)),
      view_(ViewOf(dtype, rows, columns)) {}

StoredMatrix::StoredMatrix(DType dtype, int rows, int columns, int scale_rows,
                           unsigned seed) {
  std::mt19937 random(seed);
  const int largest = dtype == DType::kI8 ? 127 : 7;
  std::uniform_int_distribution<int> integer(-largest, largest);
  std::uniform_real_distribution<float> scale(0.001f, 0.1f);
  packed_.bytes.resize(BytesOf(dtype, Layout::kPacked, rows, columns));
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      const int64_t index = PackedIndex(dtype, rows, i, j);
      const int value = integer(random);
      if (dtype == DType::kI8) {
        packed_.bytes[index] = static_cast<uint8_t>(value);
      } else {
        packed_.bytes[index / 2] |= (value & 15) << (index % 2 * 4);
      }
    }
  }
  packed_.scale_rows = scale_rows;
  packed_.scales.resize((rows + scale_rows - 1) / scale_rows * columns);
  for (float& value : packed_.scales) value = scale(random);
  view_ = ViewOf(dtype, rows, columns);
}

Matrix StoredMatrix::ViewOf(DType dtype, int rows, int columns) const {
  return {dtype,
          Layout::kPacked,
          rows,
          columns,
          packed_.bytes.data(),
          packed_.scales.empty() ? nullptr : packed_.scales.data(),
          packed_.scale_rows};
}

float StoredMatrix::At(int row, int column) const {
  const int64_t index = PackedIndex(view_.dtype, view_.rows, row, column);
  const uint8_t* bytes = packed_.bytes.data();
  uint32_t bits = 0;
  float value;
  switch (view_.dtype) {
    case DType::kI8:
      return static_cast<int8_t>(bytes[index]);
    case DType::kI4: {
      const int nibble = bytes[index / 2] >> (index % 2 * 4) & 15;
      return static_cast<float>(nibble < 8 ? nibble : nibble - 16);
    }
    case DType::kBf16:
      std::memcpy(reinterpret_cast<char*>(&bits) + 2, bytes + index * 2, 2);
      break;
    default:
      std::memcpy(&bits, bytes + index * 4, 4);
  }
  std::memcpy(&value, &bits, 4);
  return value;
}

float StoredMatrix::ScaleAt(int row, int column) const {
  if (packed_.scales.empty()) return 1;
  return packed_.scales[row / packed_.scale_rows * view_.columns + column];
}

std::vector<float> StoredMatrix::Values() const {
  std::vector<float> values;
  for (int i = 0; i < view_.rows; ++i) {
    for (int j = 0; j < view_.columns; ++j) {
      values.push_back(At(i, j) * ScaleAt(i, j));
    }
  }
  return values;
}

void StoredMatrix::SetFloat(int row, int column, float value) {
  const int64_t index = PackedIndex(view_.dtype, view_.rows, row, column);
  const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
  if (view_.dtype == DType::kBf16) {
    std::memcpy(&packed_.bytes[index * 2], bytes + 2, 2);
  } else {
    std::memcpy(&packed_.bytes[index * 4], bytes, 4);
  }
}

void StoredMatrix::SetScale(int row, int column, float value) {
  packed_.scales[row / packed_.scale_rows * view_.columns + column] = value;
}

}  // namespace regulon
