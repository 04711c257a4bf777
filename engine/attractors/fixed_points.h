// The states that no update changes, of systems of any size: one after the
// other by SAT, and counted exactly by decision diagrams.
#ifndef REGULON_ENGINE_ATTRACTORS_FIXED_POINTS_H_
#define REGULON_ENGINE_ATTRACTORS_FIXED_POINTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

struct FixedPoints {
  std::vector<State> states;  // ascending
  // There are no others; false where `limit` was met, or the solver gave up.
  bool complete = false;
};
// Ascending among those found, where these are not all.
FixedPoints EnumerateFixedPoints(const System& system, uint64_t limit);

// ResourceExhausted if the diagrams need more than `most_nodes` nodes.
absl::StatusOr<BigUnsigned> CountFixedPoints(const System& system,
                                             int64_t most_nodes = 20'000'000);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_FIXED_POINTS_H_
