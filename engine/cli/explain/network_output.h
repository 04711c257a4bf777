// Networks of contexts: one as a file for other programs, and what two have
// apart and in common as a table.
#ifndef REGULON_ENGINE_CLI_EXPLAIN_NETWORK_OUTPUT_H_
#define REGULON_ENGINE_CLI_EXPLAIN_NETWORK_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cli/output/graph_writer.h"
#include "engine/cli/output/table_writer.h"
#include "engine/explain/network.h"
#include "engine/genome/genome.h"

namespace regulon {

// By the ending of its name: .tsv, .graphml or .dot; UsageError for others.
absl::StatusOr<GraphFormat> GraphFormatOf(const std::string& path);

// An edge's weight is its attribution or, where that is 0, what the regulator
// adds: minus its knock-out.
absl::Status WriteNetwork(const Genome& genome, const std::string& context,
                          absl::Span<const NetworkEdge> edges,
                          GraphFormat format, const std::string& path);

// Context names and their edges; the most different edges first.
struct NamedNetwork {
  std::string context;
  std::vector<NetworkEdge> edges;
};
absl::Status PrintDiff(const Genome& genome, const NamedNetwork& a,
                       const NamedNetwork& b, int top, Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPLAIN_NETWORK_OUTPUT_H_
