// The attractors of a network by whichever method is exact for its size, or as
// much of them as can be had, which is then said.
#ifndef REGULON_ENGINE_ATTRACTORS_FIND_H_
#define REGULON_ENGINE_ATTRACTORS_FIND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"
#include "engine/attractors/symbolic.h"

namespace regulon {

struct FindOptions : AttractorOptions {
  bool basins = false;  // synchronous, where every state can be looked at
  // If not empty, [free]: only what can be reached from this state.
  State from;
  uint64_t most_reachable = uint64_t{1} << 24;  // states, from there
  SymbolicOptions limits;  // beyond them, what is found is a lower bound
  bool exact = false;      // ResourceExhausted in place of a lower bound
};

struct Found {
  std::vector<Attractor> attractors;
  bool complete = true;  // there are no others
  std::string method;    // for people: "all 2^11 states"
};

// ResourceExhausted if too many states can be reached from FindOptions::from;
// otherwise only where FindOptions::exact: without, `complete` is false.
absl::StatusOr<Found> FindAttractors(const System& system, Updating updating,
                                     const FindOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_FIND_H_
