// The attractors that can be reached from one state, whatever the number of
// free variables, as long as not too many states are.
#ifndef REGULON_ENGINE_ATTRACTORS_REACHABLE_H_
#define REGULON_ENGINE_ATTRACTORS_REACHABLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

struct Reachable {
  std::vector<Attractor> attractors;  // by size, then smallest state; no basins
  uint64_t states = 0;                // that can be reached, the first included
};

// ResourceExhausted if more than `most_reachable` states can be reached,
// InvalidArgument if `from` is not a state of the system.
absl::StatusOr<Reachable> ReachableAttractors(
    const System& system, Updating updating, const State& from,
    const AttractorOptions& options = {},
    uint64_t most_reachable = uint64_t{1} << 24);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_REACHABLE_H_
