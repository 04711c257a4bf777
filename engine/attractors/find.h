// The attractors of a network by whichever method is exact for its size, or as
// much of them as can be had, which is then said.
#ifndef REGULON_ENGINE_ATTRACTORS_FIND_H_
#define REGULON_ENGINE_ATTRACTORS_FIND_H_

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
  SymbolicOptions limits;  // beyond them, what is found is a lower bound
};

struct Found {
  std::vector<Attractor> attractors;
  bool complete = true;  // there are no others
  std::string method;    // for people: "all 2^11 states"
};

// ResourceExhausted if more states than fit in memory can be reached from
// FindOptions::from; never otherwise: then `complete` is false.
absl::StatusOr<Found> FindAttractors(const System& system, Updating updating,
                                     const FindOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_FIND_H_
