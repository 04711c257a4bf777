// Why Boolean genes have their values, on the standard output: for eyes two
// tables, the genes with what keeps them and the edges; else a row per edge, or
// one for a gene without.
#ifndef REGULON_ENGINE_CLI_EXPLAIN_LOGICAL_OUTPUT_H_
#define REGULON_ENGINE_CLI_EXPLAIN_LOGICAL_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cli/output/table_writer.h"
#include "engine/explain/logical.h"
#include "engine/genome/genome.h"

namespace regulon {

struct LogicalContext {
  std::string name;
  LogicalExplanation why;
};

absl::Status PrintLogical(const Genome& genome,
                          absl::Span<const LogicalContext> contexts,
                          Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPLAIN_LOGICAL_OUTPUT_H_
