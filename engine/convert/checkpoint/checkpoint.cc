#include "engine/convert/checkpoint/checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/json.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kSingleName[] = "model.safetensors";
constexpr size_t kMostTextBytes = 64 << 20;

std::string Join(const std::string& folder, const std::string& name) {
  return absl::StrCat(folder, absl::EndsWith(folder, "/") ? "" : "/", name);
}

bool IsThere(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

// What else a folder may hold that others would unpickle: by ending.
bool IsPickled(const std::string& name) {
  for (const char* ending : {".bin", ".pt", ".pth", ".ckpt", ".pkl"}) {
    if (absl::EndsWith(name, ending)) return true;
  }
  return false;
}

absl::Status NoTensors(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> pickled;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    if (IsPickled(name)) pickled.push_back(name);
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat(
        folder, ": ", error.message(), "; give the folder of a checkpoint"));
  }
  if (!pickled.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        Join(folder, *std::min_element(pickled.begin(), pickled.end())),
        ": pickled, and nothing is ever unpickled; save the model as "
        "safetensors: model.save_pretrained(folder, safe_serialization=True)"));
  }
  return absl::NotFoundError(absl::StrCat(folder, ": neither ", kSingleName,
                                          " nor ", kIndexName, " is in it"));
}

}  // namespace

absl::StatusOr<std::string> ReadConfigText(const std::string& path) {
  ASSIGN_OR_RETURN(LineReader reader, LineReader::Open(path));
  return reader.Rest(kMostTextBytes);
}

absl::StatusOr<Checkpoint> Checkpoint::Open(const std::string& folder) {
  Checkpoint checkpoint(folder);
  const std::string single = Join(folder, kSingleName);
  const std::string index = Join(folder, kIndexName);
  if (IsThere(single) && IsThere(index)) {
    return absl::InvalidArgumentError(
        absl::StrCat(index, ": ", kSingleName,
                     " is there too; remove the one that is not meant"));
  }
  if (IsThere(single)) {
    RETURN_IF_ERROR(checkpoint.Add(single));
  } else if (IsThere(index)) {
    RETURN_IF_ERROR(checkpoint.OpenIndexed(index));
  } else {
    return NoTensors(folder);
  }
  return checkpoint;
}

absl::Status Checkpoint::Add(const std::string& path) {
  ASSIGN_OR_RETURN(std::unique_ptr<const SafetensorsFile> file,
                   SafetensorsFile::Open(path));
  for (const SafetensorsFile::Tensor& tensor : file->tensors()) {
    const auto added = tensors_.insert({tensor.name, {file.get(), &tensor}});
    if (added.second) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": tensor '", tensor.name, "' is in ",
                     added.first->second.file->path(), " too; keep one"));
  }
  files_.push_back(std::move(file));
  return absl::OkStatus();
}

absl::Status Checkpoint::OpenIndexed(const std::string& index) {
  using google::protobuf::Value;
  const auto wrong = [&index](const auto&... parts) {
    return absl::InvalidArgumentError(absl::StrCat(index, ": ", parts...));
  };
  ASSIGN_OR_RETURN(index_text_, ReadConfigText(index));
  ASSIGN_OR_RETURN(const google::protobuf::Struct object,
                   ParseJsonObject(index_text_, index));
  const auto found = object.fields().find("weight_map");
  if (found == object.fields().end() ||
      found->second.kind_case() != Value::kStructValue ||
      found->second.struct_value().fields().empty()) {
    return wrong("no weight_map that gives each tensor its file");
  }
  std::map<std::string, std::string> shards;  // of tensors
  std::set<std::string> names;
  for (const auto& [tensor, shard] : found->second.struct_value().fields()) {
    const std::string& name = shard.string_value();
    if (shard.kind_case() != Value::kStringValue || name.empty() ||
        absl::StrContains(name, '/') || absl::StrContains(name, '\0')) {
      return wrong("tensor '", tensor,
                   "' is not given to a file of the folder");
    }
    if (IsPickled(name)) {
      return wrong("'", name, "' is pickled, and nothing is ever unpickled; ",
                   "save the model as safetensors");
    }
    shards[tensor] = name;
    names.insert(name);
  }
  for (const std::string& name : names) {
    const std::string path = Join(folder_, name);
    if (!IsThere(path)) {
      return absl::NotFoundError(absl::StrCat(
          path, ": missing, but ", kIndexName, " gives tensors to it"));
    }
    RETURN_IF_ERROR(Add(path));
  }
  for (const auto& [tensor, name] : shards) {
    const auto held = tensors_.find(tensor);
    if (held == tensors_.end() ||
        held->second.file->path() != Join(folder_, name)) {
      return wrong("tensor '", tensor, "' is not in ", name);
    }
  }
  for (const auto& [tensor, held] : tensors_) {
    if (shards.find(tensor) != shards.end()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        held.file->path(), ": tensor '", tensor, "' is not in ", kIndexName));
  }
  return absl::OkStatus();
}

}  // namespace regulon
