#include "engine/genome/matrix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <dnnl.hpp>
#include <limits>
#include <random>

namespace regulon {
namespace {

constexpr DType kTypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};

std::vector<float> RandomValues(int64_t rows, int64_t columns) {
  std::mt19937 random(rows * 1000 + columns);
  std::normal_distribution<float> normal;
  std::vector<float> values(rows * columns);
  for (float& value : values) value = normal(random);
  return values;
}

// The element at an index of packed bytes, before any scale.
double Stored(DType dtype, const std::vector<uint8_t>& bytes, int64_t index) {
  if (dtype == DType::kF32) {
    float value;
    std::memcpy(&value, &bytes[index * 4], 4);
    return value;
  }
  if (dtype == DType::kBf16) {
    uint16_t half;
    std::memcpy(&half, &bytes[index * 2], 2);
    const double fraction = 1 + (half & 127) / 128.0;
    const int exponent = half >> 7 & 255;
    const double value =
        exponent == 0 ? 0 : std::ldexp(fraction, exponent - 127);
    return half >> 15 != 0 ? -value : value;
  }
  if (dtype == DType::kI8) return static_cast<int8_t>(bytes[index]);
  const int nibble = bytes[index / 2] >> (index % 2 * 4) & 15;
  return nibble < 8 ? nibble : nibble - 16;
}

// The largest distance that rounding may put between a value and its image.
double Tolerance(DType dtype, float value, float scale) {
  switch (dtype) {
    case DType::kF32:
      return 0;
    case DType::kBf16:  // half a unit of the eighth bit
      return value == 0 ? 0 : std::ldexp(1, std::ilogb(value) - 8);
    default:
      return scale / 2 * 1.00001;  // half a step
  }
}

// Walks the packed bytes in their order, [column block][row block][16][64][v],
// and looks each place up in the matrix.
void ExpectPackedInOrder(DType dtype, int64_t rows, int64_t columns) {
  const std::vector<float> values = RandomValues(rows, columns);
  const PackedMatrix packed = Pack(dtype, rows, columns, values);
  const int64_t v = 32 / BitsOf(dtype);
  const int64_t row_blocks = (rows + 16 * v - 1) / (16 * v);
  const int64_t column_blocks = (columns + 63) / 64;
  ASSERT_EQ(static_cast<int64_t>(packed.bytes.size()),
            row_blocks * column_blocks * 16 * 64 * 4);
  int64_t index = 0;
  int wrong = 0;
  for (int64_t block = 0; block < row_blocks * column_blocks; ++block) {
    for (int64_t at = 0; at < 16 * 64 * v; ++at, ++index) {
      const int64_t row =
          block % row_blocks * 16 * v + at / (64 * v) * v + at % v;
      const int64_t column = block / row_blocks * 64 + at / v % 64;
      const double stored = Stored(dtype, packed.bytes, index);
      if (row >= rows || column >= columns) {
        wrong += stored != 0;  // padding
        continue;
      }
      wrong += PackedIndex(dtype, rows, row, column) != index;
      const float value = values[row * columns + column];
      const float scale =
          packed.scales.empty()
              ? 1
              : packed.scales[row / packed.scale_rows * columns + column];
      wrong +=
          !(std::abs(stored * scale - value) <= Tolerance(dtype, value, scale));
    }
  }
  EXPECT_EQ(wrong, 0) << BitsOf(dtype) << " bits, " << rows << " x " << columns;
}

// Unpack gives what is stored.
void ExpectUnpacked(DType dtype, int64_t rows, int64_t columns) {
  const PackedMatrix packed =
      Pack(dtype, rows, columns, RandomValues(rows, columns));
  const Matrix matrix = {dtype,
                         Layout::kPacked,
                         rows,
                         columns,
                         packed.bytes.data(),
                         packed.scales.empty() ? nullptr : packed.scales.data(),
                         packed.scale_rows};
  std::vector<float> plain(rows * columns + 1, NAN);
  Unpack(matrix, plain.data());
  int wrong = 0;
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      const float scale =
          packed.scales.empty()
              ? 1
              : packed.scales[i / packed.scale_rows * columns + j];
      const auto expected =
          static_cast<float>(
              Stored(dtype, packed.bytes, PackedIndex(dtype, rows, i, j))) *
          scale;
      wrong += plain[i * columns + j] != expected;
    }
  }
  EXPECT_EQ(wrong, 0) << BitsOf(dtype) << " bits, " << rows << " x " << columns;
  EXPECT_TRUE(std::isnan(plain.back()));
}

