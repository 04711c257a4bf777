// Files of --save-usage.
#ifndef REGULON_ENGINE_CLI_USAGE_FILE_H_
#define REGULON_ENGINE_CLI_USAGE_FILE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/genome/genome.h"
#include "engine/query/opening_tally.h"
#include "engine/query/usage.h"

namespace regulon {

// Before anything is counted: an error for a path that cannot be written or is
// one of the inputs. Nothing for "", here and below: no usage is saved.
absl::Status CheckUsageFile(const std::string& path,
                            const std::vector<std::string>& inputs);

absl::Status SaveUsage(const std::string& path, const Genome& genome,
                       const OpeningTally& tally, const UsageSource& source);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_USAGE_FILE_H_
