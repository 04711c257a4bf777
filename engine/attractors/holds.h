// Which variables and watched functions hold over the states of attractors,
// that are added one at a time.
#ifndef REGULON_ENGINE_ATTRACTORS_HOLDS_H_
#define REGULON_ENGINE_ATTRACTORS_HOLDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/attractors/attractor.h"
#include "engine/attractors/bit_parallel.h"

namespace regulon {

class HoldsOverStates {
 public:
  // The system must outlive it.
  HoldsOverStates(const System& system, const std::vector<Literal>& watch);

  // A packed state (bit_parallel.h) of attractor 0, 1, ...
  void Add(size_t attractor, const uint32_t* state);
  // Fills in `variable` and `watched` of each, in the order of the numbers
  // that were added.
  void Finish(std::vector<Attractor>* attractors);

 private:
  // Packed, over the states so far.
  struct Extent {
    std::vector<uint32_t> always, sometimes;  // [attractors * words]
  };
  static void Widen(size_t attractor, const uint32_t* values, int words,
                    Extent* extent);
  void Watch();

  const int variables_, watched_;
  BitParallel watch_;
  Extent variable_extent_, watch_extent_;
  // States whose watched functions are still to be evaluated.
  std::vector<uint32_t> states_;
  std::vector<size_t> attractors_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_HOLDS_H_
