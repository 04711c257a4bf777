#include "engine/convert/checkpoint/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Length(uint64_t length) {
  std::string text(8, '\0');
  for (int i = 0; i < 8; ++i) text[i] = static_cast<char>(length >> 8 * i);
  return text;
}

std::string File(const std::string& header, const std::string& data) {
  return Length(header.size()) + header + data;
}

absl::StatusOr<std::unique_ptr<const SafetensorsFile>> Open(
    const std::string& bytes) {
  WriteBytes(Scratch("x.safetensors"), bytes);
  return SafetensorsFile::Open(Scratch("x.safetensors"));
}

std::string ErrorOf(const std::string& bytes) {
  const auto file = Open(bytes);
  EXPECT_FALSE(file.ok());
  const std::string message(file.status().message());
  EXPECT_THAT(message, StartsWith(Scratch("x.safetensors") + ":"));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("\n")));
  return message.substr(Scratch("x.safetensors").size() + 1);
}

std::string Floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * 4};
}

std::string Entry(const std::string& name, const std::string& type,
                  const std::string& shape, int begin, int end) {
  return absl::StrCat("\"", name, "\":{\"dtype\":\"", type, "\",\"shape\":[",
                      shape, "],\"data_offsets\":[", begin, ",", end, "]}");
}

TEST(Safetensors, GiveTheirValuesAtAnyAlignment) {
  for (const std::string padding : {"", " ", "  ", "   "}) {
    const auto file = Open(
        File(absl::StrCat("{", Entry("m", "F32", "2, 3", 0, 24), padding, "}"),
             Floats({1, 2, 3, 4, 5, -6})));
    ASSERT_TRUE(file.ok()) << file.status();
    const SafetensorsFile::Tensor& m = (*file)->tensors()[0];
    EXPECT_EQ(m.name, "m");
    EXPECT_THAT(m.shape, ElementsAre(2, 3));
    std::vector<float> values(6);
    ASSERT_TRUE((*file)->Read(m, absl::MakeSpan(values)).ok());
    EXPECT_THAT(values, ElementsAre(1, 2, 3, 4, 5, -6));
    ASSERT_TRUE((*file)->ReadTransposed(m, absl::MakeSpan(values)).ok());
    EXPECT_THAT(values, ElementsAre(1, 4, 2, 5, 3, -6));
  }
}

TEST(Safetensors, TransposeMatricesOfEverySize) {
  for (int rows = 1; rows < 40; ++rows) {
    const int columns = 1 + rows * 7 % 19;
    std::vector<float> from(rows * columns), to(rows * columns);
    for (int i = 0; i < rows * columns; ++i) from[i] = static_cast<float>(i);
    const auto file = Open(
        File(absl::StrCat("{",
                          Entry("m", "F32", absl::StrCat(rows, ",", columns), 0,
                                4 * rows * columns),
                          "}"),
             Floats(from)));
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)
                    ->ReadTransposed((*file)->tensors()[0], absl::MakeSpan(to))
                    .ok());
    for (int i = 0; i < rows; ++i) {
      for (int j = 0; j < columns; ++j) {
        ASSERT_EQ(to[j * rows + i], from[i * columns + j]) << rows;
      }
    }
  }
}

