#include "engine/logic/rule_function.h"

#include <utility>
#include <vector>

namespace regulon {

Literal FunctionOf(const Rule& rule,
                   absl::FunctionRef<Literal(const std::string&)> literal_of,
                   Circuit& circuit) {
  if (rule.kind == Rule::kConstant) return rule.value ? kTrue : kFalse;
  if (rule.kind == Rule::kName) return literal_of(rule.name);
  std::vector<Literal> operands;
  for (const Rule& operand : rule.operands) {
    operands.push_back(FunctionOf(operand, literal_of, circuit));
  }
  if (rule.kind == Rule::kNot) return Not(operands[0]);
  return rule.kind == Rule::kAnd ? circuit.AndAll(std::move(operands))
                                 : circuit.OrAll(std::move(operands));
}

}  // namespace regulon
