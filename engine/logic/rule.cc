#include "engine/logic/rule.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kMostNesting = 500;

bool IsNameByte(char c) {
  return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == ':' ||
         c == '-' || static_cast<unsigned char>(c) > 127;
}

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Rule> Parse() {
    ASSIGN_OR_RETURN(Rule rule, ParseJoined(Rule::kOr));
    if (Peek() != '\0' || at_ < text_.size())
      return Wrong("'&', '|' or its end");
    return rule;
  }

 private:
  char Peek() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  absl::Status Wrong(absl::string_view wanted) {
    const char next = Peek();
    return absl::InvalidArgumentError(absl::StrCat(
        "the rule needs ", wanted, " at character ", at_ + 1,
        at_ == text_.size()
            ? ", where it ends"
            : absl::StrCat(", not '", absl::CHexEscape({&next, 1}), "'")));
  }

  // kOr of kAnds of negations.
  absl::StatusOr<Rule> ParseJoined(Rule::Kind kind) {
    const char symbol = kind == Rule::kOr ? '|' : '&';
    std::vector<Rule> operands;
    for (;;) {
      ASSIGN_OR_RETURN(Rule operand, kind == Rule::kOr ? ParseJoined(Rule::kAnd)
                                                       : ParseNot());
      if (operand.kind == kind) {  // flattens (a | b) | c
        for (Rule& inner : operand.operands) {
          operands.push_back(std::move(inner));
        }
      } else {
        operands.push_back(std::move(operand));
      }
      if (Peek() != symbol) break;
      ++at_;
      if (at_ < text_.size() && text_[at_] == symbol) ++at_;  // "&&", "||"
    }
    return Fold(kind, std::move(operands));
  }

  static Rule Fold(Rule::Kind kind, std::vector<Rule> operands) {
    const bool decides = kind == Rule::kOr;  // the value that settles it
    Rule joined;
    joined.kind = kind;
    for (Rule& operand : operands) {
      if (operand.kind != Rule::kConstant) {
        joined.operands.push_back(std::move(operand));
      } else if (operand.value == decides) {
        return std::move(operand);
      }
    }
    if (joined.operands.size() == 1) {
      Rule only = std::move(joined.operands[0]);
      return only;
    }
    if (joined.operands.empty()) {
      joined.kind = Rule::kConstant;
      joined.value = !decides;
    }
    return joined;
  }

  absl::StatusOr<Rule> ParseNot() {
    bool negated = false;
    for (; Peek() == '!'; ++at_) negated = !negated;
    ASSIGN_OR_RETURN(Rule atom, ParseAtom());
    if (!negated) return atom;
    if (atom.kind == Rule::kConstant) {
      atom.value = !atom.value;
      return atom;
    }
    if (atom.kind == Rule::kNot) {
      Rule inner = std::move(atom.operands[0]);
      return inner;
    }
    Rule negation;
    negation.kind = Rule::kNot;
    negation.operands.push_back(std::move(atom));
    return negation;
  }

  absl::StatusOr<Rule> ParseAtom() {
    const char next = Peek();
    Rule rule;
    if (next == '(') {
      if (++nesting_ > kMostNesting) {
        return absl::InvalidArgumentError(absl::StrCat(
            "the rule is nested more than ", kMostNesting, " deep"));
      }
      ++at_;
      ASSIGN_OR_RETURN(rule, ParseJoined(Rule::kOr));
      if (Peek() != ')') return Wrong("')'");
      ++at_;
      --nesting_;
      return rule;
    }
    if (next == '\'') {
      const size_t end = text_.find('\'', at_ + 1);
      if (end == text_.npos || end == at_ + 1) {
        return Wrong("a name between single quotes");
      }
      rule.kind = Rule::kName;
      rule.name = std::string(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return rule;
    }
    const size_t begin = at_;
    while (at_ < text_.size() && IsNameByte(text_[at_])) ++at_;
    const absl::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return Wrong("a name, '!' or '('");
    if (word == "0" || word == "1") {
      rule.value = word == "1";
      return rule;
    }
    rule.kind = Rule::kName;
    rule.name = std::string(word);
    return rule;
  }

  const absl::string_view text_;
  size_t at_ = 0;
  int nesting_ = 0;
};

std::string NameText(const std::string& name) {
  bool plain = name != "0" && name != "1";
  for (const char c : name) plain = plain && IsNameByte(c);
  return plain ? name : absl::StrCat("'", name, "'");
}

}  // namespace

std::string Rule::ToString() const {
  switch (kind) {
    case kConstant:
      return value ? "1" : "0";
    case kName:
      return NameText(name);
    case kNot:
      return operands[0].kind == kName
                 ? absl::StrCat("!", operands[0].ToString())
                 : absl::StrCat("!(", operands[0].ToString(), ")");
    case kAnd:
    case kOr:
      break;
  }
  return absl::StrJoin(operands, kind == kAnd ? " & " : " | ",
                       [this](std::string* out, const Rule& operand) {
                         const bool inside =
                             operand.kind == kOr && kind == kAnd;
                         absl::StrAppend(out, inside ? "(" : "",
                                         operand.ToString(), inside ? ")" : "");
                       });
}

absl::StatusOr<Rule> ParseRule(absl::string_view text) {
  return Parser(text).Parse();
}

}  // namespace regulon