// Every number of 16 bits, by the definitions of the two types.
TEST(Safetensors, WidenHalvesExactly) {
  for (const bool bf16 : {false, true}) {
    const int exponents = bf16 ? 8 : 5, fraction_bits = 15 - exponents;
    for (int bits = 0; bits < 1 << 16; bits += 257) {
      const std::string data = {static_cast<char>(bits),
                                static_cast<char>(bits >> 8)};
      const auto file = Open(File(
          absl::StrCat("{", Entry("h", bf16 ? "BF16" : "F16", "1", 0, 2), "}"),
          data));
      ASSERT_TRUE(file.ok());
      float value;
      const absl::Status read =
          (*file)->Read((*file)->tensors()[0], absl::MakeSpan(&value, 1));
      const int exponent = bits >> fraction_bits & ((1 << exponents) - 1);
      const int fraction = bits & ((1 << fraction_bits) - 1);
      const int bias = (1 << (exponents - 1)) - 1;
      if (exponent == (1 << exponents) - 1) {
        EXPECT_THAT(std::string(read.message()), HasSubstr("not finite"));
        continue;
      }
      const double size = exponent == 0
                              ? std::ldexp(fraction, 1 - bias - fraction_bits)
                              : std::ldexp(fraction + (1 << fraction_bits),
                                           exponent - bias - fraction_bits);
      ASSERT_EQ(value, bits >> 15 ? -size : size) << bits << bf16;
      ASSERT_EQ(std::signbit(value), bits >> 15 != 0);
    }
  }
}

TEST(Safetensors, MayHoldNothingAndEmptyTensors) {
  EXPECT_TRUE(Open(File("{}", "")).ok());
  EXPECT_TRUE(Open(File("{\"__metadata__\":{\"format\":\"pt\"}}  ", "")).ok());
  const auto file =
      Open(File(absl::StrCat("{", Entry("none", "F32", "0, 7", 0, 0), ",",
                             Entry("scalar", "F32", "", 0, 4), "}"),
                Floats({3})));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->tensors()[0].elements, 0);
  EXPECT_EQ((*file)->tensors()[1].elements, 1);
}

TEST(Safetensors, ThatAreCutAreRejectedAtEveryLength) {
  const std::string whole = File(
      absl::StrCat("{", Entry("a", "F32", "2", 0, 8), "}"), Floats({1, 2}));
  ASSERT_TRUE(Open(whole).ok());
  for (size_t length = 0; length < whole.size(); ++length) {
    ErrorOf(whole.substr(0, length));
  }
  EXPECT_THAT(ErrorOf(whole.substr(0, 5)), HasSubstr("cut short: 5 bytes"));
  EXPECT_THAT(ErrorOf(whole.substr(0, whole.size() - 1)),
              HasSubstr("tensor 'a' lies at bytes 0 to 8 of 7"));
}

TEST(Safetensors, WithWrongHeadersAreRejected) {
  EXPECT_THAT(ErrorOf(Length(1 << 20)), HasSubstr("a header of 1048576 bytes"));
  EXPECT_THAT(ErrorOf(Length(~uint64_t{0})),
              HasSubstr("is it a safetensors file?"));
  EXPECT_THAT(ErrorOf(File("[1]", "")), HasSubstr("JSON"));
  EXPECT_THAT(ErrorOf(File("{\"a\": ", "")), HasSubstr("JSON"));
  EXPECT_THAT(ErrorOf(File("{\"a\": 1}", "")),
              HasSubstr("tensor 'a' is not described by an object"));
  const std::string twice = absl::StrCat("{", Entry("a", "F32", "1", 0, 4), ",",
                                         Entry("a", "F32", "1", 4, 8), "}");
  EXPECT_THAT(ErrorOf(File(twice, Floats({1, 2}))), HasSubstr("'a'"));
  std::string deep = "{\"a\":";
  for (int i = 0; i < 5000; ++i) deep += "[";
  EXPECT_THAT(ErrorOf(File(deep, "")), HasSubstr("JSON"));
}

