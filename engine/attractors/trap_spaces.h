// Minimal trap spaces: the smallest subspaces of states, some variables fixed
// and the others free, that no update leaves (Klarner et al. 2015, Natural
// Computing 14:535). Each holds at least one attractor, asynchronous or
// synchronous.
#ifndef REGULON_ENGINE_ATTRACTORS_TRAP_SPACES_H_
#define REGULON_ENGINE_ATTRACTORS_TRAP_SPACES_H_

#include <cstdint>
#include <vector>

#include "engine/attractors/subspace.h"
#include "engine/logic/system.h"

namespace regulon {

struct TrapSpaces {
  std::vector<Subspace> spaces;  // ascending
  // There are no others; false where `limit` was met, the solver gave up, or a
  // function's decision diagram is too large (then there are none here).
  bool complete = false;
};
TrapSpaces MinimalTrapSpaces(const System& system, uint64_t limit);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_TRAP_SPACES_H_