class PackedMatrices : public testing::TestWithParam<DType> {};
INSTANTIATE_TEST_SUITE_P(OfEveryType, PackedMatrices,
                         testing::ValuesIn(kTypes));

TEST_P(PackedMatrices, HaveEveryValueInItsPlaceAtEverySize) {
  for (int n = 0; n < 200; ++n) {
    for (const int tail : {1, 67}) {
      ExpectPackedInOrder(GetParam(), n, tail);
      ExpectPackedInOrder(GetParam(), tail, n);
    }
  }
}

TEST_P(PackedMatrices, ComeBackAtEverySize) {
  for (int n = 0; n < 200; ++n) {
    for (const int tail : {1, 67}) {
      ExpectUnpacked(GetParam(), n, tail);
      ExpectUnpacked(GetParam(), tail, n);
    }
  }
}

// What oneDNN makes of a row-major matrix in the layout of that name.
std::vector<uint8_t> Reordered(const void* plain,
                               dnnl::memory::data_type plain_type,
                               dnnl::memory::data_type type,
                               dnnl::memory::format_tag tag, int64_t rows,
                               int64_t columns) {
  using dnnl::memory;
  const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(cpu);
  const memory::dims shape = {rows, columns};
  const memory::desc from(shape, plain_type, memory::format_tag::ab);
  const memory::desc to(shape, type, tag);
  std::vector<uint8_t> bytes(to.get_size(), 0xcc);
  memory source(from, cpu, const_cast<void*>(plain));
  memory target(to, cpu, bytes.data());
  dnnl::reorder(source, target).execute(stream, source, target);
  stream.wait();
  return bytes;
}

TEST(PackedLayout, IsThatOfOneDnn) {
  using Type = dnnl::memory::data_type;
  using Tag = dnnl::memory::format_tag;
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {16, 64}, {17, 65}, {33, 130}, {100, 3}, {7, 200}}) {
    const std::vector<float> values = RandomValues(rows, columns);
    EXPECT_EQ(Pack(DType::kF32, rows, columns, values).bytes,
              Reordered(values.data(), Type::f32, Type::f32, Tag::BA16a64b,
                        rows, columns))
        << rows << " x " << columns;
    EXPECT_EQ(Pack(DType::kBf16, rows, columns, values).bytes,
              Reordered(values.data(), Type::f32, Type::bf16, Tag::BA16a64b2a,
                        rows, columns))
        << rows << " x " << columns;
    // Whole numbers up to 127 have a scale of 1 and stay as they are.
    std::vector<int8_t> whole(rows * columns);
    std::vector<float> floats(rows * columns);
    for (int i = 0; i < rows * columns; ++i) {
      whole[i] = static_cast<int8_t>(i < columns ? 127 : i * 37 % 255 - 127);
      floats[i] = whole[i];
    }
    EXPECT_EQ(Pack(DType::kI8, rows, columns, floats).bytes,
              Reordered(whole.data(), Type::s8, Type::s8, Tag::BA16a64b4a, rows,
                        columns))
        << rows << " x " << columns;
  }
}

TEST(Integers, AreScaledToTheLargestMagnitudeOfTheirGroup) {
  // A column of 33 rows: I4 has a second group for the last of them.
  std::vector<float> values(33, 1);
  values[3] = -14;
  values[32] = 0.5;
  const PackedMatrix i8 = Pack(DType::kI8, 33, 1, values);
  EXPECT_EQ(i8.scale_rows, 33);
  EXPECT_EQ(i8.scales, std::vector<float>{14.f / 127});
  EXPECT_EQ(Stored(DType::kI8, i8.bytes, PackedIndex(DType::kI8, 33, 3, 0)),
            -127);
  const PackedMatrix i4 = Pack(DType::kI4, 33, 1, values);
  EXPECT_EQ(i4.scale_rows, 32);
  EXPECT_EQ(i4.scales, (std::vector<float>{2, 0.5f / 7}));
  EXPECT_EQ(Stored(DType::kI4, i4.bytes, PackedIndex(DType::kI4, 33, 3, 0)),
            -7);
  EXPECT_EQ(Stored(DType::kI4, i4.bytes, PackedIndex(DType::kI4, 33, 32, 0)),
            7);
}

