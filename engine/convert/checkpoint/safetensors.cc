#include "engine/convert/checkpoint/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/checkpoint/widen.h"
#include "engine/genome/header.h"
#include "engine/json.h"
#include "engine/status.h"

namespace regulon {
namespace {

using google::protobuf::Value;
using Tensor = SafetensorsFile::Tensor;

constexpr int64_t kLengthBytes = 8;
constexpr int64_t kHashedBytes = 16 << 20;          // at a time
constexpr double kLargestExact = 9007199254740992;  // 2^53
constexpr char kAgain[] = "; write the file again or fetch it anew";

template <typename... Parts>
absl::Status Damaged(const std::string& path, const Parts&... parts) {
  return absl::DataLossError(absl::StrCat(path, ": ", parts..., kAgain));
}

// A size or place: a whole number from 0 that a double holds exactly.
bool IsSize(const Value& value) {
  const double number = value.number_value();
  return value.kind_case() == Value::kNumberValue && number >= 0 &&
         number < kLargestExact && number == static_cast<int64_t>(number);
}

const Value* Find(const google::protobuf::Struct& object, const char* name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? nullptr : &found->second;
}

// "shape": [3, 4]; false if it is anything else.
bool ReadSizes(const Value* list, std::vector<int64_t>& sizes) {
  if (list == nullptr || list->kind_case() != Value::kListValue) return false;
  for (const Value& size : list->list_value().values()) {
    if (!IsSize(size)) return false;
    sizes.push_back(static_cast<int64_t>(size.number_value()));
  }
  return true;
}

absl::Status ReadEntry(const std::string& path, const Value& value,
                       int64_t data, int64_t file_bytes, Tensor& tensor) {
  const auto damaged = [&](const auto&... parts) {
    return Damaged(path, "tensor '", tensor.name, "' ", parts...);
  };
  if (value.kind_case() != Value::kStructValue) {
    return damaged("is not described by an object");
  }
  const Value* type = Find(value.struct_value(), "dtype");
  std::vector<int64_t> offsets;
  if (type == nullptr || type->kind_case() != Value::kStringValue ||
      !ReadSizes(Find(value.struct_value(), "shape"), tensor.shape) ||
      !ReadSizes(Find(value.struct_value(), "data_offsets"), offsets) ||
      offsets.size() != 2 || value.struct_value().fields_size() != 3) {
    return damaged("needs dtype, shape and data_offsets, and nothing else");
  }
  tensor.type = type->string_value();
  const int64_t element_bytes = BytesOfType(tensor.type);
  if (element_bytes == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": tensor '", tensor.name, "' is of an unknown type",
                     " '", tensor.type, "'; save it as F32, BF16 or F16"));
  }
  tensor.elements = 1;
  int64_t bytes = 0;
  bool overflows = false;
  for (const int64_t size : tensor.shape) {
    overflows |=
        __builtin_mul_overflow(tensor.elements, size, &tensor.elements);
  }
  overflows |= __builtin_mul_overflow(tensor.elements, element_bytes, &bytes);
  if (offsets[0] > offsets[1] || offsets[1] > file_bytes - data) {
    return damaged("lies at bytes ", offsets[0], " to ", offsets[1], " of ",
                   file_bytes - data);
  }
  if (overflows || bytes != offsets[1] - offsets[0]) {
    return damaged("has ", offsets[1] - offsets[0],
                   " bytes, which its shape and type do not give");
  }
  tensor.begin = data + offsets[0];
  tensor.end = data + offsets[1];
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const SafetensorsFile>> SafetensorsFile::Open(
    const std::string& path) {
  std::unique_ptr<SafetensorsFile> file(new SafetensorsFile(path));
  RETURN_IF_ERROR(file->Map());
  RETURN_IF_ERROR(file->ParseHeader());
  return file;
}

SafetensorsFile::~SafetensorsFile() {
  if (mapping_ != nullptr) munmap(const_cast<char*>(mapping_), bytes_);
}

absl::Status SafetensorsFile::Map() {
  const int descriptor = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return absl::NotFoundError(absl::StrCat(path_, ": ", std::strerror(errno)));
  }
  const auto closed = absl::MakeCleanup([=] { close(descriptor); });
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": not a file that can be read"));
  }
  bytes_ = status.st_size;
  if (bytes_ < kLengthBytes) {
    return Damaged(path_, "cut short: ", bytes_, " bytes");
  }
  void* mapping = mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapping == MAP_FAILED) {
    return absl::UnavailableError(
        absl::StrCat(path_, ": cannot be mapped: ", std::strerror(errno)));
  }
  mapping_ = static_cast<const char*>(mapping);
  return absl::OkStatus();
}

