// One question asked of a network under one set of clamps after the other.
#ifndef REGULON_ENGINE_CONTROL_UNDER_CLAMPS_H_
#define REGULON_ENGINE_CONTROL_UNDER_CLAMPS_H_

#include <functional>

#include "engine/logic/system.h"

namespace regulon {

// A phenotype as a function of whatever variables of the system are free.
using Formula = std::function<Literal(System& system)>;

// A state of a system in a system of the same network that holds more: held
// variables are left out.
State StateUnderClamps(const System& system, const State& state,
                       const System& clamped);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_UNDER_CLAMPS_H_
