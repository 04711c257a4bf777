#include "engine/genome/matrix.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace regulon {
namespace {

constexpr int64_t kColumns = 64;  // of a packed block
constexpr int64_t kRows = 16;     // times v

int64_t RowsPerWord(DType dtype) { return 32 / BitsOf(dtype); }

int64_t CeilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

uint16_t ToBf16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  if (std::isnan(value)) return static_cast<uint16_t>((bits >> 16) | 0x40);
  return static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

float FromBf16(uint16_t half) {
  const uint32_t bits = uint32_t{half} << 16;
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

// The value of element `index`, without its scale.
template <DType dtype>
float At(const void* data, int64_t index) {
  if constexpr (dtype == DType::kF32) {
    return static_cast<const float*>(data)[index];
  } else if constexpr (dtype == DType::kBf16) {
    return FromBf16(static_cast<const uint16_t*>(data)[index]);
  } else if constexpr (dtype == DType::kI8) {
    return static_cast<const int8_t*>(data)[index];
  } else {
    // Sign-extends a nibble; the low one comes first.
    const uint8_t byte = static_cast<const uint8_t*>(data)[index / 2];
    return static_cast<int8_t>(byte << (index % 2 ? 0 : 4)) >> 4;
  }
}

// Where row `row` begins, and what lies between its elements: `step` within a
// block of 64 columns, `jump` from block to block.
struct RowPlace {
  int64_t begin, step, jump;
  int64_t At(int64_t column) const {
    return begin + column / kColumns * jump + column % kColumns * step;
  }
};

RowPlace PlaceOf(DType dtype, Layout layout, int64_t rows, int64_t columns,
                 int64_t row) {
  if (layout == Layout::kPlain) return {row * columns, 1, kColumns};
  const int64_t v = RowsPerWord(dtype);
  return {PackedIndex(dtype, rows, row, 0), v,
          CeilDivide(rows, kRows * v) * kRows * v * kColumns};
}

// Some rows and columns of a matrix: [begin, end).
struct Cut {
  int64_t row_begin, row_end, column_begin, column_end;
};

template <DType dtype>
void UnpackAs(const Matrix& m, const Cut& cut, float* out) {
  for (int64_t i = cut.row_begin; i < cut.row_end; ++i) {
    const RowPlace from = PlaceOf(dtype, m.layout, m.rows, m.columns, i);
    const float* scales =
        m.scales ? m.scales + i / m.scale_rows * m.columns : nullptr;
    for (int64_t j = cut.column_begin; j < cut.column_end; ++j) {
      const float value = At<dtype>(m.data, from.At(j));
      *out++ = scales ? value * scales[j] : value;
    }
  }
}

void UnpackCut(const Matrix& m, const Cut& cut, float* out) {
  switch (m.dtype) {
    case DType::kF32:
      return UnpackAs<DType::kF32>(m, cut, out);
    case DType::kBf16:
      return UnpackAs<DType::kBf16>(m, cut, out);
    case DType::kI8:
      return UnpackAs<DType::kI8>(m, cut, out);
    case DType::kI4:
      return UnpackAs<DType::kI4>(m, cut, out);
    case DType::kU32:
      return;  // no matrix of indices is ever multiplied
  }
}

// Stores an element at `index` of `bytes`, all zeros where nothing is yet.
template <DType dtype>
void Store(float value, float scale, int64_t index, uint8_t* bytes) {
  if constexpr (dtype == DType::kF32) {
    std::memcpy(bytes + index * 4, &value, 4);
  } else if constexpr (dtype == DType::kBf16) {
    const uint16_t half = ToBf16(value);
    std::memcpy(bytes + index * 2, &half, 2);
  } else {
    constexpr float kLargest = dtype == DType::kI8 ? 127 : 7;
    // A scale that is not a normal number is rounded itself.
    const float steps =
        scale == 0 ? 0 : std::min(kLargest, std::max(-kLargest, value / scale));
    const int quantum = static_cast<int>(std::lrint(steps));
    if constexpr (dtype == DType::kI8) {
      bytes[index] = static_cast<uint8_t>(quantum);
    } else {
      bytes[index / 2] |= (quantum & 15) << (index % 2 * 4);
    }
  }
}

template <DType dtype>
void PackAs(int64_t rows, int64_t columns, absl::Span<const float> values,
            PackedMatrix& packed) {
  for (int64_t i = 0; i < rows; ++i) {
    const RowPlace to = PlaceOf(dtype, Layout::kPacked, rows, columns, i);
    const float* scales =
        packed.scales.empty()
            ? nullptr
            : packed.scales.data() + i / packed.scale_rows * columns;
    for (int64_t block = 0; block < columns; block += kColumns) {
      int64_t index = to.At(block);
      const int64_t end = std::min(columns, block + kColumns);
      for (int64_t j = block; j < end; ++j, index += to.step) {
        Store<dtype>(values[i * columns + j], scales ? scales[j] : 0, index,
                     packed.bytes.data());
      }
    }
  }
}

}  // namespace

int BitsOf(DType dtype) {
  switch (dtype) {
    case DType::kBf16:
      return 16;
    case DType::kI8:
      return 8;
    case DType::kI4:
      return 4;
    default:
      return 32;
  }
}

const char* NameOf(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return "f32";
    case DType::kBf16:
      return "bf16";
    case DType::kI8:
      return "int8";
    case DType::kI4:
      return "int4";
    case DType::kU32:
      return "u32";
  }
  return "";
}

