// All attractors of systems too large to look at every state: sets of states as
// decision diagrams. Exact where the diagrams stay small enough.
#ifndef REGULON_ENGINE_ATTRACTORS_SYMBOLIC_H_
#define REGULON_ENGINE_ATTRACTORS_SYMBOLIC_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

struct SymbolicOptions {
  int64_t most_nodes = 4'000'000;    // of all diagrams together; 40 bytes each
  int64_t most_steps = 300'000'000;  // Diagrams: a minute or so
  int most_attractors = 100'000;
};

// By size, then by smallest state; synchronous ones with basins.
// ResourceExhausted where a limit was met.
absl::StatusOr<std::vector<Attractor>> SymbolicAttractors(
    const System& system, Updating updating,
    const AttractorOptions& options = {}, const SymbolicOptions& limits = {});

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_SYMBOLIC_H_
