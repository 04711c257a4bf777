#include "engine/control/ternary.h"

namespace regulon {

Ternary::Ternary(const System& system, absl::Span<const Literal> also)
    : system_(system), value_(system.circuit.nodes(), Fixed::kFree) {
  std::vector<Literal> functions = system.next;
  functions.insert(functions.end(), also.begin(), also.end());
  nodes_ = system.circuit.NodesOf(functions);
  value_[NodeOf(kFalse)] = Fixed::kOff;
}

void Ternary::Set(const Subspace& known) {
  for (int i = 0; i < system_.size(); ++i) value_[i + 1] = known[i];
  for (const uint32_t node : nodes_) {
    const auto& [a, b] = system_.circuit.Inputs(node);
    const Fixed left = Of(a), right = Of(b);
    value_[node] = left == Fixed::kOff || right == Fixed::kOff ? Fixed::kOff
                   : left == Fixed::kOn && right == Fixed::kOn ? Fixed::kOn
                                                               : Fixed::kFree;
  }
}

Subspace Ternary::Closure(const Subspace& clamps) {
  Subspace known = clamps;
  for (bool changed = true; changed;) {
    changed = false;
    Set(known);
    for (int i = 0; i < system_.size(); ++i) {
      if (known[i] != Fixed::kFree) continue;
      known[i] = Next(i);
      changed |= known[i] != Fixed::kFree;
    }
  }
  return known;
}

}  // namespace regulon