const std::map<std::string, DType>& DTypesByName() {
  static const auto& dtypes = *new std::map<std::string, DType>{
      {"f32", DType::kF32}, {"bf16", DType::kBf16}, {"int8", DType::kI8},
      {"i8", DType::kI8},   {"int4", DType::kI4},   {"i4", DType::kI4}};
  return dtypes;
}

int64_t BytesOf(DType dtype, Layout layout, int64_t rows, int64_t columns) {
  if (layout == Layout::kPacked) {
    const int64_t block = kRows * RowsPerWord(dtype);
    rows = CeilDivide(rows, block) * block;
    columns = CeilDivide(columns, kColumns) * kColumns;
  }
  int64_t elements, bits;
  if (rows < 0 || columns < 0 ||
      __builtin_mul_overflow(rows, columns, &elements) ||
      __builtin_mul_overflow(elements, int64_t{BitsOf(dtype)}, &bits)) {
    return -1;
  }
  return bits / 8 + (bits % 8 != 0);
}

int64_t ScaleRowsOf(DType dtype, int64_t rows) {
  switch (dtype) {
    case DType::kI8:
      return std::max<int64_t>(rows, 1);
    case DType::kI4:
      return 32;
    default:
      return 0;
  }
}

int64_t PackedIndex(DType dtype, int64_t rows, int64_t row, int64_t column) {
  const int64_t v = RowsPerWord(dtype);
  const int64_t block =
      column / kColumns * CeilDivide(rows, kRows * v) + row / (kRows * v);
  const int64_t word =
      block * kRows * kColumns + row / v % kRows * kColumns + column % kColumns;
  return word * v + row % v;
}

std::vector<uint16_t> RoundToBf16(absl::Span<const float> values) {
  std::vector<uint16_t> halves(values.size());
  std::transform(values.begin(), values.end(), halves.begin(), ToBf16);
  return halves;
}

PackedMatrix Pack(DType dtype, int64_t rows, int64_t columns,
                  absl::Span<const float> values) {
  PackedMatrix packed;
  packed.bytes.resize(BytesOf(dtype, Layout::kPacked, rows, columns));
  packed.scale_rows = ScaleRowsOf(dtype, rows);
  const float largest = dtype == DType::kI8 ? 127 : 7;
  if (packed.scale_rows > 0) {
    packed.scales.assign(CeilDivide(rows, packed.scale_rows) * columns, 0);
    for (int64_t i = 0; i < rows; ++i) {
      const float* from = values.data() + i * columns;
      float* scales = packed.scales.data() + i / packed.scale_rows * columns;
      for (int64_t j = 0; j < columns; ++j) {
        scales[j] = std::max(scales[j], std::abs(from[j]) / largest);
      }
    }
  }
  switch (dtype) {
    case DType::kF32:
      PackAs<DType::kF32>(rows, columns, values, packed);
      break;
    case DType::kBf16:
      PackAs<DType::kBf16>(rows, columns, values, packed);
      break;
    case DType::kI8:
      PackAs<DType::kI8>(rows, columns, values, packed);
      break;
    case DType::kI4:
      PackAs<DType::kI4>(rows, columns, values, packed);
      break;
    case DType::kU32:
      break;  // no matrix of indices is ever multiplied
  }
  return packed;
}

void Unpack(const Matrix& m, float* out) {
  UnpackCut(m, {0, m.rows, 0, m.columns}, out);
}

void UnpackRow(const Matrix& m, int64_t row, float* out) {
  UnpackCut(m, {row, row + 1, 0, m.columns}, out);
}

void UnpackColumn(const Matrix& m, int64_t column, float* out) {
  UnpackCut(m, {0, m.rows, column, column + 1}, out);
}

std::vector<float> Unpacked(const Matrix& matrix) {
  if (matrix.data == nullptr) return {};
  std::vector<float> values(matrix.rows * matrix.columns);
  Unpack(matrix, values.data());
  return values;
}

}  // namespace regulon
