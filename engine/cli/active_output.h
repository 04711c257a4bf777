// The figures of `active`, for people and for programs.
#ifndef REGULON_ENGINE_CLI_ACTIVE_OUTPUT_H_
#define REGULON_ENGINE_CLI_ACTIVE_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/cli/output/table_writer.h"
#include "engine/query/ledger_report.h"

namespace regulon {

// What the figures are of.
struct ActiveWords {
  std::string context = "context", contexts = "contexts";
  std::string samples = "contexts";  // that could be independent
  std::string corpus;                // what the contexts are called together
};

absl::Status PrintActive(const std::vector<Figure>& figures,
                         const ActiveWords& words, Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_ACTIVE_OUTPUT_H_
