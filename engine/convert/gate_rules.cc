#include "engine/convert/gate_rules.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/logic/diagram.h"

namespace regulon {
namespace {

constexpr int64_t kMostNames = 1000000;
constexpr int64_t kMostDiagramNodes = 1000000;

// An AND, or where it is negated an OR of the negated: what it joins, with the
// inputs of inputs of its own kind.
std::vector<Literal> JoinedBy(Literal gate, const Circuit& circuit) {
  const bool either = IsNegated(gate);
  std::vector<Literal> joined, waiting = {gate};
  while (!waiting.empty()) {
    const Literal at = waiting.back();
    waiting.pop_back();
    if (circuit.IsAnd(NodeOf(at)) && IsNegated(at) == either) {
      const auto& [a, b] = circuit.Inputs(NodeOf(at));
      waiting.push_back(either ? Not(b) : b);
      waiting.push_back(either ? Not(a) : a);
    } else {
      joined.push_back(at);
    }
  }
  return joined;
}

Rule Written(Literal function, const System& system) {
  const uint32_t node = NodeOf(function);
  if (node == 0) return Rule::Constant(function == kTrue);
  if (system.circuit.IsVariable(node)) {
    Rule name = Rule::Name(system.names[system.circuit.VariableOf(node)]);
    return IsNegated(function) ? Rule::Negation(std::move(name)) : name;
  }
  std::vector<Rule> operands;
  for (const Literal part : JoinedBy(function, system.circuit)) {
    operands.push_back(Written(part, system));
  }
  return Rule::Join(IsNegated(function) ? Rule::kOr : Rule::kAnd,
                    std::move(operands));
}

}  // namespace

bool GateRules::AreEqual(Literal a, Literal b) const {
  if (a == b) return true;
  const Circuit& circuit = system_.circuit;
  std::vector<int> support = circuit.Support(a), other = circuit.Support(b);
  support.insert(support.end(), other.begin(), other.end());
  std::sort(support.begin(), support.end());
  support.erase(std::unique(support.begin(), support.end()), support.end());
  // In the order of their names, which keeps the levels of one thing together.
  std::vector<int> order(support.size());
  std::vector<int> variable_of(circuit.variables());
  for (size_t i = 0; i < support.size(); ++i) {
    order[i] = static_cast<int>(i);
    variable_of[support[i]] = order[i];
  }
  Diagrams diagrams(order, kMostDiagramNodes);
  const std::vector<Diagram> both =
      diagrams.FromCircuit(circuit, {a, b}, variable_of);
  return !diagrams.full() && both[0] == both[1];
}

absl::StatusOr<Rule> GateRules::RuleOf(Literal function) const {
  const Circuit& circuit = system_.circuit;
  struct Size {
    int64_t names = 1;
    int depth = 1;  // of '!', '&' and '|'
  };
  // Of either polarity: negations are pushed down to the names.
  absl::flat_hash_map<uint32_t, Size> sizes;
  for (const uint32_t node : circuit.NodesOf({function})) {
    Size& size = sizes[node];
    size.names = 0;
    for (const Literal input :
         {circuit.Inputs(node).first, circuit.Inputs(node).second}) {
      const auto known = sizes.find(NodeOf(input));
      const Size of = known == sizes.end() ? Size() : known->second;
      size.names = std::min(size.names + of.names, kMostNames + 1);
      // An input that is not negated is an AND in an AND.
      const bool taken_in = known != sizes.end() && !IsNegated(input);
      size.depth = std::max(size.depth, of.depth + (taken_in ? 0 : 1));
    }
  }
  const auto whole = sizes.find(NodeOf(function));
  if (whole != sizes.end() && whole->second.names > kMostNames) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "its function shares parts, and without sharing takes more than ",
        kMostNames, " names as a rule; keep the genome as .regulon"));
  }
  if (whole != sizes.end() && whole->second.depth > kMostRuleDepth) {
    return absl::ResourceExhaustedError(
        absl::StrCat("its function nests operators ", whole->second.depth,
                     " deep and a rule up to ", kMostRuleDepth,
                     "; keep the genome as .regulon"));
  }
  return Written(function, system_);
}

}  // namespace regulon
