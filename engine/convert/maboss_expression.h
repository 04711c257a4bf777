// Expressions of MaBoSS, as in rules, rates and settings: numbers, nodes (0 or
// 1), parameters, attributes, ! & | ^, < <= > >= == !=, + - * /, ? :, log, exp.
// What is not 0 is true; what is true is 1.
#ifndef REGULON_ENGINE_CONVERT_MABOSS_EXPRESSION_H_
#define REGULON_ENGINE_CONVERT_MABOSS_EXPRESSION_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/maboss_tokens.h"

namespace regulon::maboss {

// From the loosest: "a | b & c" is "a | (b & c)", and "a ^ b | c" is
// "a ^ (b | c)".
enum class Level { kXor, kOr, kAnd, kEquality, kRelation, kSum, kProduct };

struct Expression {
  enum Kind {
    kNumber,
    kNode,       // name
    kParameter,  // name
    kAttribute,  // name
    kNot,
    kChain,  // operands of one level, from left to right
    kConditional,
    kFunction,  // name: "log" or "exp"
  };
  Kind kind = kNumber;
  double number = 0;
  std::string name;
  int node = -1;  // of a kNode, once it is resolved
  Level level = Level::kXor;
  std::vector<std::string> operators;  // kChain: before operand 1, 2, ...
  std::vector<Expression> operands;
  Place place;

  static Expression Number(double number);
};

// In a .cfg a name is TRUE, FALSE or an error.
enum class Language { kBnd, kCfg };

// InvalidArgument with the place; also for what nests more than 250 deep.
absl::StatusOr<Expression> ParseExpression(Tokens& tokens, Language language);
// One that ends before any operator: "0.1" of "0.1 [0]".
absl::StatusOr<Expression> ParseOperand(Tokens& tokens, Language language);

// Of an expression without nodes, parameters or attributes, or of one that is
// resolved: on[node] is the value of a node.
double Evaluate(const Expression& expression, absl::Span<const uint8_t> on);

// What names stand for.
struct Meanings {
  const std::map<std::string, double>* parameters;
  const std::map<std::string, int>* nodes;  // null: there are none
  // Of the node whose expression it is, or null.
  const std::map<std::string, Expression>* attributes;
  const Tokens* tokens;    // for the places of errors
  bool has_config = true;  // whether a .cfg was named
};

// Without parameters and attributes, constants folded. InvalidArgument for a
// name without a meaning, for attributes that refer to themselves, and for
// what grows beyond 100,000 operands.
absl::StatusOr<Expression> Resolve(const Expression& expression,
                                   const Meanings& meanings);

// The nodes that a resolved expression reads, ascending.
std::vector<int> NodesOf(const Expression& expression);

}  // namespace regulon::maboss

#endif  // REGULON_ENGINE_CONVERT_MABOSS_EXPRESSION_H_
