#include "engine/cli/boolean/phenotypes.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<std::vector<Phenotype>> ParsePhenotypes(
    const std::vector<std::string>& texts, const LogicQuestion& question) {
  std::vector<Phenotype> phenotypes;
  for (const std::string& text : texts) {
    // No formula has a '='.
    const size_t equals = text.find('=');
    const std::string formula(absl::StripAsciiWhitespace(
        equals == std::string::npos ? text : text.substr(equals + 1)));
    Phenotype phenotype;
    phenotype.name =
        equals == std::string::npos
            ? formula
            : std::string(absl::StripAsciiWhitespace(text.substr(0, equals)));
    if (phenotype.name.empty()) {
      return UsageError(absl::StrCat("--phenotype '", text,
                                     "': write FORMULA or NAME=FORMULA"));
    }
    ASSIGN_OR_RETURN(phenotype.formula,
                     ParseFormula("--phenotype", formula, question));
    if (phenotype.formula.kind == Rule::kConstant) {
      // "GATA1=0" is what it looks like, not a name for nothing.
      if (equals == std::string::npos ||
          !FindVariable(question.network, *question.genome, phenotype.name)
               .ok()) {
        return UsageError(absl::StrCat(
            "--phenotype '", text,
            "' holds always or never; write a formula over genes, as 'GATA1 & "
            "!PU1'"));
      }
      const Rule gene = Rule::Name(phenotype.name);
      phenotype.formula = phenotype.formula.value ? gene : Rule::Negation(gene);
      phenotype.name = text;
    }
    for (const char* column :
         {"inputs on", "attractor", "size", "basin", "share", "states", "on",
          "sometimes on", "fixed point"}) {
      if (phenotype.name == column) {
        return UsageError(absl::StrCat("--phenotype: '", column,
                                       "' is a column already; give it another "
                                       "name"));
      }
    }
    for (const Phenotype& other : phenotypes) {
      if (other.name == phenotype.name) {
        return UsageError(
            absl::StrCat("--phenotype: two are called '", phenotype.name, "'"));
      }
    }
    phenotypes.push_back(std::move(phenotype));
  }
  return phenotypes;
}

Literal WatchOf(const Rule& formula, const LogicQuestion& question,
                System& system) {
  return FormulaOf(
      formula,
      [&question](const std::string& name) {
        return FindVariable(question.network, *question.genome, name).value();
      },
      system);
}

std::string HoldsText(Holds holds) {
  return holds == Holds::kAlways  ? "always"
         : holds == Holds::kNever ? "never"
                                  : "sometimes";
}

}  // namespace regulon
