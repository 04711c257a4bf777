#include "engine/genome/writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kBufferBytes = 1 << 20;

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

absl::string_view Bytes(const void* data, size_t bytes) {
  return {static_cast<const char*>(data), bytes};
}

}  // namespace

absl::StatusOr<std::unique_ptr<GenomeWriter>> GenomeWriter::Create(
    const std::string& path) {
  std::unique_ptr<GenomeWriter> writer(new GenomeWriter(path));
  RETURN_IF_ERROR(writer->Open());
  RETURN_IF_ERROR(writer->Write(std::string(kHeaderBytes, '\0')));
  return writer;
}

GenomeWriter::~GenomeWriter() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

absl::Status GenomeWriter::Failed(absl::string_view what) const {
  return absl::UnavailableError(absl::StrCat(
      path_, ": cannot ", what, ": ", std::strerror(errno),
      errno == ENOSPC ? "; free some space or write elsewhere" : ""));
}

absl::Status GenomeWriter::Open() {
  struct stat info;
  if (stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": this is not a regular file; name another"));
  }
  // A file without a name leaves nothing behind, however the program ends.
  descriptor_ =
      open(FolderOf(path_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0644);
  if (descriptor_ >= 0) return absl::OkStatus();
  std::string name = absl::StrCat(path_, ".XXXXXX");
  descriptor_ = mkostemp(&name[0], O_CLOEXEC);
  if (descriptor_ < 0) return Failed("create the file");
  temporary_ = name;
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor_, 0666 & ~mask);
  return absl::OkStatus();
}

absl::Status GenomeWriter::Flush() {
  for (size_t done = 0; done < buffer_.size();) {
    const ssize_t put =
        write(descriptor_, buffer_.data() + done, buffer_.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Failed("write");
    done += put;
  }
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
                                   absl::Span<const float> values) {
  if (values.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(proto::TensorEntry * entry,
                   Add(label, DType::kF32, Layout::kPlain,
                       Bytes(values.data(), values.size() * sizeof(float))));
  entry->add_shape(rows);
  entry->add_shape(columns);
  return absl::OkStatus();
}

absl::Status GenomeWriter::AddMatrix(const TensorLabel& label, DType dtype,
                                     int64_t rows, int64_t columns,
                                     absl::Span<const float> values) {
  if (values.empty()) return absl::OkStatus();
  const PackedMatrix packed = Pack(dtype, rows, columns, values);
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

absl::Status GenomeWriter::Finish(proto::Manifest manifest) {
  StartSegment();
  if (places_.segments(places_.segments_size() - 1).bytes() == 0) {
    places_.mutable_segments()->RemoveLast();
  }
  *manifest.mutable_segments() = std::move(*places_.mutable_segments());
  *manifest.mutable_tensors() = std::move(*places_.mutable_tensors());
  if (manifest.ByteSizeLong() > 0x7fffffff) {
    return absl::ResourceExhaustedError(absl::StrCat(
        path_, ": the manifest would exceed 2 GiB; use fewer, larger tensors"));
  }
  Header header;
  header.manifest_offset = position_;
  std::string bytes;
  {
    // Deterministic, so that the same genome is the same file.
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    manifest.SerializeToCodedStream(&coded);
  }
  header.manifest_bytes = bytes.size();
  header.manifest_sha256 = Sha256(bytes);
  RETURN_IF_ERROR(Write(bytes));
  RETURN_IF_ERROR(Flush());
  const std::array<char, kHeaderBytes> encoded = EncodeHeader(header);
  if (pwrite(descriptor_, encoded.data(), encoded.size(), 0) != kHeaderBytes) {
    return Failed("write");
  }
  if (fsync(descriptor_) != 0) return Failed("write");
  return Publish();
}

absl::Status GenomeWriter::Publish() {
  if (temporary_.empty()) {
    // A nameless file gets a name beside the wanted one: link does not replace.
    const std::string self = absl::StrCat("/proc/self/fd/", descriptor_);
    for (int attempt = 0; temporary_.empty(); ++attempt) {
      const std::string name = absl::StrCat(path_, ".", getpid(), "-", attempt);
      if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(),
                 AT_SYMLINK_FOLLOW) == 0) {
        temporary_ = name;
      } else if (errno != EEXIST || attempt == 100) {
        return Failed("name the file");
      }
    }
  }
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    return Failed("rename the file");
  }
  temporary_.clear();
  const int folder = open(FolderOf(path_).c_str(), O_RDONLY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return absl::OkStatus();
}

}  // namespace regulon
