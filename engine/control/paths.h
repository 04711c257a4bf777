// Single paths from a state to where a network ends.
#ifndef REGULON_ENGINE_CONTROL_PATHS_H_
#define REGULON_ENGINE_CONTROL_PATHS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/logic/system.h"

namespace regulon {

struct Path {
  std::vector<State> states;  // the first one included
  size_t settled =
      0;  // from there on, the cycle or fixed point that it ends in
};

// The one path under synchronous updating; none if it is longer than that.
std::optional<Path> SynchronousPath(const System& system, const State& from,
                                    size_t most_states);

// A path of single updates, any of those that would change something, by
// chance: to a fixed point, or to the first state of `goal` (ascending), which
// is then the last of the path; none if it took longer.
std::optional<Path> RandomPath(const System& system, const State& from,
                               const std::vector<State>& goal,
                               size_t most_states, uint64_t seed);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_PATHS_H_