TEST(Safetensors, WithWrongTensorsAreRejectedByName) {
  const auto error = [](const std::string& entries, int floats) {
    return ErrorOf(
        File("{" + entries + "}", Floats(std::vector<float>(floats, 1.f))));
  };
  const auto one = [&](const std::string& type, const std::string& shape,
                       int begin, int end) {
    return error(Entry("w", type, shape, begin, end), 2);
  };
  EXPECT_THAT(one("F32", "3", 0, 8),
              HasSubstr("tensor 'w' has 8 bytes, which its shape and type do "
                        "not give"));
  EXPECT_THAT(one("BF16", "2", 0, 8), HasSubstr("'w' has 8 bytes"));
  EXPECT_THAT(one("F31", "2", 0, 8),
              HasSubstr("tensor 'w' is of an unknown type 'F31'"));
  EXPECT_THAT(one("F32", "2", 8, 0), HasSubstr("'w' lies at bytes 8 to 0"));
  EXPECT_THAT(one("F32", "2", 4, 12), HasSubstr("'w' lies at bytes 4 to 12"));
  EXPECT_THAT(one("F32", "1", 0, 4), HasSubstr("the last 4 bytes"));
  EXPECT_THAT(one("F32", "1", 4, 8),
              HasSubstr("4 bytes before tensor 'w' are no tensor's"));
  EXPECT_THAT(one("F32", "-2", 0, 8), HasSubstr("'w' needs dtype, shape"));
  EXPECT_THAT(one("F32", "2.5", 0, 8), HasSubstr("'w' needs dtype, shape"));
  EXPECT_THAT(one("F32", "1e30", 0, 8), HasSubstr("'w' needs dtype, shape"));
  EXPECT_THAT(one("F32", "9007199254740993", 0, 8),
              HasSubstr("'w' needs dtype, shape"));
  // 2^64 elements and 2: as a number of 64 bits, 2.
  EXPECT_THAT(one("F32", "4294967296,4294967296", 0, 0),
              HasSubstr("which its shape and type do not give"));
  EXPECT_THAT(one("F32", "4503599627370496,1024", 0, 8),
              HasSubstr("which its shape and type do not give"));
  EXPECT_THAT(error("\"w\":{\"dtype\":\"F32\",\"shape\":[2]}", 2),
              HasSubstr("'w' needs dtype, shape and data_offsets"));
  EXPECT_THAT(error("\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":"
                    "[0,8],\"more\":1}",
                    2),
              HasSubstr("and nothing else"));
  EXPECT_THAT(error(absl::StrCat(Entry("a", "F32", "2", 0, 8), ",",
                                 Entry("b", "F32", "1", 4, 8)),
                    2),
              HasSubstr("tensor 'b' overlaps the one before it"));
  EXPECT_THAT(error(absl::StrCat(Entry("a", "F32", "1", 0, 4), ",",
                                 Entry("b", "F32", "1", 8, 12)),
                    3),
              HasSubstr("4 bytes before tensor 'b'"));
}

TEST(Safetensors, RefuseToReadOtherTypesByName) {
  const auto file = Open(File(
      absl::StrCat("{", Entry("ids", "I64", "1", 0, 8), "}"), Floats({1, 2})));
  ASSERT_TRUE(file.ok()) << file.status();
  float value;
  EXPECT_THAT(
      std::string((*file)
                      ->Read((*file)->tensors()[0], absl::MakeSpan(&value, 1))
                      .message()),
      AllOf(HasSubstr("tensor 'ids' is stored as I64"), EndsWith("F16")));
}

TEST(Safetensors, HashTheWholeFile) {
  const std::string bytes = File(
      absl::StrCat("{", Entry("a", "F32", "2", 0, 8), "}"), Floats({1, 2}));
  const auto file = Open(bytes);
  ASSERT_TRUE(file.ok());
  int64_t told = 0;
  EXPECT_EQ((*file)->Hash([&told](int64_t count) { told += count; }),
            Hex(Sha256(bytes)));
  EXPECT_EQ(told, static_cast<int64_t>(bytes.size()));
}

TEST(Safetensors, ThatAreNoFileAreNamed) {
  EXPECT_THAT(std::string(SafetensorsFile::Open("/none/x").status().message()),
              StartsWith("/none/x: "));
  EXPECT_THAT(
      std::string(SafetensorsFile::Open(Scratch("")).status().message()),
      HasSubstr("not a file"));
}

}  // namespace
}  // namespace regulon
