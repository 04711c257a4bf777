#include "engine/logic/rule.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace regulon {
namespace {

bool IsNameByte(char c) {
  return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == ':' ||
         c == '-' || static_cast<unsigned char>(c) > 127;
}

// Operator precedence with its own stacks. The tree has two operands per node
// until the whole text is known: only then is "a | (b | (c | d))" made one, so
// that no operand is moved twice.
class Parser {
 public:
  Parser(absl::string_view text, RuleError& error)
      : text_(text), error_(error) {}

  absl::optional<Rule> Parse() {
    for (;;) {
      if (!TakeOperand()) return absl::nullopt;
      while (!operators_.empty() && Peek() == ')') {
        Reduce(kAnyBinary);
        if (operators_.empty()) break;  // the ')' of no '('
        operators_.pop_back();
        Negate();
        ++at_;
      }
      const char next = Peek();
      if (next != '&' && next != '|') break;
      Reduce(next == '&' ? kAnyAnd : kAnyBinary);
      operators_.push_back(next);
      ++at_;
      if (at_ < text_.size() && text_[at_] == next) ++at_;  // "&&", "||"
    }
    if (std::find(operators_.begin(), operators_.end(), '(') !=
        operators_.end()) {
      return Wrong("')'");
    }
    if (at_ < text_.size()) return Wrong("'&', '|' or its end");
    Reduce(kAnyBinary);
    return Flat(operands_[0]);
  }

 private:
  static constexpr char kAnyAnd[] = "&", kAnyBinary[] = "&|";

  struct Node {
    Rule::Kind kind;
    bool value;          // kConstant; kName: whether in quotes
    size_t left, right;  // of nodes_; kName: where its text begins and ends
  };

  char Peek() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  absl::nullopt_t Wrong(absl::string_view wanted) {
    Peek();
    error_ = {at_, absl::StrCat("the rule needs ", wanted),
              at_ == text_.size()
                  ? ", where it ends"
                  : absl::StrCat(", not '",
                                 absl::CHexEscape(text_.substr(at_, 1)), "'")};
    return absl::nullopt;
  }

  // With the '!' and '(' before it.
  bool TakeOperand() {
    while (Peek() == '!' || Peek() == '(') operators_.push_back(text_[at_++]);
    const bool quoted = Peek() == '\'';
    const size_t begin = at_;
    if (quoted) {
      size_t end = text_.find('\'', at_ + 1);
      while (end != text_.npos && text_.substr(end + 1, 1) == "'") {
        end = text_.find('\'', end + 2);
      }
      if (end == text_.npos || end == at_ + 1) {
        Wrong("a name between single quotes");
        return false;
      }
      at_ = end + 1;
    } else {
      while (at_ < text_.size() && IsNameByte(text_[at_])) ++at_;
    }
    const absl::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) {
      Wrong("a name, '!' or '('");
      return false;
    }
    if (word == "0" || word == "1") {
      Push({Rule::kConstant, word == "1", 0, 0});
    } else {
      Push({Rule::kName, quoted, begin, at_});
    }
    Negate();
    return true;
  }

  void Push(const Node& node) {
    operands_.push_back(nodes_.size());
    nodes_.push_back(node);
  }

  // The '!'s before the last operand.
  void Negate() {
    bool negated = false;
    for (; !operators_.empty() && operators_.back() == '!';
         operators_.pop_back()) {
      negated = !negated;
    }
    if (!negated) return;
    const size_t operand = operands_.back();
    const Node node = nodes_[operand];
    operands_.pop_back();
    if (node.kind == Rule::kNot) {
      operands_.push_back(node.left);
    } else if (node.kind == Rule::kConstant) {
      Push({Rule::kConstant, !node.value, 0, 0});
    } else {
      Push({Rule::kNot, false, operand, 0});
    }
  }

  // Joins the last operands as long as the operator between them binds.
  void Reduce(absl::string_view binding) {
    while (!operators_.empty() &&
           binding.find(operators_.back()) != binding.npos) {
      const bool either = operators_.back() == '|';
      operators_.pop_back();
      const size_t right = operands_.back();
      operands_.pop_back();
      size_t& left = operands_.back();
      if (nodes_[left].kind == Rule::kConstant) {
        if (nodes_[left].value != either) left = right;
      } else if (nodes_[right].kind == Rule::kConstant) {
        if (nodes_[right].value == either) left = right;
      } else {
        nodes_.push_back({either ? Rule::kOr : Rule::kAnd, false, left, right});
        left = nodes_.size() - 1;
      }
    }
  }

  // The operands of an '&' or '|', with those of its own kind below it.
  std::vector<size_t> OperandsOf(size_t joined) const {
    std::vector<size_t> flat, waiting = {joined};
    while (!waiting.empty()) {
      const size_t at = waiting.back();
      waiting.pop_back();
      if (nodes_[at].kind == nodes_[joined].kind) {
        waiting.push_back(nodes_[at].right);
        waiting.push_back(nodes_[at].left);
      } else {
        flat.push_back(at);
      }
    }
    return flat;
  }

