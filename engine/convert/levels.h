// Species of several levels as Boolean variables: conditions on levels as
// rules. sbml_qual.h says how they stand for each other.
#ifndef REGULON_ENGINE_CONVERT_LEVELS_H_
#define REGULON_ENGINE_CONVERT_LEVELS_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/logic/rule.h"

namespace regulon {

struct LeveledSpecies {
  std::string name;
  int most = 1;  // its highest level

  bool IsBoolean() const { return most <= 1; }
  // The variable that means "level i or more", i = 1 .. max(most, 1).
  std::string VariableAt(int i) const;
};

Rule AtLeastLevel(const LeveledSpecies& species, int level);

// A species or, where there is none, a number.
struct LevelTerm {
  const LeveledSpecies* species = nullptr;
  double number = 0;
};
// True for the levels for which `holds` is.
Rule CompareLevels(const LevelTerm& left, const LevelTerm& right,
                   const std::function<bool(double, double)>& holds);

// Where the condition is true, and no earlier one, the result is `level`.
struct LeveledResult {
  Rule condition;
  int level = 0;
};
// The rule of VariableAt(i) for each i.
std::vector<Rule> RulesOfLevels(const LeveledSpecies& species,
                                const std::vector<LeveledResult>& results,
                                int otherwise);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_LEVELS_H_
