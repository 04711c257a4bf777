// The first 64 bytes of a genome file, all little-endian:
//
//    0  8  "REGULON" and a zero byte
//    8  2  version: 1
//   10  2  byte order: 0x0102
//   12  8  offset of the manifest, which is the last part of the file
//   20  8  length of the manifest
//   28 32  SHA-256 of the manifest
//   60  4  CRC-32C of bytes 0..59
#ifndef REGULON_ENGINE_GENOME_HEADER_H_
#define REGULON_ENGINE_GENOME_HEADER_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_md_ctx_st;  // OpenSSL's

namespace regulon {

constexpr int64_t kHeaderBytes = 64;
constexpr int64_t kPageBytes = 4096;  // alignment of segments
constexpr int64_t kTensorAlignment = 64;

struct Header {
  uint64_t manifest_offset = 0;
  uint64_t manifest_bytes = 0;
  std::array<uint8_t, 32> manifest_sha256 = {};
};

std::array<char, kHeaderBytes> EncodeHeader(const Header& header);

// DataLoss or InvalidArgument, without the name of the file.
absl::StatusOr<Header> DecodeHeader(absl::string_view bytes);

std::array<uint8_t, 32> Sha256(absl::string_view bytes);
// The same of bytes that come in parts.
class Sha256OfParts {
 public:
  Sha256OfParts();
  ~Sha256OfParts();
  Sha256OfParts(const Sha256OfParts&) = delete;
  void Add(absl::string_view bytes);
  std::array<uint8_t, 32> Finish();  // once

 private:
  evp_md_ctx_st* const context_;
};
std::string Hex(const std::array<uint8_t, 32>& hash);
uint32_t Crc32c(absl::string_view bytes);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_HEADER_H_
