#include "engine/control/escape.h"

namespace regulon {

Escapes::Escapes(const System& system, Literal phenotype,
                 std::vector<bool> targets)
    : system_(system),
      phenotype_(phenotype),
      targets_(std::move(targets)),
      ternary_(system, {phenotype}) {}

bool Escapes::FailsIn(const Subspace& space) {
  ternary_.Set(space);
  return ternary_.Of(phenotype_) == Fixed::kOff;
}

bool Escapes::HoldsIn(const Subspace& space) {
  ternary_.Set(space);
  return ternary_.Of(phenotype_) == Fixed::kOn;
}

// Frees each variable that a clamp could touch, and with it whatever is then no
// longer fixed by clamps or rules, as long as the phenotype stays off.
void Escapes::Widen(const Subspace& clamps, Subspace& trap) {
  const auto free_one = [&](int freed) {
    Subspace wider = trap;
    wider[freed] = Fixed::kFree;
    for (bool changed = true; changed;) {
      changed = false;
      ternary_.Set(wider);
      for (int i = 0; i < system_.size(); ++i) {
        if (wider[i] == Fixed::kFree || clamps[i] == wider[i] ||
            ternary_.Next(i) == wider[i]) {
          continue;
        }
        wider[i] = Fixed::kFree;
        changed = true;
      }
    }
    if (ternary_.Of(phenotype_) == Fixed::kOff) trap = std::move(wider);
  };
  for (const bool clamped : {true, false}) {  // best if no clamp is needed
    for (int i = 0; i < system_.size(); ++i) {
      if (targets_[i] && trap[i] != Fixed::kFree &&
          clamped == (clamps[i] != Fixed::kFree)) {
        free_one(i);
      }
    }
  }
}

Escape Escapes::FromTrap(Subspace trap, const Subspace& clamps) {
  Widen(clamps, trap);
  Trace trace;
  trace.states.push_back(std::move(trap));
  return FromTrace(trace, clamps, Updating::kAsynchronous);
}

Escape Escapes::FromTrace(const Trace& trace, const Subspace& clamps,
                          Updating updating) {
  const int variables = system_.size();
  std::vector<bool> seen_off(variables), seen_on(variables), leaves(variables);
  for (size_t s = 0; s < trace.states.size(); ++s) {
    const Subspace& state = trace.states[s];
    ternary_.Set(state);
    // On a path of single updates a variable may as well wait.
    const bool must_stay =
        updating == Updating::kSynchronous || s >= trace.settled;
    for (int i = 0; i < variables; ++i) {
      if (state[i] == Fixed::kOff) seen_off[i] = true;
      if (state[i] == Fixed::kOn) seen_on[i] = true;
      if (must_stay && ternary_.Next(i) != state[i]) leaves[i] = true;
    }
  }
  Escape escape;
  for (int i = 0; i < variables; ++i) {
    const bool tracked = seen_off[i] || seen_on[i];
    if (targets_[i]) {
      if (seen_off[i]) escape.clamp.emplace_back(i, true);
      if (seen_on[i]) escape.clamp.emplace_back(i, false);
    }
    if (!tracked || clamps[i] == Fixed::kFree) continue;
    const bool elsewhere =
        !trace.start.empty() && FixedAt(trace.start[i]) != clamps[i];
    if (leaves[i] || elsewhere) {
      escape.release.emplace_back(i, clamps[i] == Fixed::kOn);
    }
  }
  return escape;
}

}  // namespace regulon
