// A rule's text as a program for a stack, run on 64 states at a time. Made
// without engine/logic, which it is the judge of.
#ifndef REGULON_TESTS_CONVERT_RULE_PROGRAM_H_
#define REGULON_TESTS_CONVERT_RULE_PROGRAM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace regulon {

class RuleProgram {
 public:
  // Names end at blanks, operators and parentheses, or stand in single quotes.
  RuleProgram(const std::string& rule,
              const std::function<int(const std::string& name)>& variable_of);

  // values[variable]: bit i is its value in state i; the same of the rule.
  uint64_t Run(const std::vector<uint64_t>& values) const;

 private:
  enum : int { kAnd = -1, kOr = -2, kNot = -3, kOff = -4, kOn = -5 };
  std::vector<int> code_;  // a variable, or one of these
};

}  // namespace regulon

#endif  // REGULON_TESTS_CONVERT_RULE_PROGRAM_H_
