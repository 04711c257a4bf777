#include "engine/cli/usage_file.h"

#include "engine/cli/files.h"
#include "engine/genome/atomic_file.h"
#include "engine/status.h"

namespace regulon {

absl::Status CheckUsageFile(const std::string& path,
                            const std::vector<std::string>& inputs) {
  if (path.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckOutput(path, inputs));
  return AtomicFile::Create(path).status();
}

absl::Status SaveUsage(const std::string& path, const Genome& genome,
                       const OpeningTally& tally, const UsageSource& source) {
  if (path.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string text, WriteUsage(genome, tally, source));
  return WriteAtomically(path, text);
}

}  // namespace regulon
