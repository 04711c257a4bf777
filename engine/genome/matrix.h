// Matrices as a genome file holds them, and the packer that lays them out.
#ifndef REGULON_ENGINE_GENOME_MATRIX_H_
#define REGULON_ENGINE_GENOME_MATRIX_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// The numbers are those of proto::DType and proto::Layout.
enum class DType { kF32 = 1, kBf16 = 2, kI8 = 3, kI4 = 4, kU32 = 5 };
enum class Layout { kPlain = 0, kPacked = 1 };

// A view; the file or the packer owns the bytes.
struct Matrix {
  DType dtype = DType::kF32;
  Layout layout = Layout::kPacked;
  int64_t rows = 0, columns = 0;
  const void* data = nullptr;
  // I8 and I4: [ceil(rows / scale_rows), columns].
  const float* scales = nullptr;
  int64_t scale_rows = 0;
};

int BitsOf(DType dtype);
const char* NameOf(DType dtype);  // "f32", "bf16", "int8", "int4" or "u32"
// What matrices may be stored in, by these names and "i8" and "i4".
const std::map<std::string, DType>& DTypesByName();

// Bytes of a matrix in a layout, padding included; -1 if they exceed 2^60.
int64_t BytesOf(DType dtype, Layout layout, int64_t rows, int64_t columns);

// Rows that share a scale when we quantize: all of a column for I8, 32 for I4.
int64_t ScaleRowsOf(DType dtype, int64_t rows);

// Where element (row, column) of a packed matrix lies, in elements:
// [ceil(columns/64)][ceil(rows/16v)][16][64][v], v = 4 bytes / dtype.
int64_t PackedIndex(DType dtype, int64_t rows, int64_t row, int64_t column);

struct PackedMatrix {
  std::vector<uint8_t> bytes;
  std::vector<float> scales;  // of I8 and I4
  int64_t scale_rows = 0;
};

// From row-major values. Rounds to nearest; integers are symmetric, -127..127
// or -7..7, scaled to the largest magnitude of their group.
PackedMatrix Pack(DType dtype, int64_t rows, int64_t columns,
                  absl::Span<const float> values);

// To the nearest, ties to even.
std::vector<uint16_t> RoundToBf16(absl::Span<const float> values);

// To row-major f32 [rows, columns], or a row or column of it.
void Unpack(const Matrix& matrix, float* out);
void UnpackRow(const Matrix& matrix, int64_t row, float* out);
void UnpackColumn(const Matrix& matrix, int64_t column, float* out);
// The same; empty for a matrix without data.
std::vector<float> Unpacked(const Matrix& matrix);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_MATRIX_H_
