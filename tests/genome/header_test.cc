#include "engine/genome/header.h"

#include <gtest/gtest.h>

#include <cstring>

namespace regulon {
namespace {

Header Example() {
  Header header;
  header.manifest_offset = 0x0807060504030201;
  header.manifest_bytes = 0x1817161514131211;
  for (int i = 0; i < 32; ++i) header.manifest_sha256[i] = 0x40 + i;
  return header;
}

std::string Encoded(const Header& header) {
  const std::array<char, kHeaderBytes> bytes = EncodeHeader(header);
  return {bytes.begin(), bytes.end()};
}

// With the checksum made right again.
std::string Resealed(std::string bytes) {
  const uint32_t crc = Crc32c(bytes.substr(0, 60));
  std::memcpy(&bytes[60], &crc, 4);
  return bytes;
}

TEST(Header, HasEachFieldAtItsOffset) {
  const std::string bytes = Encoded(Example());
  ASSERT_EQ(bytes.size(), 64u);
  EXPECT_EQ(bytes.substr(0, 8), std::string("REGULON\0", 8));
  EXPECT_EQ(bytes.substr(8, 2), std::string("\x01\x00", 2));
  EXPECT_EQ(bytes.substr(10, 2), "\x02\x01");
  EXPECT_EQ(bytes.substr(12, 8), "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(bytes.substr(20, 8), "\x11\x12\x13\x14\x15\x16\x17\x18");
  for (int i = 0; i < 32; ++i) EXPECT_EQ(bytes[28 + i], 0x40 + i);
  EXPECT_EQ(Resealed(bytes), bytes);
}

TEST(Header, ComesBack) {
  const auto header = DecodeHeader(Encoded(Example()));
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->manifest_offset, Example().manifest_offset);
  EXPECT_EQ(header->manifest_bytes, Example().manifest_bytes);
  EXPECT_EQ(header->manifest_sha256, Example().manifest_sha256);
}

TEST(Header, IsRefusedWithAnyOneBitFlipped) {
  const std::string right = Encoded(Example());
  for (int bit = 0; bit < 64 * 8; ++bit) {
    std::string bytes = right;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    EXPECT_FALSE(DecodeHeader(bytes).ok()) << "bit " << bit;
  }
}

TEST(Header, IsRefusedWhereItIsCutShort) {
  const std::string right = Encoded(Example());
  for (size_t size = 0; size < 64; ++size) {
    const auto header = DecodeHeader(right.substr(0, size));
    EXPECT_EQ(header.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(Header, OfAnotherVersionOrByteOrderIsTold) {
  std::string newer = Encoded(Example());
  newer[8] = 2;
  EXPECT_EQ(DecodeHeader(Resealed(newer)).status().message(),
            "the file is of version 2 and this program reads version 1; "
            "compile it again");
  std::string swapped = Encoded(Example());
  std::swap(swapped[10], swapped[11]);
  EXPECT_EQ(DecodeHeader(Resealed(swapped)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Hashes, AreThoseOfTheirStandards) {
  EXPECT_EQ(Hex(Sha256("abc")),  // FIPS 180-2, B.1
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  Sha256OfParts parts;
  for (const char* part : {"a", "", "bc"}) parts.Add(part);
  EXPECT_EQ(parts.Finish(), Sha256("abc"));
  EXPECT_EQ(Sha256OfParts().Finish(), Sha256(""));
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283);  // RFC 3720's polynomial
  EXPECT_EQ(Crc32c(""), 0u);
}

}  // namespace
}  // namespace regulon
