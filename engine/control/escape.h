// Counter-examples of control, and what it takes to be rid of them. Under some
// clamps a network ends where a phenotype does not hold; the same counter-
// example stays under other clamps, unless those meet its escape.
#ifndef REGULON_ENGINE_CONTROL_ESCAPE_H_
#define REGULON_ENGINE_CONTROL_ESCAPE_H_

#include <utility>
#include <vector>

#include "engine/attractors/attractor.h"
#include "engine/control/ternary.h"

namespace regulon {

// Clamps that do none of this keep the counter-example.
struct Escape {
  std::vector<std::pair<int, bool>> clamp;  // this free variable at this value
  std::vector<std::pair<int, bool>> release;  // not this one at this value
};

// States that follow from each other. The variables that are not kFree are the
// same in all of them, and include whatever their next values depend on.
struct Trace {
  std::vector<Subspace> states;
  // From there on an attractor, all of its states in any order; before, a path
  // to it.
  size_t settled = 0;
  // Where a path begins, without any clamp; empty if there is no path.
  State start;
};

class Escapes {
 public:
  // The system has none of the clamps; `targets` [free] are what can be
  // clamped.
  Escapes(const System& system, Literal phenotype, std::vector<bool> targets);

  // From a trap space under the clamps in which the phenotype does not hold
  // anywhere: such a space has an attractor, whatever the updating. It is first
  // made as large as it can be.
  Escape FromTrap(Subspace trap, const Subspace& clamps);

  // From an attractor with a state in which the phenotype does not hold, and a
  // path to it where only what can be reached counts.
  Escape FromTrace(const Trace& trace, const Subspace& clamps,
                   Updating updating);

  // Whether the phenotype is off throughout.
  bool FailsIn(const Subspace& space);
  // What the clamps decide.
  Subspace Closure(const Subspace& clamps) { return ternary_.Closure(clamps); }
  bool HoldsIn(const Subspace& space);

 private:
  void Widen(const Subspace& clamps, Subspace& trap);

  const System& system_;
  const Literal phenotype_;
  const std::vector<bool> targets_;
  Ternary ternary_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_ESCAPE_H_
