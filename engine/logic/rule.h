// Boolean rules as text: "(GATA1 & !PU1) | SCL".
//
//   rule    = and { "|" and }
//   and     = not { "&" not }
//   not     = { "!" } atom
//   atom    = name | "'" any but ' "'" | "0" | "1" | "(" rule ")"
//   name    = letters, digits, '_', '.', ':', '-' and bytes above 127
#ifndef REGULON_ENGINE_LOGIC_RULE_H_
#define REGULON_ENGINE_LOGIC_RULE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

struct Rule {
  enum Kind { kConstant, kName, kNot, kAnd, kOr };
  Kind kind = kConstant;
  bool value = false;          // kConstant
  std::string name;            // kName
  std::vector<Rule> operands;  // kNot has one, kAnd and kOr two or more

  // As text again, with the fewest parentheses.
  std::string ToString() const;
};

// Constants are folded: a rule that still holds one is a constant itself.
// InvalidArgument with the position, counted from 1, of what is wrong.
absl::StatusOr<Rule> ParseRule(absl::string_view text);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_RULE_H_
