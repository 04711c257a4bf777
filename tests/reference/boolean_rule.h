// A Boolean rule as an expression, evaluated as it is read: '&' before '|'.
#ifndef REGULON_TESTS_REFERENCE_BOOLEAN_RULE_H_
#define REGULON_TESTS_REFERENCE_BOOLEAN_RULE_H_

#include <functional>
#include <string>

namespace regulon::reference {

bool EvaluateRule(const std::string& rule,
                  const std::function<bool(const std::string& name)>& value_of);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_BOOLEAN_RULE_H_
