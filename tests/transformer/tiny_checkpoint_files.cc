#include <cmath>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/transformer/tiny_checkpoint.h"

namespace regulon::reference {
namespace {

uint32_t Bits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

uint16_t Bf16Bits(float value) {
  const uint32_t bits = Bits(value);
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

// The binary16 number nearest to `value`, which its range holds.
uint16_t F16Bits(double value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double size = std::fabs(value);
  if (size < 0x1p-14) {  // subnormal: multiples of 2^-24
    return sign | static_cast<uint16_t>(std::nearbyint(size * 0x1p24));
  }
  int exponent;
  const double fraction = std::frexp(size, &exponent);  // [0.5, 1)
  const int mantissa = static_cast<int>(std::nearbyint(fraction * 2048));
  return sign | static_cast<uint16_t>((exponent + 13) * 1024 + mantissa);
}

double FromF16(uint16_t bits) {
  const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  const double size = exponent == 0
                          ? std::ldexp(mantissa, -24)
                          : std::ldexp(1024 + mantissa, exponent - 25);
  return bits & 0x8000 ? -size : size;
}

void Append(uint64_t bits, int bytes, std::string& text) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(bits >> 8 * i);
}

bool IsPositionIds(const std::string& name) {
  return name == "bert.embeddings.position_ids";
}

int Bytes(const std::string& name, FileType type) {
  if (IsPositionIds(name)) return 8;
  return type == FileType::kF32 ? 4 : 2;
}

void AppendValue(const std::string& name, FileType type, double value,
                 std::string& text) {
  uint64_t bits = static_cast<uint64_t>(value);
  if (!IsPositionIds(name)) {
    bits = type == FileType::kF32    ? Bits(static_cast<float>(value))
           : type == FileType::kBf16 ? Bf16Bits(static_cast<float>(value))
                                     : F16Bits(value);
  }
  Append(bits, Bytes(name, type), text);
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("can't write " + path);
}

}  // namespace

double Rounded(double value, FileType type) {
  if (type == FileType::kF16) return FromF16(F16Bits(value));
  if (type == FileType::kF32) return static_cast<float>(value);
  const uint32_t bits = uint32_t{Bf16Bits(static_cast<float>(value))} << 16;
  float rounded;
  std::memcpy(&rounded, &bits, sizeof rounded);
  return rounded;
}

std::string SafetensorsText(const HfTensors& tensors, FileType type) {
  const std::string number = type == FileType::kF32    ? "F32"
                             : type == FileType::kBf16 ? "BF16"
                                                       : "F16";
  std::string header = R"({"__metadata__":{"format":"pt"})", values;
  for (const auto& [name, tensor] : tensors) {
    const size_t begin = values.size();
    for (const double value : tensor.values) {
      AppendValue(name, type, value, values);
    }
    absl::StrAppend(&header, ",\"", name, R"(":{"dtype":")",
                    IsPositionIds(name) ? "I64" : number, R"(","shape":[)",
                    absl::StrJoin(tensor.shape, ","), R"(],"data_offsets":[)",
                    begin, ",", values.size(), "]}");
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string text;
  Append(header.size(), 8, text);
  return text + header + values;
}

void WriteCheckpoint(const std::string& folder, const std::string& config,
                     const HfTensors& tensors, FileType type, int shards) {
  WriteFile(folder + "/config.json", config);
  if (shards == 1) {
    WriteFile(folder + "/model.safetensors", SafetensorsText(tensors, type));
    return;
  }
  std::vector<HfTensors> shard(shards);
  std::string weight_map;
  int64_t total = 0;
  size_t index = 0;
  for (const auto& [name, tensor] : tensors) {
    const size_t s = index++ * shards / tensors.size();
    shard[s][name] = tensor;
    total += Bytes(name, type) * static_cast<int64_t>(tensor.values.size());
    absl::StrAppendFormat(&weight_map,
                          "%s    \"%s\": \"model-%05d-of-%05d.safetensors\"",
                          weight_map.empty() ? "" : ",\n", name, s + 1, shards);
  }
  for (int s = 0; s < shards; ++s) {
    WriteFile(absl::StrFormat("%s/model-%05d-of-%05d.safetensors", folder,
                              s + 1, shards),
              SafetensorsText(shard[s], type));
  }
  WriteFile(
      folder + "/model.safetensors.index.json",
      absl::StrCat("{\n  \"metadata\": {\n    \"total_size\": ", total,
                   "\n  },\n  \"weight_map\": {\n", weight_map, "\n  }\n}\n"));
}

}  // namespace regulon::reference
