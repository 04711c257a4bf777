// Variables of Boolean networks as flags name them, and as answers do.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_VARIABLE_NAMES_H_
#define REGULON_ENGINE_CLI_BOOLEAN_VARIABLE_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/logic/system.h"

namespace regulon {

// The variable that a flag names; InvalidArgument with where to see all names.
// The network must be this genome's.
absl::StatusOr<int> NamedVariable(absl::string_view flag,
                                  absl::string_view name,
                                  const Network& network, const Genome& genome);

// "NAME=0" or "NAME=1".
absl::StatusOr<Held> ParseHeld(absl::string_view flag, const std::string& text,
                               const Network& network, const Genome& genome);

// The names of a list "A,B,C"; one with odd characters may stand in single
// quotes, as in rules.
std::vector<std::string> SplitNames(absl::string_view list);

// "NAME=0" or "NAME=1" again.
std::string ValueText(absl::string_view name, bool value);

// "A=1 B=0", or "none".
std::string ClampsText(const Network& network, absl::Span<const Held> clamps);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_VARIABLE_NAMES_H_
