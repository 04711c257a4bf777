// Synchronous cycles of a given length, by SAT over the unrolled network.
#ifndef REGULON_ENGINE_ATTRACTORS_CYCLES_H_
#define REGULON_ENGINE_ATTRACTORS_CYCLES_H_

#include <cstdint>
#include <vector>

#include "engine/attractors/attractor.h"

namespace regulon {

struct Cycles {
  // Each in the order of time, its smallest state first; by length, then by
  // smallest state. Length 1: the fixed points.
  std::vector<std::vector<State>> cycles;
  // There are no others of these lengths; false where `limit` was met, or the
  // solver gave up.
  bool complete = false;
};
Cycles FindCycles(const System& system, int most_length, uint64_t limit);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_CYCLES_H_
