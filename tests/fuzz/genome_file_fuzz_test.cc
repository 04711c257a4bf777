// Damaged genome files: as they are, and with the hashes made right again, so
// that what lies behind the hashes meets damage too.

#include <cstring>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/match.h"
#include "engine/genome/genome.h"
#include "proto/genome.pb.h"
#include "tests/fuzz/exercise.h"
#include "tests/genome/genome_bytes.h"

// libFuzzer's, where it is there.
extern "C" __attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t* data,
                                                         size_t size,
                                                         size_t most);

namespace regulon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Try(const std::string& bytes) {
  const google::protobuf::LogSilencer silence;  // of text that is not UTF-8
  const MemoryFile file(bytes);
  const absl::StatusOr<std::unique_ptr<const Genome>> genome =
      Genome::Open(file.path());
  const absl::Status status =
      genome.ok() ? Exercise(**genome) : genome.status();
  Require(status.ok() || absl::StartsWith(status.message(), file.path()),
          "an error begins with the path");
}

// Another value in one number of the manifest, or an entry less or twice.
void ChangeOneField(Message& message, std::mt19937& random) {
  const Reflection& reflection = *message.GetReflection();
  const auto* type = message.GetDescriptor();
  const FieldDescriptor* field =
      type->field(static_cast<int>(random() % type->field_count()));
  const int size = field->is_repeated() && !field->is_map()
                       ? reflection.FieldSize(message, field)
                       : 0;
  const int at = size > 0 ? static_cast<int>(random() % size) : 0;
  if (size > 0 && random() % 8 == 0) {
    reflection.SwapElements(&message, field, at, size - 1);
    if (random() % 2 == 0) reflection.RemoveLast(&message, field);
    return;
  }
  if (field->is_map() || (field->is_repeated() && size == 0)) return;
  constexpr uint64_t kNumbers[] = {0,       1,        2,          63,
                                   64,      65,       4096,       8192,
                                   1 << 16, 1u << 31, 0xffffffff, ~uint64_t{0}};
  const uint64_t number = random() % 2 == 0 ? kNumbers[random() % 12]
                                            : uint64_t{1} << random() % 64;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      ChangeOneField(
          field->is_repeated()
              ? *reflection.MutableRepeatedMessage(&message, field, at)
              : *reflection.MutableMessage(&message, field),
          random);
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      field->is_repeated()
          ? reflection.SetRepeatedUInt64(&message, field, at, number)
          : reflection.SetUInt64(&message, field, number);
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.SetUInt32(&message, field, static_cast<uint32_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.SetEnumValue(&message, field, static_cast<int>(random() % 7));
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.SetBool(&message, field, random() % 2 == 0);
      return;
    default:
      return;
  }
}

}  // namespace
}  // namespace regulon

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  regulon::Try(input);
  regulon::Try(regulon::Sealed(input));
  return 0;
}

// Most of a file is padding, so the damage is aimed: at a field of the
// manifest, at its bytes, at a tensor, or, as libFuzzer would, anywhere.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t most, unsigned int seed) {
  std::mt19937 random(seed);
  std::string file(reinterpret_cast<const char*>(data), size);
  const size_t at = regulon::ManifestOffset(file);
  regulon::proto::Manifest manifest;
  if (random() % 8 == 0 || !manifest.ParseFromString(file.substr(at))) {
    return LLVMFuzzerMutate(data, size, most);
  }
  if (random() % 4 == 0 && most > at) {
    return at + LLVMFuzzerMutate(data + at, size - at, most - at);
  }
  if (random() % 2 == 0 && manifest.tensors_size() > 0) {
    const auto& tensor =
        manifest.tensors(static_cast<int>(random() % manifest.tensors_size()));
    if (tensor.segment() >= static_cast<uint32_t>(manifest.segments_size())) {
      return size;
    }
    const uint64_t begin =
        manifest.segments(tensor.segment()).offset() + tensor.offset();
    if (begin >= size || tensor.bytes() > size - begin) return size;
    LLVMFuzzerMutate(data + begin, tensor.bytes(), tensor.bytes());
    return size;
  }
  for (size_t i = 0; i <= random() % 3; ++i) {
    regulon::ChangeOneField(manifest, random);
  }
  const std::string changed = manifest.SerializeAsString();
  if (at + changed.size() > most) return size;
  std::memcpy(data + at, changed.data(), changed.size());
  return at + changed.size();
}