  absl::optional<Rule> Flat(size_t root) {
    struct Task {
      size_t node;
      Rule* rule;
      int depth;
    };
    Rule result;
    std::vector<Task> tasks = {{root, &result, 0}};
    while (!tasks.empty()) {
      const auto [at, rule, depth] = tasks.back();
      tasks.pop_back();
      const Node& node = nodes_[at];
      rule->kind = node.kind;
      if (node.kind == Rule::kConstant) {
        rule->value = node.value;
        continue;
      }
      if (node.kind == Rule::kName) {
        rule->name = NameAt(node);
        continue;
      }
      if (depth == kMostRuleDepth) {
        error_ = {0,
                  absl::StrCat("the rule nests '!', '&' and '|' more than ",
                               kMostRuleDepth,
                               " deep; name a part of it as a gene of its own"),
                  ""};
        return absl::nullopt;
      }
      const std::vector<size_t> operands = node.kind == Rule::kNot
                                               ? std::vector<size_t>{node.left}
                                               : OperandsOf(at);
      rule->operands.resize(operands.size());  // once: tasks point into it
      for (size_t i = 0; i < operands.size(); ++i) {
        tasks.push_back({operands[i], &rule->operands[i], depth + 1});
      }
    }
    return result;
  }

  std::string NameAt(const Node& node) const {
    const absl::string_view word =
        text_.substr(node.left, node.right - node.left);
    if (!node.value) return std::string(word);
    return absl::StrReplaceAll(word.substr(1, word.size() - 2), {{"''", "'"}});
  }

  const absl::string_view text_;
  RuleError& error_;
  size_t at_ = 0;
  std::vector<Node> nodes_;
  std::vector<size_t> operands_;  // of nodes_
  std::vector<char> operators_;   // '!', '(', '&' and '|' not yet done
};

void AddNames(const Rule& rule, absl::flat_hash_set<absl::string_view>& known,
              std::vector<std::string>& names) {
  if (rule.kind == Rule::kName && known.insert(rule.name).second) {
    names.push_back(rule.name);
  }
  for (const Rule& operand : rule.operands) AddNames(operand, known, names);
}

}  // namespace

Rule Rule::Constant(bool value) {
  Rule rule;
  rule.value = value;
  return rule;
}

Rule Rule::Name(std::string name) {
  Rule rule;
  rule.kind = kName;
  rule.name = std::move(name);
  return rule;
}

Rule Rule::Negation(Rule operand) {
  if (operand.kind == kConstant) return Constant(!operand.value);
  if (operand.kind == kNot) {
    Rule inner = std::move(operand.operands[0]);
    return inner;
  }
  Rule rule;
  rule.kind = kNot;
  rule.operands.push_back(std::move(operand));
  return rule;
}

Rule Rule::Join(Kind kind, std::vector<Rule> operands) {
  const bool decides = kind == kOr;  // the value that settles it
  Rule rule;
  rule.kind = kind;
  for (Rule& operand : operands) {
    if (operand.kind == kConstant) {
      if (operand.value == decides) return Constant(decides);
    } else if (operand.kind == kind) {
      std::move(operand.operands.begin(), operand.operands.end(),
                std::back_inserter(rule.operands));
    } else {
      rule.operands.push_back(std::move(operand));
    }
  }
  if (rule.operands.empty()) return Constant(!decides);
  if (rule.operands.size() > 1) return rule;
  Rule only = std::move(rule.operands[0]);
  return only;
}

std::string Rule::ToString(std::string (*write_name)(absl::string_view)) const {
  switch (kind) {
    case kConstant:
      return value ? "1" : "0";
    case kName:
      return write_name(name);
    case kNot: {
      const std::string operand = operands[0].ToString(write_name);
      return operands[0].kind == kName ? absl::StrCat("!", operand)
                                       : absl::StrCat("!(", operand, ")");
    }
    case kAnd:
    case kOr:
      break;
  }
  return absl::StrJoin(
      operands, kind == kAnd ? " & " : " | ",
      [this, write_name](std::string* out, const Rule& operand) {
        const bool inside = operand.kind == kOr && kind == kAnd;
        absl::StrAppend(out, inside ? "(" : "", operand.ToString(write_name),
                        inside ? ")" : "");
      });
}

std::vector<std::string> NamesIn(const Rule& rule) {
  absl::flat_hash_set<absl::string_view> known;
  std::vector<std::string> names;
  AddNames(rule, known, names);
  return names;
}

absl::optional<Rule> ParseRule(absl::string_view text, RuleError& error) {
  return Parser(text, error).Parse();
}

absl::StatusOr<Rule> ParseRule(absl::string_view text) {
  RuleError error;
  absl::optional<Rule> rule = ParseRule(text, error);
  if (rule.has_value()) return *std::move(rule);
  return absl::InvalidArgumentError(absl::StrCat(
      error.what, error.found.empty() ? "" : " at character ",
      error.found.empty() ? "" : absl::StrCat(error.at0 + 1), error.found));
}

std::string QuotedName(absl::string_view name) {
  bool plain = name != "0" && name != "1";
  for (const char c : name) plain = plain && IsNameByte(c);
  return plain
             ? std::string(name)
             : absl::StrCat("'", absl::StrReplaceAll(name, {{"'", "''"}}), "'");
}

}  // namespace regulon
