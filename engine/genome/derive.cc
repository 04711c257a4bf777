#include "engine/genome/derive.h"

#include <array>
#include <memory>
#include <utility>

#include "engine/genome/atomic_file.h"
#include "engine/genome/header.h"
#include "engine/genome/writer.h"
#include "engine/status.h"

namespace regulon {

absl::Status WriteDerived(const Genome& parent, proto::Manifest manifest,
                          const std::map<int, std::vector<float>>& changed,
                          const std::string& path) {
  RETURN_IF_ERROR(parent.VerifyTensors());
  const auto* bytes = reinterpret_cast<const char*>(parent.mapping());
  ASSIGN_OR_RETURN(const Header old,
                   DecodeHeader({bytes, static_cast<size_t>(kHeaderBytes)}));
  ASSIGN_OR_RETURN(std::unique_ptr<AtomicFile> file, AtomicFile::Create(path));
  RETURN_IF_ERROR(file->Append({bytes, old.manifest_offset}));
  for (const auto& [tensor, values] : changed) {
    const absl::string_view patch(reinterpret_cast<const char*>(values.data()),
                                  values.size() * sizeof(float));
    const ByteRange range = parent.BytesOf(tensor);
    if (range.end - range.begin != static_cast<int64_t>(patch.size())) {
      return absl::InternalError("a tensor must keep its size");
    }
    manifest.mutable_tensors(tensor)->set_crc32c(Crc32c(patch));
    RETURN_IF_ERROR(file->WriteAt(parent.BytesOf(tensor).begin, patch));
  }
  ASSIGN_OR_RETURN(const std::string encoded, EncodeManifest(manifest, path));
  Header header;
  header.manifest_offset = old.manifest_offset;
  header.manifest_bytes = encoded.size();
  header.manifest_sha256 = Sha256(encoded);
  RETURN_IF_ERROR(file->Append(encoded));
  const std::array<char, kHeaderBytes> first = EncodeHeader(header);
  RETURN_IF_ERROR(file->WriteAt(0, {first.data(), first.size()}));
  return file->Publish();
}

}  // namespace regulon
