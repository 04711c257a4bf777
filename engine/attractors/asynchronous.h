// All attractors of small systems under asynchronous updating: the terminal
// strongly connected components of the graph of states.
#ifndef REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_
#define REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

constexpr int kMostAsynchronous = 24;  // free variables

// By size, then by smallest state. FailedPrecondition for more than
// kMostAsynchronous free variables, ResourceExhausted for more than
// kMostAttractors.
absl::StatusOr<std::vector<Attractor>> AsynchronousAttractors(
    const System& system, const AttractorOptions& options = {});

// Only those that can be reached from one state; `*reachable` is the number of
// states that can, it included.
absl::StatusOr<std::vector<Attractor>> AsynchronousAttractorsFrom(
    const System& system, const State& from, const AttractorOptions& options,
    uint64_t* reachable);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_ASYNCHRONOUS_H_
