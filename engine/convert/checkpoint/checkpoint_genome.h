// A checkpoint as a genome: every weight as it is, rounded to the dtype that is
// asked for; experts become domains and the gate their router.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_GENOME_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_GENOME_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "engine/convert/checkpoint/model_config.h"
#include "engine/genome/matrix.h"

namespace regulon {

struct ConvertCheckpointOptions {
  // None: BF16 where every tensor that is read is of it, else F32, so that
  // nothing is lost.
  absl::optional<DType> dtype;
  int threads = 0;                          // 0: one per core
  std::function<void(double)> on_progress;  // the share done; may be empty
};

struct ConvertedCheckpoint {
  ModelConfig config;
  DType dtype = DType::kF32;
  std::vector<std::string> unused;  // tensors that no answer depends on
};

// Tensors are read one after another from the mapped files, so that memory is
// needed for some at a time. Errors are those of Checkpoint, ReadModelConfig,
// MatchTensors and GenomeWriter; then there is no file.
absl::StatusOr<ConvertedCheckpoint> ConvertCheckpoint(
    const std::string& folder, const ConvertCheckpointOptions& options,
    const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_CHECKPOINT_GENOME_H_
