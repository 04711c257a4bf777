// Reads a safetensors file: eight bytes of length, a JSON header that names
// tensors, and their bytes.
// (https://github.com/huggingface/safetensors, "Format")
//
//   ASSIGN_OR_RETURN(const auto file, SafetensorsFile::Open("x.safetensors"));
//   for (const SafetensorsFile::Tensor& tensor : file->tensors()) {
//     std::vector<float> values(tensor.elements);
//     RETURN_IF_ERROR(file->Read(tensor, absl::MakeSpan(values)));
//   }
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_SAFETENSORS_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_SAFETENSORS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regulon {

// Any number of threads may read. The file must not be cut while it is open.
class SafetensorsFile {
 public:
  static constexpr int64_t kMostHeaderBytes = 25 << 20;

  struct Tensor {
    std::string name;
    std::string type;  // as the format writes it: "F32", "BF16", "I64"
    std::vector<int64_t> shape;
    int64_t elements = 0;
    int64_t begin = 0, end = 0;  // in the file
  };

  // NotFound, DataLoss or InvalidArgument that begins with the path: a header
  // that is not what the format asks for, sizes that do not follow from shape
  // and type, bytes that overlap, are nobody's or lie beyond the end.
  static absl::StatusOr<std::unique_ptr<const SafetensorsFile>> Open(
      const std::string& path);
  ~SafetensorsFile();
  SafetensorsFile(const SafetensorsFile&) = delete;

  const std::string& path() const { return path_; }
  int64_t bytes() const { return bytes_; }
  const std::vector<Tensor>& tensors() const { return tensors_; }  // as stored

  // Row-major values of a tensor of F32, BF16 or F16, which are exact.
  // InvalidArgument naming path and tensor for other types and for values that
  // are not finite.
  absl::Status Read(const Tensor& tensor, absl::Span<float> values) const;
  // Of a matrix [rows, columns], as [columns, rows].
  absl::Status ReadTransposed(const Tensor& tensor,
                              absl::Span<float> values) const;

  // Whether the bytes of two tensors are the same.
  bool Same(const Tensor& tensor, const SafetensorsFile& other_file,
            const Tensor& other) const;

  // SHA-256 of the file, in hex. Tells `on_bytes` of every part that is read.
  std::string Hash(const std::function<void(int64_t bytes)>& on_bytes) const;

 private:
  explicit SafetensorsFile(std::string path) : path_(std::move(path)) {}
  absl::Status Map();
  absl::Status ParseHeader();
  absl::Status Values(const Tensor& tensor, bool transposed,
                      absl::Span<float> values) const;
  absl::string_view BytesOf(const Tensor& tensor) const;
  // Takes pages that lie wholly in [begin, end) out of this program's memory.
  void Release(int64_t begin, int64_t end) const;

  const std::string path_;
  const char* mapping_ = nullptr;
  int64_t bytes_ = 0;
  std::vector<Tensor> tensors_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_SAFETENSORS_H_
