#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/fields.h"
#include "engine/expression/lists.h"
#include "engine/expression/text_table.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

// In the order of PerturbationKind.
const std::vector<std::string>& KindNames() {
  static const auto& names = *new std::vector<std::string>{
      "knockout", "knockdown", "overexpression", "set"};
  return names;
}

bool IsHeader(const std::vector<std::string>& fields) {
  return fields.size() >= 3 && absl::AsciiStrToLower(fields[1]) == "target" &&
         absl::AsciiStrToLower(fields[2]) == "kind";
}

absl::StatusOr<PerturbationKind> KindOf(const std::string& text,
                                        const std::string& place) {
  const std::vector<std::string>& names = KindNames();
  for (size_t i = 0; i < names.size(); ++i) {
    if (absl::AsciiStrToLower(text) == names[i]) {
      return static_cast<PerturbationKind>(i);
    }
  }
  return absl::InvalidArgumentError(absl::StrCat(
      place, ": '", text, "' is no kind of perturbation; kinds are ",
      absl::StrJoin(names, ", "), DidYouMean(text, names)));
}

}  // namespace

absl::StatusOr<std::vector<Perturbation>> ReadPerturbations(
    const std::string& path) {
  ASSIGN_OR_RETURN(const TextTable table, ReadTextTable(path));
  std::vector<Perturbation> perturbations;
  absl::flat_hash_set<std::pair<std::string, std::string>> seen;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    const std::vector<std::string>& fields = table.rows[row].fields;
    if (row == 0 && IsHeader(fields)) continue;
    const auto wrong = [&](int64_t field, const auto&... parts) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.Place(row, field), ": ", parts...));
    };
    if (fields.size() < 3 || fields.size() > 4) {
      return wrong(0, fields.size(),
                   " fields; a row reads: sample, target, kind and, where it "
                   "is known, level");
    }
    Perturbation perturbation;
    perturbation.sample = fields[0];
    perturbation.target = fields[1];
    if (fields[0].empty() || fields[1].empty()) {
      return wrong(fields[0].empty() ? 1 : 2, "a ",
                   fields[0].empty() ? "sample" : "target", " without a name");
    }
    if (!seen.emplace(fields[0], fields[1]).second) {
      return wrong(2, "'", fields[1], "' is perturbed twice in sample '",
                   fields[0], "'; keep one row");
    }
    ASSIGN_OR_RETURN(perturbation.kind, KindOf(fields[2], table.Place(row, 3)));
    double level;
    const Number number =
        fields.size() == 4 ? ParseNumber(fields[3], &level) : Number::kMissing;
    if (number == Number::kNone) return wrong(4, NoNumber(fields[3]));
    if (number == Number::kValue) perturbation.level = level;
    if (number == Number::kMissing &&
        perturbation.kind == PerturbationKind::kSet) {
      return wrong(4, "to set a target takes a level");
    }
    perturbations.push_back(std::move(perturbation));
  }
  if (perturbations.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": there is no perturbation in it"));
  }
  return perturbations;
}

}  // namespace regulon
