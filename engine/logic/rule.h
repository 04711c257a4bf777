// Boolean rules as text: "(GATA1 & !PU1) | SCL".
//
//   rule    = and { "|" and }
//   and     = not { "&" not }
//   not     = { "!" } atom
//   atom    = name | "'" quoted "'" | "0" | "1" | "(" rule ")"
//   name    = letters, digits, '_', '.', ':', '-' and bytes above 127
//   quoted  = any bytes; a single quote is written twice
//
// Parentheses may nest as deep as they like: published rules do by thousands.
#ifndef REGULON_ENGINE_LOGIC_RULE_H_
#define REGULON_ENGINE_LOGIC_RULE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace regulon {

// A name as a rule writes it, in single quotes where it needs them.
std::string QuotedName(absl::string_view name);

struct Rule {
  enum Kind { kConstant, kName, kNot, kAnd, kOr };
  Kind kind = kConstant;
  bool value = false;          // kConstant
  std::string name;            // kName
  std::vector<Rule> operands;  // kNot has one, kAnd and kOr two or more

  static Rule Constant(bool value);
  static Rule Name(std::string name);
  static Rule Negation(Rule operand);
  // Folds constants and takes operands of its own kind in; no operand makes the
  // constant that changes nothing: 1 for kAnd, 0 for kOr.
  static Rule Join(Kind kind, std::vector<Rule> operands);

  // As text again, with the fewest parentheses. Other formats write names their
  // own way.
  std::string ToString(
      std::string (*write_name)(absl::string_view) = QuotedName) const;
};

// The names that a rule reads, each once, in the order in which they first
// stand in it.
std::vector<std::string> NamesIn(const Rule& rule);

// '!', '&' and '|' of a parsed rule nest no deeper than this, so that what
// reads rules may be recursive. "a | (b | (c | d))" is one '|' of four.
constexpr int kMostRuleDepth = 500;

// Constants are folded: a rule that still holds one is a constant itself.
// InvalidArgument with the position, counted from 1, of what is wrong.
absl::StatusOr<Rule> ParseRule(absl::string_view text);

// For those who know where the text stands in a file.
struct RuleError {
  size_t at0 = 0;     // offset in the text
  std::string what;   // "the rule needs ')'"
  std::string found;  // ", not 'b'" or ", where it ends"; "" of no place
};
absl::optional<Rule> ParseRule(absl::string_view text, RuleError& error);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_RULE_H_