TEST(Integers, OfAColumnOfZerosAreZeros) {
  for (const DType dtype : {DType::kI8, DType::kI4}) {
    const PackedMatrix packed = Pack(dtype, 2, 2, {0, 1, 0, -1});
    const Matrix matrix = {dtype,
                           Layout::kPacked,
                           2,
                           2,
                           packed.bytes.data(),
                           packed.scales.data(),
                           packed.scale_rows};
    float out[4];
    Unpack(matrix, out);
    EXPECT_EQ(out[0], 0);
    EXPECT_EQ(out[1], 1);
    EXPECT_EQ(out[2], 0);
    EXPECT_EQ(out[3], -1);
  }
}

TEST(Integers, OfFourBitsHaveTheLowOneFirst) {
  const uint8_t bytes[] = {0x21, 0xf7};
  const float scales[] = {10, 1};
  const Matrix matrix = {DType::kI4, Layout::kPlain, 2, 2, bytes, scales, 2};
  float out[4];
  Unpack(matrix, out);
  EXPECT_EQ(out[0], 10);
  EXPECT_EQ(out[1], 2);
  EXPECT_EQ(out[2], 70);
  EXPECT_EQ(out[3], -1);
}

TEST(Integers, OfScalesTooSmallToBeExactStayInTheirRange) {
  const float least = std::numeric_limits<float>::denorm_min();
  for (const DType dtype : {DType::kI8, DType::kI4}) {
    const float largest = dtype == DType::kI8 ? 127 : 7;
    const std::vector<float> values = {least * 1.4f * largest, -100 * least,
                                       190 * least, -190 * least};
    const PackedMatrix packed = Pack(dtype, 4, 1, values);
    const Matrix matrix = {dtype,
                           Layout::kPacked,
                           4,
                           1,
                           packed.bytes.data(),
                           packed.scales.data(),
                           packed.scale_rows};
    float out[4];
    Unpack(matrix, out);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(std::signbit(out[i]), std::signbit(values[i])) << i;
      EXPECT_LE(std::abs(out[i]), 190 * least) << i;
    }
  }
}

TEST(Bf16, RoundsTiesToEven) {
  // 1 + 1/256 lies between 1 and 1 + 1/128, 1 + 3/256 between that and 1 + 1/64
  const PackedMatrix packed =
      Pack(DType::kBf16, 1, 3, {1 + 1 / 256.f, 1 + 3 / 256.f, INFINITY});
  EXPECT_EQ(Stored(DType::kBf16, packed.bytes, 0), 1);
  EXPECT_EQ(Stored(DType::kBf16, packed.bytes, 2), 1 + 1 / 64.0);
  uint16_t infinite;
  std::memcpy(&infinite, &packed.bytes[8], 2);
  EXPECT_EQ(infinite, 0x7f80);
}

TEST(BytesOf, CountsPadding) {
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPlain, 3, 5), 60);
  EXPECT_EQ(BytesOf(DType::kI4, Layout::kPlain, 3, 5), 8);  // 7.5
  for (const DType dtype : kTypes) {
    EXPECT_EQ(BytesOf(dtype, Layout::kPacked, 3, 5), 4096);
    EXPECT_EQ(BytesOf(dtype, Layout::kPacked, 0, 5), 0);
  }
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPacked, 17, 65), 4 * 4096);
}

TEST(BytesOf, SaysSoWhereTheyDoNotFit) {
  constexpr int64_t kLarge = int64_t{1} << 30;
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPlain, kLarge, kLarge / 8), 1L << 59);
  // 2^60 values of 32 bits: as bits, these are 0 modulo 2^64.
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPlain, kLarge, kLarge), -1);
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPacked, kLarge, kLarge), -1);
  EXPECT_EQ(
      BytesOf(DType::kI4, Layout::kPlain, int64_t{1} << 40, int64_t{1} << 40),
      -1);
  EXPECT_EQ(BytesOf(DType::kF32, Layout::kPlain, -1, 4), -1);
}

}  // namespace
}  // namespace regulon
