// Rules as functions of a circuit.
#ifndef REGULON_ENGINE_LOGIC_RULE_FUNCTION_H_
#define REGULON_ENGINE_LOGIC_RULE_FUNCTION_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "engine/logic/circuit.h"
#include "engine/logic/rule.h"

namespace regulon {

// `literal_of` gives the function of the circuit that a name stands for.
Literal FunctionOf(const Rule& rule,
                   absl::FunctionRef<Literal(const std::string&)> literal_of,
                   Circuit& circuit);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_RULE_FUNCTION_H_
