#include "engine/genome/header.h"

#include <isa-l/crc.h>
#include <openssl/evp.h>

#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "tensors are mapped as they are, and they are little-endian");

constexpr char kMagic[8] = "REGULON";
constexpr uint16_t kVersion = 1;
constexpr uint16_t kByteOrder = 0x0102;

template <typename T>
T Read(absl::string_view bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

}  // namespace

std::array<char, kHeaderBytes> EncodeHeader(const Header& header) {
  std::array<char, kHeaderBytes> bytes = {};
  std::memcpy(&bytes[0], kMagic, 8);
  std::memcpy(&bytes[8], &kVersion, 2);
  std::memcpy(&bytes[10], &kByteOrder, 2);
  std::memcpy(&bytes[12], &header.manifest_offset, 8);
  std::memcpy(&bytes[20], &header.manifest_bytes, 8);
  std::memcpy(&bytes[28], header.manifest_sha256.data(), 32);
  const uint32_t crc = Crc32c(absl::string_view(bytes.data(), 60));
  std::memcpy(&bytes[60], &crc, 4);
  return bytes;
}

absl::StatusOr<Header> DecodeHeader(absl::string_view bytes) {
  if (bytes.size() < kHeaderBytes ||
      bytes.substr(0, 8) != absl::string_view(kMagic, 8)) {
    return absl::InvalidArgumentError(
        "this is not a genome file; 'regulon compile' makes one from text, "
        "'regulon convert' from .bnet, SBML-qual or MaBoSS files");
  }
  if (Read<uint32_t>(bytes, 60) != Crc32c(bytes.substr(0, 60))) {
    return absl::DataLossError(
        "the header is damaged (its checksum does not match); restore the file "
        "or compile it again");
  }
  if (Read<uint16_t>(bytes, 10) != kByteOrder ||
      Read<uint16_t>(bytes, 8) != kVersion) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the file is of version ", Read<uint16_t>(bytes, 8),
        " and this program reads version ", kVersion, "; compile it again"));
  }
  Header header;
  header.manifest_offset = Read<uint64_t>(bytes, 12);
  header.manifest_bytes = Read<uint64_t>(bytes, 20);
  std::memcpy(header.manifest_sha256.data(), bytes.data() + 28, 32);
  return header;
}

std::array<uint8_t, 32> Sha256(absl::string_view bytes) {
  std::array<uint8_t, 32> hash = {};
  EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(),
             nullptr);
  return hash;
}

Sha256OfParts::Sha256OfParts() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(context_, EVP_sha256(), nullptr);
}

Sha256OfParts::~Sha256OfParts() { EVP_MD_CTX_free(context_); }

void Sha256OfParts::Add(absl::string_view bytes) {
  EVP_DigestUpdate(context_, bytes.data(), bytes.size());
}

std::array<uint8_t, 32> Sha256OfParts::Finish() {
  std::array<uint8_t, 32> hash = {};
  EVP_DigestFinal_ex(context_, hash.data(), nullptr);
  return hash;
}

std::string Hex(const std::array<uint8_t, 32>& hash) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(hash.data()), hash.size()));
}

uint32_t Crc32c(absl::string_view bytes) {
  // ISA-L's length is an int.
  constexpr size_t kMost = size_t{1} << 30;
  uint32_t crc = 0xffffffff;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kMost, bytes.size()))) {
    auto* data = reinterpret_cast<unsigned char*>(
        const_cast<char*>(bytes.data()));  // it only reads
    crc =
        crc32_iscsi(data, static_cast<int>(std::min(kMost, bytes.size())), crc);
  }
  return ~crc;
}

}  // namespace regulon
