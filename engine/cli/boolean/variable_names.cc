#include "engine/cli/boolean/variable_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<int> NamedVariable(absl::string_view flag,
                                  absl::string_view name,
                                  const Network& network,
                                  const Genome& genome) {
  absl::StatusOr<int> variable = FindVariable(network, genome, name);
  if (variable.ok()) return variable;
  return absl::InvalidArgumentError(absl::StrCat(
      flag, ": ",
      WithList(variable.status(), genome,
               absl::StrContains(variable.status().message(), "regulator")
                   ? "regulators"
                   : "genes")));
}

absl::StatusOr<Held> ParseHeld(absl::string_view flag, const std::string& text,
                               const Network& network, const Genome& genome) {
  const size_t equals = text.rfind('=');
  const std::string value =
      equals == std::string::npos ? "" : text.substr(equals + 1);
  if (equals == std::string::npos || equals == 0 ||
      (value != "0" && value != "1")) {
    return UsageError(
        absl::StrCat(flag, " ", text, ": write NAME=0 or NAME=1"));
  }
  const std::vector<std::string> names =
      SplitNames(absl::string_view(text).substr(0, equals));
  if (names.size() > 1 && absl::StrContains(names[0], '=')) {
    return UsageError(absl::StrCat(flag, " ", text, ": give ", flag,
                                   " again for each of them"));
  }
  // Else commas are part of one name.
  const std::string name =
      names.size() == 1 ? names[0] : text.substr(0, equals);
  ASSIGN_OR_RETURN(const int variable,
                   NamedVariable(flag, name, network, genome));
  return Held{variable, value == "1"};
}

std::vector<std::string> SplitNames(absl::string_view list) {
  std::vector<std::string> names;
  std::string name;
  bool quoted = false;
  for (size_t i = 0; i <= list.size(); ++i) {
    if (i == list.size() || (list[i] == ',' && !quoted)) {
      name = std::string(absl::StripAsciiWhitespace(name));
      if (!name.empty()) names.push_back(name);
      name.clear();
    } else if (quoted && list.substr(i, 2) == "''") {
      name.push_back(list[i++]);
    } else if (list[i] == '\'' &&
               (quoted || absl::StripAsciiWhitespace(name).empty())) {
      quoted = !quoted;
    } else {
      name.push_back(list[i]);  // a quote within a name, too: 5'-phosphatase
    }
  }
  return names;
}

std::string ValueText(absl::string_view name, bool value) {
  return absl::StrCat(name, value ? "=1" : "=0");
}

std::string ClampsText(const Network& network, absl::Span<const Held> clamps) {
  if (clamps.empty()) return "none";
  return absl::StrJoin(clamps, " ", [&](std::string* out, const Held& h) {
    absl::StrAppend(out,
                    ValueText(network.variables[h.variable].name, h.value));
  });
}

}  // namespace regulon
