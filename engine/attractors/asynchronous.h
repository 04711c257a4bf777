// All attractors of small systems under asynchronous updating: the terminal
// strongly connected components of the graph of states.
#ifndef REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_
#define REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

constexpr int kMostAsynchronous = 22;  // free variables

// By size, then by smallest state. FailedPrecondition for more than
// kMostAsynchronous free variables.
absl::StatusOr<std::vector<Attractor>> AsynchronousAttractors(
    const System& system, const AttractorOptions& options = {});

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_
