#include "tests/reference/boolean_rule.h"

namespace regulon::reference {
namespace {

struct Reader {
  const std::string& text;
  const std::function<bool(const std::string&)>& value_of;
  size_t at = 0;

  bool Take(char c) {
    while (at < text.size() && text[at] == ' ') ++at;
    if (at == text.size() || text[at] != c) return false;
    ++at;
    return true;
  }
  bool Or() {
    bool value = And();
    while (Take('|')) value = And() || value;
    return value;
  }
  bool And() {
    bool value = Not();
    while (Take('&')) value = Not() && value;
    return value;
  }
  bool Not() {
    if (Take('!')) return !Not();
    if (Take('(')) {
      const bool value = Or();
      Take(')');
      return value;
    }
    const bool quoted = Take('\'');
    const size_t end = text.find_first_of(quoted ? "'" : " &|!()", at);
    const std::string name = text.substr(at, end - at);
    at = end == std::string::npos ? text.size() : end + quoted;
    if (!quoted && (name == "0" || name == "1")) return name == "1";
    return value_of(name);
  }
};

}  // namespace

bool EvaluateRule(
    const std::string& rule,
    const std::function<bool(const std::string& name)>& value_of) {
  return Reader{rule, value_of}.Or();
}

}  // namespace regulon::reference
