#include "tests/genome/genome_bytes.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "engine/compile/compile.h"
#include "engine/genome/header.h"

namespace regulon {

std::string Scratch(absl::string_view name) {
  const char* folder = std::getenv("TEST_TMPDIR");
  return absl::StrCat(folder == nullptr ? "/tmp" : folder, "/", name);
}

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteBytes(const std::string& path, absl::string_view bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string CompiledBytes(absl::string_view spec) {
  const std::string path = Scratch("compiled.regulon");
  const auto warnings = CompileText(spec, "test.textproto", path);
  if (!warnings.ok()) {
    std::fprintf(stderr, "%s\n", warnings.status().ToString().c_str());
    std::abort();
  }
  return ReadBytes(path);
}

size_t ManifestOffset(absl::string_view file) {
  uint64_t offset = file.size();
  if (file.size() >= kHeaderBytes) std::memcpy(&offset, &file[12], 8);
  return std::min<uint64_t>(std::max<uint64_t>(offset, kHeaderBytes),
                            file.size());
}

proto::Manifest ManifestOf(absl::string_view file) {
  proto::Manifest manifest;
  const absl::string_view bytes = file.substr(ManifestOffset(file));
  if (!manifest.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    std::abort();
  }
  return manifest;
}

std::string Sealed(std::string file) {
  if (file.size() < kHeaderBytes) return file;
  Header header;
  header.manifest_offset = ManifestOffset(file);
  const std::string manifest = file.substr(header.manifest_offset);
  header.manifest_bytes = manifest.size();
  header.manifest_sha256 = Sha256(manifest);
  const std::array<char, kHeaderBytes> encoded = EncodeHeader(header);
  std::copy(encoded.begin(), encoded.end(), file.begin());
  return file;
}

std::string WithManifest(const std::string& file,
                         const proto::Manifest& manifest) {
  return Sealed(file.substr(0, ManifestOffset(file)) +
                manifest.SerializeAsString());
}

}  // namespace regulon
