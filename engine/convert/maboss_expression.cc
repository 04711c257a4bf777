#include "engine/convert/maboss_expression.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/match.h"
#include "absl/types/optional.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon::maboss {
namespace {

constexpr int kMostNesting = 250, kMostResolvedNesting = 1000;
constexpr int kMostOperands = 100000;

absl::optional<Level> LevelOf(const Token& token) {
  if (token.kind != Token::kSymbol) return {};
  static const auto& levels = *new std::map<std::string, Level>{
      {"^", Level::kXor},       {"|", Level::kOr},
      {"&", Level::kAnd},       {"==", Level::kEquality},
      {"!=", Level::kEquality}, {"<", Level::kRelation},
      {">", Level::kRelation},  {"<=", Level::kRelation},
      {">=", Level::kRelation}, {"+", Level::kSum},
      {"-", Level::kSum},       {"*", Level::kProduct},
      {"/", Level::kProduct}};
  const auto found = levels.find(token.text);
  if (found == levels.end()) return {};
  return found->second;
}

class Parser {
 public:
  Parser(Tokens& tokens, Language language)
      : tokens_(tokens), language_(language) {}

  absl::StatusOr<Expression> ParseConditional() {
    RETURN_IF_ERROR(Enter());
    const Place place = tokens_.Next().place;
    ASSIGN_OR_RETURN(Expression condition, ParseOperators(Level::kXor));
    if (tokens_.TakeSymbol("?")) {
      Expression conditional;
      conditional.kind = Expression::kConditional;
      conditional.place = place;
      conditional.operands.push_back(std::move(condition));
      ASSIGN_OR_RETURN(conditional.operands.emplace_back(), ParseConditional());
      RETURN_IF_ERROR(tokens_.Need(":"));
      ASSIGN_OR_RETURN(conditional.operands.emplace_back(), ParseConditional());
      condition = std::move(conditional);
    }
    --nesting_;
    return condition;
  }

  absl::StatusOr<Expression> ParseUnary() {
    const Token& next = tokens_.Next();
    const Place place = next.place;
    if (tokens_.AtSymbol("!") || tokens_.AtSymbol("-") ||
        tokens_.AtSymbol("+")) {
      const std::string sign = tokens_.Take().text;
      RETURN_IF_ERROR(Enter());
      ASSIGN_OR_RETURN(Expression operand, ParseUnary());
      --nesting_;
      if (sign == "+") return operand;
      Expression unary;
      unary.place = place;
      if (sign == "!") {
        unary.kind = Expression::kNot;
      } else {  // 0 - x
        unary.kind = Expression::kChain;
        unary.level = Level::kSum;
        unary.operators.push_back("-");
        unary.operands.push_back(Expression::Number(0));
      }
      unary.operands.push_back(std::move(operand));
      return unary;
    }
    return ParsePrimary();
  }

 private:
  absl::Status Enter() {
    if (++nesting_ <= kMostNesting) return absl::OkStatus();
    return tokens_.ErrorAt(tokens_.Next().place, "this is nested more than ",
                           kMostNesting, " deep; use attributes");
  }

  absl::StatusOr<Expression> ParseOperators(Level loosest) {
    ASSIGN_OR_RETURN(Expression left, ParseUnary());
    for (;;) {
      const absl::optional<Level> level = LevelOf(tokens_.Next());
      if (!level || *level < loosest) return left;
      if (left.kind != Expression::kChain || left.level != *level) {
        Expression chain;
        chain.kind = Expression::kChain;
        chain.level = *level;
        chain.place = left.place;
        chain.operands.push_back(std::move(left));
        left = std::move(chain);
      }
      left.operators.push_back(tokens_.Take().text);
      ASSIGN_OR_RETURN(left.operands.emplace_back(),
                       *level == Level::kProduct
                           ? ParseUnary()
                           : ParseOperators(static_cast<Level>(
                                 static_cast<int>(*level) + 1)));
    }
  }

