// Why genes have their values, on the standard output: for eyes two tables, the
// genes and what made their values; else a row per edge, jump and residual, the
// last column of which sums to value - reference_value.
#ifndef REGULON_ENGINE_CLI_EXPLAIN_SMOOTH_OUTPUT_H_
#define REGULON_ENGINE_CLI_EXPLAIN_SMOOTH_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cli/output/table_writer.h"
#include "engine/explain/network.h"
#include "engine/explain/smooth.h"
#include "engine/genome/genome.h"

namespace regulon {

// Explanations of one context.
struct ExplainedContext {
  std::string name;
  std::vector<SmoothExplanation> genes;
};

absl::Status PrintSmooth(const Genome& genome,
                         absl::Span<const ExplainedContext> contexts,
                         Format format);

// "shared", "expert" or "element".
const char* NameOf(NetworkEdge::Path path);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPLAIN_SMOOTH_OUTPUT_H_
