// Attractors found by chance, of systems for which no exact method will do: a
// lower bound.
#ifndef REGULON_ENGINE_ATTRACTORS_SAMPLED_H_
#define REGULON_ENGINE_ATTRACTORS_SAMPLED_H_

#include <cstdint>
#include <vector>

#include "engine/attractors/attractor.h"

namespace regulon {

struct SampleOptions {
  int starts = 300;       // random states, beside those that are given
  int most_steps = 3000;  // asynchronous: from each, before states are counted
  // Asynchronous: of one attractor, and of all that are looked at.
  uint64_t most_reachable = 1 << 18, most_states = 1 << 23;
  uint64_t seed = 1;
};

// Different ones, by size, then by smallest state; no basins. Asynchronous:
// only those whose states could all be seen.
std::vector<Attractor> SampleAttractors(const System& system, Updating updating,
                                        const std::vector<State>& more_starts,
                                        const AttractorOptions& options,
                                        const SampleOptions& sample);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_SAMPLED_H_
