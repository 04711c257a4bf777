#include "engine/logic/rule_text.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/logic/rule.h"

namespace regulon {
namespace {

constexpr size_t kMostCharacters = 200;

struct Text {
  enum Kind { kAtom, kAnd, kOr };
  std::string text;
  Kind kind = kAtom;
};

std::string Inside(const Text& text, Text::Kind kind) {
  return text.kind == Text::kAtom || text.kind == kind
             ? text.text
             : absl::StrCat("(", text.text, ")");
}

std::string Negated(const Text& text) {
  return absl::StrCat("!", Inside(text, Text::kAtom));
}

Text Joined(const std::vector<std::string>& parts, Text::Kind kind) {
  Text joined;
  joined.text = absl::StrJoin(parts, kind == Text::kAnd ? " & " : " | ");
  if (parts.empty()) joined.text = kind == Text::kAnd ? "1" : "0";
  if (parts.size() > 1) joined.kind = kind;
  return joined;
}

// On iff the weights that are on reach `need`: an AND, an OR, or a sum.
Text TextOf(const std::vector<std::pair<Text, int64_t>>& inputs, int64_t need) {
  int64_t all = 0, least = INT64_MAX, most = 0;
  int64_t shifted = need;  // w a = w + |w| !a for w < 0
  for (const auto& [input, weight] : inputs) {
    if (weight < 0) shifted -= weight;
    all += std::abs(weight);
    least = std::min(least, std::abs(weight));
    most = std::max(most, std::abs(weight));
  }
  if (shifted <= 0) return {"1"};
  if (shifted > all) return {"0"};
  const bool is_and = shifted > all - least, is_or = shifted <= least;
  const Text::Kind kind = is_and ? Text::kAnd : is_or ? Text::kOr : Text::kAtom;
  std::vector<std::string> parts;
  for (const auto& [input, weight] : inputs) {
    parts.push_back(weight < 0 ? Negated(input) : Inside(input, kind));
  }
  if (is_and || is_or) return Joined(parts, kind);
  if (least == most) {
    return {absl::StrCat("at least ", (shifted + least - 1) / least, " of (",
                         absl::StrJoin(parts, ", "), ")")};
  }
  std::string sum;
  for (const auto& [input, weight] : inputs) {
    absl::StrAppend(&sum, weight < 0 ? (sum.empty() ? "-" : " - ")
                                     : (sum.empty() ? "" : " + "));
    if (std::abs(weight) != 1) absl::StrAppend(&sum, std::abs(weight), " ");
    absl::StrAppend(&sum, Inside(input, Text::kAtom));
  }
  return {absl::StrCat("(", sum, " >= ", need, ")")};
}

}  // namespace

std::string RuleText(const Network& network, int variable) {
  const NetworkVariable& target = network.variables[variable];
  if (target.gene < 0) return QuotedName(target.name);
  const int variables = static_cast<int>(network.variables.size());
  std::set<int> needed;
  std::vector<int> waiting = target.elements;
  while (!waiting.empty()) {
    const int e = waiting.back();
    waiting.pop_back();
    if (!needed.insert(e).second) continue;
    for (const NetworkElement::Input& in : network.elements[e].inputs) {
      if (in.source >= variables) waiting.push_back(in.source - variables);
    }
  }
  std::map<int, Text> texts;  // an element reads only earlier ones
  for (const int e : needed) {
    std::vector<std::pair<Text, int64_t>> inputs;
    for (const NetworkElement::Input& in : network.elements[e].inputs) {
      inputs.emplace_back(
          in.source < variables
              ? Text{QuotedName(network.variables[in.source].name)}
              : texts[in.source - variables],
          in.weight);
    }
    Text text = TextOf(inputs, network.elements[e].need);
    if (text.text.size() > kMostCharacters) text = {"..."};
    texts[e] = std::move(text);
  }
  std::vector<std::string> any;
  for (const int e : target.elements) {
    any.push_back(target.elements.size() == 1 ? texts[e].text
                                              : Inside(texts[e], Text::kOr));
  }
  return Joined(any, Text::kOr).text;
}

}  // namespace regulon
