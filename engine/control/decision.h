// Why clamps decide a phenotype: which value follows from which, rule by rule.
#ifndef REGULON_ENGINE_CONTROL_DECISION_H_
#define REGULON_ENGINE_CONTROL_DECISION_H_

#include <utility>
#include <vector>

#include "engine/control/ternary.h"

namespace regulon {

using VariableValue = std::pair<int, bool>;  // [free] and its value

struct Decision {
  VariableValue what;
  // Values that are enough for its rule to give it, none of them for nothing;
  // empty: its rule gives nothing else.
  std::vector<VariableValue> by;
};

struct Decisions {
  bool decided = false;  // the phenotype holds for certain
  // Each after those that it follows from, and only those that the phenotype
  // needs; clamps are not among them.
  std::vector<Decision> steps;
  std::vector<VariableValue> phenotype_by;  // what is enough for the phenotype
};

Decisions Explain(const System& system, Literal phenotype,
                  const Subspace& clamps);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_DECISION_H_