  absl::StatusOr<Expression> ParsePrimary() {
    Expression primary;
    primary.place = tokens_.Next().place;
    if (tokens_.TakeSymbol("(")) {
      ASSIGN_OR_RETURN(primary, ParseConditional());
      RETURN_IF_ERROR(tokens_.Need(")"));
      return primary;
    }
    switch (tokens_.Next().kind) {
      case Token::kNumber:
        primary.number = tokens_.Take().number;
        return primary;
      case Token::kParameter:
        primary.kind = Expression::kParameter;
        primary.name = tokens_.Take().text;
        return primary;
      case Token::kAttribute:
        primary.kind = Expression::kAttribute;
        primary.name = tokens_.Take().text;
        return primary;
      case Token::kName:
        break;
      default:
        return tokens_.Wrong("a number, a name or '('");
    }
    primary.name = tokens_.Take().text;
    if (tokens_.AtSymbol("(")) return ParseFunction(std::move(primary));
    if (language_ == Language::kBnd) {
      primary.kind = Expression::kNode;
      return primary;
    }
    if (absl::EqualsIgnoreCase(primary.name, "true")) {
      primary.number = 1;
    } else if (!absl::EqualsIgnoreCase(primary.name, "false")) {
      return tokens_.ErrorAt(primary.place, "'", primary.name,
                             "' is no value; a number, $parameter, TRUE or "
                             "FALSE is");
    }
    return primary;
  }

  absl::StatusOr<Expression> ParseFunction(Expression function) {
    function.kind = Expression::kFunction;
    if (function.name != "log" && function.name != "exp") {
      return tokens_.ErrorAt(function.place, "no function is called '",
                             function.name, "'; log and exp are");
    }
    tokens_.Take();
    do {
      ASSIGN_OR_RETURN(function.operands.emplace_back(), ParseConditional());
    } while (tokens_.TakeSymbol(","));
    RETURN_IF_ERROR(tokens_.Need(")"));
    if (function.operands.size() > 2) {
      return tokens_.ErrorAt(function.place, function.name,
                             " takes a value and a base, not ",
                             function.operands.size(), " things");
    }
    return function;
  }

  Tokens& tokens_;
  const Language language_;
  int nesting_ = 0;
};

double Apply(const std::string& op, double a, double b) {
  switch (op[0]) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '<':
      return op.size() > 1 ? a <= b : a < b;
    case '>':
      return op.size() > 1 ? a >= b : a > b;
    case '=':
      return a == b;
    case '!':
      return a != b;
    case '&':
      return a != 0 && b != 0;
    case '|':
      return a != 0 || b != 0;
    default:
      return (a != 0) != (b != 0);
  }
}

class Resolver {
 public:
  explicit Resolver(const Meanings& meanings) : m_(meanings) {}

  absl::StatusOr<Expression> Run(const Expression& from) {
    if (++operands_ > kMostOperands) {
      return m_.tokens->ErrorAt(from.place, "this grows beyond ", kMostOperands,
                                " operands; write less");
    }
    if (++nesting_ > kMostResolvedNesting) {
      return m_.tokens->ErrorAt(
          from.place, "this refers to itself, or is nested more than ",
          kMostResolvedNesting, " deep");
    }
    ASSIGN_OR_RETURN(Expression resolved, One(from));
    --nesting_;
    return Fold(std::move(resolved));
  }

 private:
  template <typename Map>
  static std::vector<std::string> NamesOf(const Map& map) {
    std::vector<std::string> names;
    for (const auto& [name, value] : map) names.push_back(name);
    return names;
  }

  absl::StatusOr<Expression> One(const Expression& from) {
    if (from.kind == Expression::kParameter) {
      const auto found = m_.parameters->find(from.name);
      if (found == m_.parameters->end()) {
        return m_.tokens->ErrorAt(
            from.place, "the parameter $", from.name, " has no value",
            DidYouMean(from.name, NamesOf(*m_.parameters)),
            m_.has_config
                ? absl::StrCat("; add $", from.name, " = ...; to the .cfg")
                : "; name the .cfg that gives it one as well, after the .bnd");
      }
      return Expression::Number(found->second);
    }
    if (from.kind == Expression::kAttribute) {
      if (m_.attributes == nullptr ||
          m_.attributes->find(from.name) == m_.attributes->end()) {
        return m_.tokens->ErrorAt(
            from.place, "the node has no attribute '", from.name, "'",
            m_.attributes == nullptr
                ? ""
                : DidYouMean(from.name, NamesOf(*m_.attributes)));
      }
      return Run(m_.attributes->at(from.name));
    }
    Expression copy = from;
    copy.operands.clear();
    if (from.kind == Expression::kNode) {
      const auto found = m_.nodes->find(from.name);
      if (found == m_.nodes->end()) {
        return m_.tokens->ErrorAt(
            from.place, "no node is called '", from.name, "'",
            DidYouMean(from.name, NamesOf(*m_.nodes)), "; add node ", from.name,
            " {} if it is an input");
      }
      copy.node = found->second;
    }
    for (const Expression& operand : from.operands) {
      ASSIGN_OR_RETURN(copy.operands.emplace_back(), Run(operand));
    }
    return copy;
  }

