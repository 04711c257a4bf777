// From a circuit back to rules: the same function, as an expression that people
// read.
#ifndef REGULON_ENGINE_CONVERT_GATE_RULES_H_
#define REGULON_ENGINE_CONVERT_GATE_RULES_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/logic/rule.h"
#include "engine/logic/system.h"

namespace regulon {

class GateRules {
 public:
  // The system must outlive it; its circuit may grow meanwhile.
  explicit GateRules(const System& system) : system_(system) {}

  // Whether two functions are proven to be one: as circuits, or as decision
  // diagrams of a million nodes at most.
  bool AreEqual(Literal a, Literal b) const;

  // ANDs and ORs of names and negated names. Parts that are shared are written
  // out each time: ResourceExhausted if that makes more than a million names,
  // or more operators in each other than a rule may have.
  absl::StatusOr<Rule> RuleOf(Literal function) const;

 private:
  const System& system_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_GATE_RULES_H_
