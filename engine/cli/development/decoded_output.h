// `trajectory --decoder`: the steps that a genome's decoder predicts.
#ifndef REGULON_ENGINE_CLI_DEVELOPMENT_DECODED_OUTPUT_H_
#define REGULON_ENGINE_CLI_DEVELOPMENT_DECODED_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/cli/query_flags.h"
#include "engine/development/schedule.h"

namespace regulon {

// `genes`: as of StepOutput.
absl::Status PrintDecoded(const Query& query, const Schedule& schedule,
                          int steps, const std::vector<std::string>& genes,
                          bool plot);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_DEVELOPMENT_DECODED_OUTPUT_H_