  static bool IsNumber(const Expression& e) {
    return e.kind == Expression::kNumber;
  }
  static bool IsLogical(const Expression& e) {
    return e.kind == Expression::kNode || e.kind == Expression::kNot ||
           (e.kind == Expression::kChain && e.level < Level::kSum);
  }

  static Expression Fold(Expression e) {
    if (e.kind == Expression::kConditional && IsNumber(e.operands[0])) {
      Expression taken =
          std::move(e.operands[e.operands[0].number != 0 ? 1 : 2]);
      return taken;
    }
    if (!e.operands.empty() &&
        std::all_of(e.operands.begin(), e.operands.end(), IsNumber)) {
      Expression number = Expression::Number(Evaluate(e, {}));
      number.place = e.place;
      return number;
    }
    if (e.kind == Expression::kChain &&
        (e.level == Level::kAnd || e.level == Level::kOr)) {
      return FoldJoined(std::move(e));
    }
    return e;
  }

  static Expression FoldJoined(Expression e) {
    const bool decides = e.level == Level::kOr;
    std::vector<Expression> kept;
    for (Expression& operand : e.operands) {
      if (!IsNumber(operand)) {
        kept.push_back(std::move(operand));
      } else if ((operand.number != 0) == decides) {
        return Expression::Number(decides);
      }
    }
    // One that is 0 or 1 stands for itself.
    if (kept.size() == 1 && IsLogical(kept[0])) {
      Expression only = std::move(kept[0]);
      return only;
    }
    if (kept.size() == 1) kept.push_back(Expression::Number(!decides));
    e.operands = std::move(kept);
    e.operators.resize(e.operands.size() - 1);
    return e;
  }

  const Meanings& m_;
  int operands_ = 0, nesting_ = 0;
};

void AddNodes(const Expression& expression, std::vector<int>& nodes) {
  if (expression.kind == Expression::kNode) nodes.push_back(expression.node);
  for (const Expression& operand : expression.operands) {
    AddNodes(operand, nodes);
  }
}

}  // namespace

Expression Expression::Number(double number) {
  Expression expression;
  expression.number = number;
  return expression;
}

absl::StatusOr<Expression> ParseExpression(Tokens& tokens, Language language) {
  return Parser(tokens, language).ParseConditional();
}

absl::StatusOr<Expression> ParseOperand(Tokens& tokens, Language language) {
  return Parser(tokens, language).ParseUnary();
}

double Evaluate(const Expression& e, absl::Span<const uint8_t> on) {
  switch (e.kind) {
    case Expression::kNumber:
      return e.number;
    case Expression::kNode:
      return on[e.node];
    case Expression::kNot:
      return Evaluate(e.operands[0], on) == 0;
    case Expression::kConditional:
      return Evaluate(e.operands[Evaluate(e.operands[0], on) != 0 ? 1 : 2], on);
    case Expression::kChain: {
      double value = Evaluate(e.operands[0], on);
      for (size_t i = 1; i < e.operands.size(); ++i) {
        value = Apply(e.operators[i - 1], value, Evaluate(e.operands[i], on));
      }
      return value;
    }
    case Expression::kFunction: {
      const double value = Evaluate(e.operands[0], on);
      const double log_base =
          e.operands.size() > 1 ? std::log(Evaluate(e.operands[1], on)) : 1;
      return e.name == "log" ? std::log(value) / log_base
                             : std::exp(value * log_base);
    }
    case Expression::kParameter:
    case Expression::kAttribute:
      break;
  }
  return 0;
}

absl::StatusOr<Expression> Resolve(const Expression& expression,
                                   const Meanings& meanings) {
  return Resolver(meanings).Run(expression);
}

std::vector<int> NodesOf(const Expression& expression) {
  std::vector<int> nodes;
  AddNodes(expression, nodes);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

}  // namespace regulon::maboss
