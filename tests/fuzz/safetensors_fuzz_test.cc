// Files of tensors: what is accepted lies within the file, each byte of it is
// one tensor's, and every value can be read.

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/checkpoint/safetensors.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const MemoryFile memory({reinterpret_cast<const char*>(data), size});
  const auto file = SafetensorsFile::Open(memory.path());
  if (!file.ok()) {
    Require(absl::StartsWith(file.status().message(), memory.path()),
            absl::StrCat("an error begins with the file: ",
                         file.status().message()));
    return 0;
  }
  int64_t bytes = 0;
  for (const SafetensorsFile::Tensor& tensor : (*file)->tensors()) {
    Require(tensor.begin >= 8 && tensor.begin <= tensor.end &&
                tensor.end <= static_cast<int64_t>(size),
            "a tensor lies within the file");
    bytes += tensor.end - tensor.begin;
    Require(tensor.elements <= tensor.end - tensor.begin,
            "a tensor has its elements");
    std::vector<float> values(tensor.elements);
    (*file)->Read(tensor, absl::MakeSpan(values)).IgnoreError();
    if (tensor.shape.size() == 2) {
      (*file)->ReadTransposed(tensor, absl::MakeSpan(values)).IgnoreError();
    }
  }
  Require(bytes <= static_cast<int64_t>(size) - 8, "no byte is two tensors'");
  return 0;
}
