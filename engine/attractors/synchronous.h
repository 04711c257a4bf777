// All attractors of small systems under synchronous updating, with basins:
// every state is stepped, hundreds of them per instruction.
#ifndef REGULON_ENGINE_ATTRACTORS_SYNCHRONOUS_H_
#define REGULON_ENGINE_ATTRACTORS_SYNCHRONOUS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

constexpr int kMostSynchronous = 24;  // free variables

// By falling basin, then by smallest state; with all basins. FailedPrecondition
// for more than kMostSynchronous free variables, ResourceExhausted for more
// than kMostAttractors. About 12 bytes per state of memory.
absl::StatusOr<std::vector<Attractor>> SynchronousAttractors(
    const System& system, const AttractorOptions& options = {});

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_SYNCHRONOUS_H_
