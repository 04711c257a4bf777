// What becomes constant whatever the state: a variable whose next value is
// constant, then those that only such variables decide, and so on. In every
// attractor they have these values.
#ifndef REGULON_ENGINE_ATTRACTORS_PERCOLATION_H_
#define REGULON_ENGINE_ATTRACTORS_PERCOLATION_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/attractors/attractor.h"

namespace regulon {

struct Percolated {
  System system;               // of the other variables
  std::vector<int> kept;       // [system.size()] their indices before
  State constant;              // [free before] the values of the constant ones
  std::vector<Literal> watch;  // of the smaller system's circuit
};

Percolated Percolate(const System& system, absl::Span<const Literal> watch);

// An attractor of the smaller system as one of the larger. Basins are lost:
// they count other states.
Attractor Restored(const Percolated& percolated, Attractor attractor);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_PERCOLATION_H_
