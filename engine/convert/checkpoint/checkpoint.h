// A folder as Hugging Face's save_pretrained leaves it: config.json, and the
// tensors in model.safetensors or in shards that model.safetensors.index.json
// lists. Nothing is ever unpickled.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/convert/checkpoint/safetensors.h"

namespace regulon {

constexpr char kConfigName[] = "config.json";

// The text of a configuration or index; the error names the path.
absl::StatusOr<std::string> ReadConfigText(const std::string& path);

class Checkpoint {
 public:
  struct Tensor {
    const SafetensorsFile* file;
    const SafetensorsFile::Tensor* tensor;
  };

  // NotFound or InvalidArgument that names the file: no tensors there, or
  // pickled ones only; a shard that is missing, a tensor that two shards hold,
  // that the index gives to a shard without it or does not give at all; and
  // what SafetensorsFile::Open says.
  static absl::StatusOr<Checkpoint> Open(const std::string& folder);

  const std::string& folder() const { return folder_; }
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  const std::vector<std::unique_ptr<const SafetensorsFile>>& files() const {
    return files_;
  }
  // Of the index, or empty where there is none.
  const std::string& index_text() const { return index_text_; }

 private:
  explicit Checkpoint(std::string folder) : folder_(std::move(folder)) {}
  absl::Status OpenIndexed(const std::string& index);
  absl::Status Add(const std::string& path);

  std::string folder_, index_text_;
  std::vector<std::unique_ptr<const SafetensorsFile>> files_;
  std::map<std::string, Tensor> tensors_;
};

constexpr char kIndexName[] = "model.safetensors.index.json";

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_H_
