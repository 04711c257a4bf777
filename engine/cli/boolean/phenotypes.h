// Phenotypes as flags give them: formulas over genes.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_PHENOTYPES_H_
#define REGULON_ENGINE_CLI_BOOLEAN_PHENOTYPES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"
#include "engine/cli/boolean/logic_flags.h"
#include "engine/logic/rule.h"

namespace regulon {

struct Phenotype {
  std::string name;  // the formula itself, if it was given none
  Rule formula;
};

// "FORMULA" or "NAME=FORMULA" each.
absl::StatusOr<std::vector<Phenotype>> ParsePhenotypes(
    const std::vector<std::string>& texts, const LogicQuestion& question);

// The formula over the variables of the network as a function of the system's,
// of which all names are known.
Literal WatchOf(const Rule& formula, const LogicQuestion& question,
                System& system);

// "never", "sometimes" or "always".
std::string HoldsText(Holds holds);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_PHENOTYPES_H_
