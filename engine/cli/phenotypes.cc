#include "engine/cli/phenotypes.h"

#include <algorithm>

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
    Phenotype& phenotype = phenotypes.emplace_back();
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
