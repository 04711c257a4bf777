#include "engine/control/under_clamps.h"

namespace regulon {

State StateUnderClamps(const System& system, const State& state,
                       const System& clamped) {
  State left;
  int i = 0;  // both systems are in the order of names
  for (const int variable : clamped.free) {
    while (system.free[i] != variable) ++i;
    left.push_back(state[i]);
  }
  return left;
}

}  // namespace regulon
