#include "engine/genome/writer.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kBufferBytes = 1 << 20;

absl::string_view Bytes(const void* data, size_t bytes) {
  return {static_cast<const char*>(data), bytes};
}

}  // namespace

absl::StatusOr<std::unique_ptr<GenomeWriter>> GenomeWriter::Create(
    const std::string& path) {
  std::unique_ptr<GenomeWriter> writer(new GenomeWriter(path));
  ASSIGN_OR_RETURN(writer->file_, AtomicFile::Create(path));
  RETURN_IF_ERROR(writer->Write(std::string(kHeaderBytes, '\0')));
  return writer;
}

absl::Status GenomeWriter::Flush() {
  RETURN_IF_ERROR(file_->Append(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status GenomeWriter::Write(absl::string_view bytes) {
  position_ += bytes.size();
  buffer_.append(bytes.data(), bytes.size());
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

void GenomeWriter::StartSegment() {
  // A segment that stayed empty is used again.
  if (places_.segments_size() > 0 &&
      places_.segments(places_.segments_size() - 1).bytes() == 0) {
    return;
  }
  const int64_t padding = (kPageBytes - position_ % kPageBytes) % kPageBytes;
  buffer_.append(padding, '\0');
  position_ += padding;
  places_.add_segments()->set_offset(position_);
}

absl::StatusOr<proto::TensorEntry*> GenomeWriter::Add(const TensorLabel& label,
                                                      DType dtype,
                                                      Layout layout,
                                                      absl::string_view bytes) {
  proto::Segment& segment =
      *places_.mutable_segments(places_.segments_size() - 1);
  const int64_t padding =
      (kTensorAlignment - position_ % kTensorAlignment) % kTensorAlignment;
  RETURN_IF_ERROR(Write(std::string(padding, '\0')));
  proto::TensorEntry& entry = *places_.add_tensors();
  entry.set_name(label.name);
  entry.set_dtype(static_cast<proto::DType>(dtype));
  entry.set_layout(static_cast<proto::Layout>(layout));
  entry.set_segment(places_.segments_size() - 1);
  entry.set_offset(position_ - segment.offset());
  entry.set_bytes(bytes.size());
  entry.set_crc32c(Crc32c(bytes));
  entry.set_role(dtype == DType::kU32 ? proto::INDEX : label.role);
  entry.set_stage(label.stage);
  entry.set_layer(label.layer);
  entry.set_domain_plus_one(label.domain + 1);
  RETURN_IF_ERROR(Write(bytes));
  segment.set_bytes(position_ - segment.offset());
  return &entry;
}

absl::Status GenomeWriter::AddFloats(const TensorLabel& label,
                                     absl::Span<const float> values) {
  if (values.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(proto::TensorEntry * entry,
                   Add(label, DType::kF32, Layout::kPlain,
                       Bytes(values.data(), values.size() * sizeof(float))));
  entry->add_shape(values.size());
  return absl::OkStatus();
}

absl::Status GenomeWriter::AddIndices(const TensorLabel& label,
                                      absl::Span<const uint32_t> values) {
  if (values.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(proto::TensorEntry * entry,
                   Add(label, DType::kU32, Layout::kPlain,
                       Bytes(values.data(), values.size() * sizeof(uint32_t))));
  entry->add_shape(values.size());
  return absl::OkStatus();
}

absl::Status GenomeWriter::AddRows(const TensorLabel& label, int64_t rows,
                                   int64_t columns,
                                   absl::Span<const float> values,
                                   DType dtype) {
  if (values.empty()) return absl::OkStatus();
  const std::vector<uint16_t> halves =
      dtype == DType::kBf16 ? RoundToBf16(values) : std::vector<uint16_t>();
  ASSIGN_OR_RETURN(
      proto::TensorEntry * entry,
      Add(label, dtype, Layout::kPlain,
          dtype == DType::kBf16
              ? Bytes(halves.data(), halves.size() * sizeof(uint16_t))
              : Bytes(values.data(), values.size() * sizeof(float))));
  entry->add_shape(rows);
  entry->add_shape(columns);
  return absl::OkStatus();
}

absl::Status GenomeWriter::AddMatrix(const TensorLabel& label, DType dtype,
                                     int64_t rows, int64_t columns,
                                     absl::Span<const float> values) {
  if (values.empty()) return absl::OkStatus();
  return AddPacked(label, dtype, rows, columns,
                   Pack(dtype, rows, columns, values));
}

absl::Status GenomeWriter::AddPacked(const TensorLabel& label, DType dtype,
                                     int64_t rows, int64_t columns,
                                     const PackedMatrix& packed) {
  ASSIGN_OR_RETURN(proto::TensorEntry * entry,
                   Add(label, dtype, Layout::kPacked,
                       Bytes(packed.bytes.data(), packed.bytes.size())));
  entry->add_shape(rows);
  entry->add_shape(columns);
  if (packed.scales.empty()) return absl::OkStatus();
  entry->set_scale_rows(packed.scale_rows);
  entry->set_scale_plus_one(places_.tensors_size() + 1);
  const std::string name = absl::StrCat(label.name, ".scale");
  TensorLabel scale = label;
  scale.name = name.c_str();
  return AddRows(scale, packed.scales.size() / columns, columns, packed.scales);
}

absl::Status GenomeWriter::AddCopy(const Copied& tensor, const Copied* scale) {
  const proto::TensorEntry& from = tensor.entry;
  const TensorLabel label = {from.name().c_str(), from.role(), from.stage(),
                             static_cast<int>(from.domain_plus_one()) - 1,
                             static_cast<int>(from.layer())};
  ASSIGN_OR_RETURN(proto::TensorEntry * entry,
                   Add(label, static_cast<DType>(from.dtype()),
                       static_cast<Layout>(from.layout()), tensor.bytes));
  *entry->mutable_shape() = from.shape();
  if (scale == nullptr) return absl::OkStatus();
  entry->set_scale_rows(from.scale_rows());
  entry->set_scale_plus_one(places_.tensors_size() + 1);
  return AddCopy(*scale, nullptr);
}

absl::StatusOr<std::string> EncodeManifest(const proto::Manifest& manifest,
                                           const std::string& path) {
  if (manifest.ByteSizeLong() > 0x7fffffff) {
    return absl::ResourceExhaustedError(absl::StrCat(
        path, ": the manifest would exceed 2 GiB; use fewer, larger tensors"));
  }
  // Deterministic, so that the same genome is the same file.
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  manifest.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

absl::Status GenomeWriter::Finish(proto::Manifest manifest) {
  StartSegment();
  if (places_.segments(places_.segments_size() - 1).bytes() == 0) {
    places_.mutable_segments()->RemoveLast();
  }
  *manifest.mutable_segments() = std::move(*places_.mutable_segments());
  *manifest.mutable_tensors() = std::move(*places_.mutable_tensors());
  ASSIGN_OR_RETURN(const std::string bytes, EncodeManifest(manifest, path_));
  Header header;
  header.manifest_offset = position_;
  header.manifest_bytes = bytes.size();
  header.manifest_sha256 = Sha256(bytes);
  RETURN_IF_ERROR(Write(bytes));
  RETURN_IF_ERROR(Flush());
  const std::array<char, kHeaderBytes> encoded = EncodeHeader(header);
  RETURN_IF_ERROR(file_->WriteAt(0, {encoded.data(), encoded.size()}));
  return file_->Publish();
}

}  // namespace regulon
