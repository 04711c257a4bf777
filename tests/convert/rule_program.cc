#include "tests/convert/rule_program.h"

namespace regulon {

// Dijkstra's railway shunting yard.
RuleProgram::RuleProgram(
    const std::string& rule,
    const std::function<int(const std::string& name)>& variable_of) {
  const auto strength = [](char c) {
    return c == '!' ? 3 : c == '&' ? 2 : c == '|' ? 1 : 0;
  };
  std::string waiting;
  const auto pop = [&] {
    code_.push_back(waiting.back() == '!'   ? kNot
                    : waiting.back() == '&' ? kAnd
                                            : kOr);
    waiting.pop_back();
  };
  for (size_t at = 0; at < rule.size();) {
    const char c = rule[at];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at;
    } else if (c == '!' || c == '(') {
      waiting += c;
      ++at;
    } else if (c == '&' || c == '|') {
      while (!waiting.empty() && strength(waiting.back()) >= strength(c)) pop();
      waiting += c;
      ++at;
    } else if (c == ')') {
      while (waiting.back() != '(') pop();
      waiting.pop_back();
      ++at;
    } else {
      std::string name;
      const bool quoted = c == '\'';
      if (quoted) {
        for (++at; rule[at] != '\'' || rule[at + 1] == '\''; ++at) {
          if (rule[at] == '\'') ++at;
          name += rule[at];
        }
        ++at;
      } else {
        const size_t end = rule.find_first_of(" \t\r!&|()", at);
        name = rule.substr(at, end - at);
        at += name.size();
      }
      code_.push_back(!quoted && name == "0"   ? kOff
                      : !quoted && name == "1" ? kOn
                                               : variable_of(name));
    }
  }
  while (!waiting.empty()) pop();
}

uint64_t RuleProgram::Run(const std::vector<uint64_t>& values) const {
  std::vector<uint64_t> stack;
  for (const int step : code_) {
    if (step == kNot) {
      stack.back() = ~stack.back();
    } else if (step == kAnd || step == kOr) {
      const uint64_t last = stack.back();
      stack.pop_back();
      stack.back() = step == kAnd ? stack.back() & last : stack.back() | last;
    } else {
      stack.push_back(step == kOff  ? 0
                      : step == kOn ? ~uint64_t{0}
                                    : values[step]);
    }
  }
  return stack.at(0);
}

}  // namespace regulon
