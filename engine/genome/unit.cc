#include "engine/genome/unit.h"

#include <cmath>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct Quantity {
  const char* name;
  double log_base;
  bool boolean;
};

// To add a unit, add a line; the rest follows.
constexpr Quantity kQuantities[] = {
    {"boolean", 0, true},           // 0 or 1
    {"activity", 0, false},         // dimensionless, 1 at the reference
    {"fold_change", 0, false},      // over a reference condition
    {"counts", 0, false},           // reads or UMIs
    {"cpm", 0, false},              // counts per million
    {"tpm", 0, false},              // transcripts per million
    {"ntpm", 0, false},             // normalized TPM (Human Protein Atlas)
    {"nx", 0, false},               // its older normalized expression
    {"log2_intensity", 2, false},   // microarrays
    {"copies_per_cell", 0, false},  // molecules
    {"heads_per_cell", 0, false},   // DNA-binding heads
    {"nM", 0, false},
    {"uM", 0, false},
    {"mM", 0, false},
};

absl::StatusOr<Unit> ParseQuantity(absl::string_view text) {
  absl::string_view name = text;
  if (const size_t slash = text.find('/'); slash != text.npos) {
    double sum;
    name = text.substr(0, slash);
    if (name != "counts" || !absl::SimpleAtod(text.substr(slash + 1), &sum) ||
        !std::isfinite(sum) || sum <= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", text,
                       "' is no unit; normalized counts name their sum, as in "
                       "'counts/10000'"));
    }
  }
  for (const Quantity& quantity : kQuantities) {
    if (name == quantity.name) {
      return Unit{std::string(text), quantity.log_base, 0, quantity.boolean};
    }
  }
  std::vector<std::string> names;
  for (const Quantity& quantity : kQuantities) names.push_back(quantity.name);
  return absl::InvalidArgumentError(absl::StrCat(
      "'", text, "' is no unit; units are ", absl::StrJoin(names, ", "),
      ", or a logarithm such as log2(tpm+1)", DidYouMean(name, names)));
}

}  // namespace

absl::StatusOr<Unit> ParseUnit(absl::string_view text) {
  struct Log {
    const char* prefix;
    double base, pseudocount;
  };
  for (const Log& log : {Log{"log1p(", M_E, 1}, Log{"log2(", 2, 0},
                         Log{"log10(", 10, 0}, Log{"ln(", M_E, 0}}) {
    absl::string_view inside = text;
    if (!absl::ConsumePrefix(&inside, log.prefix)) continue;
    double pseudocount = log.pseudocount;
    const size_t plus = inside.find('+');
    if (!absl::ConsumeSuffix(&inside, ")") ||
        (plus != inside.npos &&
         (log.pseudocount != 0 ||
          !absl::SimpleAtod(inside.substr(plus + 1), &pseudocount) ||
          !std::isfinite(pseudocount) || pseudocount < 0))) {
      return absl::InvalidArgumentError(absl::StrCat(
          "'", text, "' is no unit; a logarithm reads log2(tpm+1)"));
    }
    ASSIGN_OR_RETURN(Unit unit, ParseQuantity(inside.substr(0, plus)));
    if (unit.log_base != 0 || unit.boolean) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", text, "': no logarithm of ", unit.text));
    }
    return Unit{std::string(text), log.base, pseudocount, false};
  }
  return ParseQuantity(text);
}

double Unit::ToLinear(double value) const {
  return log_base == 0 ? value : std::pow(log_base, value) - pseudocount;
}

double Unit::FromLinear(double level) const {
  return log_base == 0 ? level
                       : std::log(level + pseudocount) / std::log(log_base);
}

absl::Status Unit::Check(double value) const {
  if (boolean && value != 0 && value != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(value, " is not 0 or 1, as a boolean level must be"));
  }
  const double level = ToLinear(value);
  // A logarithm read back from text may miss its own zero by rounding.
  if (!std::isfinite(value) || !(std::abs(level) <= 3e38) ||
      level < -1e-6 * pseudocount) {
    return absl::InvalidArgumentError(
        absl::StrCat(value, " is no level in ", text, ": give a number from ",
                     FromLinear(0), " to ", FromLinear(3e38)));
  }
  return absl::OkStatus();
}

}  // namespace regulon
