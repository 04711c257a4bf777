// Conditions in MathML, as libSBML reads them, as rules.
#ifndef REGULON_ENGINE_CONVERT_SBML_MATH_H_
#define REGULON_ENGINE_CONVERT_SBML_MATH_H_

#include <sbml/math/ASTNode.h>

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/convert/levels.h"
#include "engine/logic/rule.h"

namespace regulon {

struct MathNames {
  const absl::flat_hash_map<std::string, LeveledSpecies>& species;  // by id
  // Ids of the inputs of the transition stand for their thresholds.
  absl::flat_hash_map<std::string, int> thresholds;
};

// Names in a rule, each as often as it is there.
int64_t CountNames(const Rule& rule);

// and, or, xor, not and implies of comparisons between species and numbers. A
// species alone, where a condition is needed, is on if it is Boolean.
// InvalidArgument, without a place, for anything else.
absl::StatusOr<Rule> RuleOfMath(
    const LIBSBML_CPP_NAMESPACE_QUALIFIER ASTNode& node,
    const MathNames& names);

// The highest level that comparisons with numbers ask of each species, by id;
// what is larger in `highest` stays.
void SeeLevels(const LIBSBML_CPP_NAMESPACE_QUALIFIER ASTNode& node,
               absl::flat_hash_map<std::string, double>& highest);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_SBML_MATH_H_
