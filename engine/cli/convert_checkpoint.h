// What `regulon convert` does with a checkpoint: a folder of safetensors in, a
// genome out; or, from its configuration alone, how many parameters it has.
#ifndef REGULON_ENGINE_CLI_CONVERT_CHECKPOINT_H_
#define REGULON_ENGINE_CLI_CONVERT_CHECKPOINT_H_

#include <string>

#include "absl/status/status.h"

namespace regulon {

// Whether that is a folder, or a file that belongs into one.
bool IsCheckpoint(const std::string& model);

// `dtype` by name, or empty: the one that loses nothing.
absl::Status ConvertCheckpointTo(const std::string& folder,
                                 const std::string& dtype,
                                 const std::string& output);

// Of a folder or a config.json. `format`: table, tsv, json or empty.
absl::Status CountCheckpoint(const std::string& config,
                             const std::string& format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_CONVERT_CHECKPOINT_H_