absl::Status SafetensorsFile::ParseHeader() {
  uint64_t length = 0;
  for (int i = 0; i < kLengthBytes; ++i) {
    length |= uint64_t{static_cast<uint8_t>(mapping_[i])} << (8 * i);
  }
  if (length > kMostHeaderBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        path_, ": its first 8 bytes give a header of ", length,
        " bytes, above ", kMostHeaderBytes, "; is it a safetensors file?"));
  }
  const auto header_bytes = static_cast<int64_t>(length);
  const int64_t data = kLengthBytes + header_bytes;
  if (data > bytes_) {
    return Damaged(path_, "cut short: a header of ", header_bytes,
                   " bytes in a file of ", bytes_);
  }
  const absl::string_view header(mapping_ + kLengthBytes, header_bytes);
  ASSIGN_OR_RETURN(const google::protobuf::Struct object,
                   ParseJsonObject(header, path_));
  for (const auto& [name, value] : object.fields()) {
    if (name == "__metadata__") continue;
    Tensor tensor;
    tensor.name = name;
    RETURN_IF_ERROR(ReadEntry(path_, value, data, bytes_, tensor));
    tensors_.push_back(std::move(tensor));
  }
  std::sort(tensors_.begin(), tensors_.end(),
            [](const Tensor& a, const Tensor& b) {
              return std::tie(a.begin, a.end, a.name) <
                     std::tie(b.begin, b.end, b.name);
            });
  int64_t free_from = data;
  for (const Tensor& tensor : tensors_) {
    if (tensor.begin < free_from) {
      return Damaged(path_, "tensor '", tensor.name,
                     "' overlaps the one before it");
    }
    if (tensor.begin > free_from) {
      return Damaged(path_, tensor.begin - free_from, " bytes before tensor '",
                     tensor.name, "' are no tensor's");
    }
    free_from = tensor.end;
  }
  if (free_from != bytes_) {
    return Damaged(path_, "the last ", bytes_ - free_from,
                   " bytes are no tensor's");
  }
  return absl::OkStatus();
}

absl::string_view SafetensorsFile::BytesOf(const Tensor& tensor) const {
  return {mapping_ + tensor.begin,
          static_cast<size_t>(tensor.end - tensor.begin)};
}

void SafetensorsFile::Release(int64_t begin, int64_t end) const {
  const int64_t page = sysconf(_SC_PAGESIZE);
  begin = (begin + page - 1) / page * page;
  end = end / page * page;
  if (begin < end) {
    madvise(const_cast<char*>(mapping_) + begin, end - begin, MADV_DONTNEED);
  }
}

absl::Status SafetensorsFile::Values(const Tensor& tensor, bool transposed,
                                     absl::Span<float> values) const {
  if (!IsWidened(tensor.type)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": tensor '", tensor.name, "' is stored as ",
                     tensor.type, "; save it as F32, BF16 or F16"));
  }
  const bool finite = Widen(tensor.type, mapping_ + tensor.begin,
                            transposed ? tensor.shape[0] : 1,
                            transposed ? tensor.shape[1] : tensor.elements,
                            transposed, values.data());
  Release(tensor.begin, tensor.end);
  if (finite) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ": tensor '", tensor.name,
                   "' has a value that is not finite; no model can use it"));
}

absl::Status SafetensorsFile::Read(const Tensor& tensor,
                                   absl::Span<float> values) const {
  return Values(tensor, false, values);
}

absl::Status SafetensorsFile::ReadTransposed(const Tensor& tensor,
                                             absl::Span<float> values) const {
  return Values(tensor, true, values);
}

bool SafetensorsFile::Same(const Tensor& tensor,
                           const SafetensorsFile& other_file,
                           const Tensor& other) const {
  return tensor.type == other.type && tensor.shape == other.shape &&
         BytesOf(tensor) == other_file.BytesOf(other);
}

std::string SafetensorsFile::Hash(
    const std::function<void(int64_t)>& on_bytes) const {
  Sha256OfParts hash;
  for (int64_t begin = 0; begin < bytes_; begin += kHashedBytes) {
    const int64_t count = std::min(kHashedBytes, bytes_ - begin);
    hash.Add({mapping_ + begin, static_cast<size_t>(count)});
    Release(begin, begin + count);
    if (on_bytes) on_bytes(count);
  }
  return Hex(hash.Finish());
}

}  // namespace regulon
