// Writes a genome file: tensors as they come, the manifest last, and the whole
// under its name only once it is safely on the disk.
//
//   ASSIGN_OR_RETURN(auto writer, GenomeWriter::Create("x.regulon"));
//   writer->StartSegment();
//   RETURN_IF_ERROR(writer->AddFloats({tensors::kBasal, proto::DENSE,
//                                      proto::TRANSCRIBE}, basal));
//   return writer->Finish(std::move(manifest));
#ifndef REGULON_ENGINE_GENOME_WRITER_H_
#define REGULON_ENGINE_GENOME_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/genome/atomic_file.h"
#include "engine/genome/matrix.h"
#include "proto/genome.pb.h"

namespace regulon {

// What a tensor is called and what it is for.
struct TensorLabel {
  const char* name;
  proto::Role role;
  proto::Stage stage;
  int domain = -1;
  int layer = 0;
};

class GenomeWriter {
 public:
  // An error names the path. Nothing appears under it before Finish; where the
  // file system can, an unfinished file vanishes with the program.
  static absl::StatusOr<std::unique_ptr<GenomeWriter>> Create(
      const std::string& path);

  // Tensors added from here on lie together, from a new page.
  void StartSegment();

  // Empty tensors are left out.
  absl::Status AddFloats(const TensorLabel& label,
                         absl::Span<const float> values);
  absl::Status AddIndices(const TensorLabel& label,
                          absl::Span<const uint32_t> values);
  // Row-major, kept so: F32, or rounded to BF16.
  absl::Status AddRows(const TensorLabel& label, int64_t rows, int64_t columns,
                       absl::Span<const float> values,
                       DType dtype = DType::kF32);
  // Row-major, packed for products; I8 and I4 add a tensor "NAME.scale".
  absl::Status AddMatrix(const TensorLabel& label, DType dtype, int64_t rows,
                         int64_t columns, absl::Span<const float> values);
  // The same, of what Pack made.
  absl::Status AddPacked(const TensorLabel& label, DType dtype, int64_t rows,
                         int64_t columns, const PackedMatrix& packed);

  // As another file holds it; `scale` is what `tensor` is scaled by, if it is.
  struct Copied {
    const proto::TensorEntry& entry;
    absl::string_view bytes;
  };
  absl::Status AddCopy(const Copied& tensor, const Copied* scale);

  // `manifest` without segments and tensors. Flushes to the disk and renames.
  absl::Status Finish(proto::Manifest manifest);

 private:
  explicit GenomeWriter(std::string path) : path_(std::move(path)) {}
  absl::Status Write(absl::string_view bytes);
  absl::Status Flush();
  // Adds a tensor's bytes and its entry but for the shape.
  absl::StatusOr<proto::TensorEntry*> Add(const TensorLabel& label, DType dtype,
                                          Layout layout,
                                          absl::string_view bytes);

  const std::string path_;
  std::unique_ptr<AtomicFile> file_;
  int64_t position_ = 0;
  std::string buffer_;      // the last bytes, not yet written
  proto::Manifest places_;  // segments and tensors so far
};

// The manifest's bytes in a file; ResourceExhausted, naming the path, beyond 2
// GiB.
absl::StatusOr<std::string> EncodeManifest(const proto::Manifest& manifest,
                                           const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_WRITER_H_
