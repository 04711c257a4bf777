// What some values decide alone: functions of a System over variables that are
// off, on or not known (Kleene's logic: sound, not always complete).
#ifndef REGULON_ENGINE_CONTROL_TERNARY_H_
#define REGULON_ENGINE_CONTROL_TERNARY_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/attractors/subspace.h"
#include "engine/logic/system.h"

namespace regulon {

class Ternary {
 public:
  // Ready for the system's next values and these functions of its circuit. The
  // system must outlive this.
  explicit Ternary(const System& system, absl::Span<const Literal> also = {});

  // [free]; kFree: not known.
  void Set(const Subspace& known);

  // Of a function that this is ready for, under what was set last.
  Fixed Of(Literal function) const {
    const Fixed fixed = value_[NodeOf(function)];
    if (fixed == Fixed::kFree || !IsNegated(function)) return fixed;
    return fixed == Fixed::kOn ? Fixed::kOff : Fixed::kOn;
  }
  Fixed Next(int i) const { return Of(system_.next[i]); }

  // Adds what the clamps decide, and what that decides, and so on; sets it.
  Subspace Closure(const Subspace& clamps);

 private:
  const System& system_;
  std::vector<uint32_t> nodes_;
  std::vector<Fixed> value_;  // [nodes of the circuit]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_TERNARY_H_
