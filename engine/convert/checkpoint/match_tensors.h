// Which tensor of a checkpoint is which of a genome.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_MATCH_TENSORS_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_MATCH_TENSORS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/convert/checkpoint/checkpoint.h"
#include "engine/convert/checkpoint/model_config.h"

namespace regulon {

struct MatchedTensors {
  std::vector<Checkpoint::Tensor> tensors;  // of each that is planned
  std::vector<std::string> unused;  // in the checkpoint, read by no answer
};

// `planned` is what TensorsOf gives for the configuration. InvalidArgument that
// begins with the file and names the tensor: one that is missing, unknown,
// there under two names, or of another shape or type than is read.
absl::StatusOr<MatchedTensors> MatchTensors(
    const Checkpoint& checkpoint, const ModelConfig& config,
    const std::vector<PlannedTensor>& planned);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_MATCH_TENSORS_H_
