// What edits of one context change in its network, edge by edge.
#ifndef REGULON_ENGINE_CLI_PERTURB_NETWORK_H_
#define REGULON_ENGINE_CLI_PERTURB_NETWORK_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/cli/output/table_writer.h"
#include "engine/context/context.h"
#include "engine/query/perturb.h"

namespace regulon {

// Of one reading of each, both explained against a context in which nothing is
// given. `top`: the edges that differ most; 0: all.
absl::Status PrintNetworkChange(Cell& cell, const Context& context,
                                const NamedEdits& perturbation,
                                absl::Span<const int> genes, int top,
                                int threads, Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_PERTURB_NETWORK_H_
