// The config.json of a checkpoint: which architecture, and of what shape. Every
// field that changes what the model answers is read, or must have the value
// that this engine computes with.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_MODEL_CONFIG_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_MODEL_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/transformer/tensor_list.h"

namespace regulon {

enum class Architecture { kMixtral, kBert };

struct ModelConfig {
  Architecture architecture;
  std::string name;  // "MixtralForCausalLM"
  TransformerPlan plan;
  // Fields that neither change the answer nor are known not to, sorted.
  std::vector<std::string> ignored;
};

// InvalidArgument "NAME: 'FIELD' WHAT" for what is missing, impossible, or asks
// for something else than this engine computes.
absl::StatusOr<ModelConfig> ReadModelConfig(absl::string_view text,
                                            const std::string& name);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_MODEL_CONFIG_H_
