// Boolean rules and weighted sums as threshold elements.

#include <utility>

#include "engine/compile/large_rule.h"
#include "engine/compile/lowering.h"
#include "engine/logic/rule.h"
#include "engine/status.h"

namespace regulon {
namespace {

class RuleLowering {
 public:
  RuleLowering(const Spot& spot, const ElementFacts& owner, Lowering& l)
      : spot_(spot), owner_(owner), l_(l) {}

  // The gate that is on where the rule is true.
  absl::StatusOr<Gate> GateOf(const Rule& rule) {
    Gate gate;
    switch (rule.kind) {
      case Rule::kConstant:
        gate.threshold = rule.value ? -0.5 : 0.5;
        return gate;
      case Rule::kName:
      case Rule::kNot: {
        ASSIGN_OR_RETURN(const Gate::Input input, InputOf(rule));
        gate.threshold = input.weight > 0 ? 0.5 : -0.5;
        gate.inputs.push_back(input);
        return gate;
      }
      case Rule::kAnd:
      case Rule::kOr:
        break;
    }
    // With p operands and n negated ones, the sum of those that are on minus
    // those negated ones that are on is p where all hold and -n where none do.
    double plain = 0, negated = 0;
    for (const Rule& operand : rule.operands) {
      ASSIGN_OR_RETURN(const Gate::Input input, InputOf(operand));
      (input.weight > 0 ? plain : negated) += 1;
      gate.inputs.push_back(input);
    }
    gate.threshold = rule.kind == Rule::kAnd ? plain - 0.5 : 0.5 - negated;
    return gate;
  }

  // The gate of the last; the others become elements.
  absl::StatusOr<Gate> GateOf(const GateNetwork& network) {
    std::vector<Gate::Input> sources;
    for (const std::string& name : network.names) {
      ASSIGN_OR_RETURN(sources.emplace_back(), Named(name));
    }
    for (size_t g = 0;; ++g) {
      Gate gate;
      for (const auto& [source, weight] : network.gates[g].inputs) {
        gate.inputs.push_back(sources[source]);
        gate.inputs.back().weight = static_cast<double>(weight);
      }
      gate.threshold = static_cast<double>(network.gates[g].need) - 0.5;
      if (g + 1 == network.gates.size()) return gate;
      ASSIGN_OR_RETURN(sources.emplace_back(), AddInner(std::move(gate), ""));
    }
  }

 private:
  // A name, or an element made for a part of the rule, with weight 1 or -1.
  absl::StatusOr<Gate::Input> InputOf(const Rule& rule) {
    if (rule.kind == Rule::kNot) {
      ASSIGN_OR_RETURN(Gate::Input input, InputOf(rule.operands[0]));
      input.weight = -input.weight;
      return input;
    }
    if (rule.kind == Rule::kName) return Named(rule.name);
    ASSIGN_OR_RETURN(Gate gate, GateOf(rule));
    return AddInner(std::move(gate), rule.ToString());
  }

  // An element of the rule's own, with weight 1. `text` may be empty.
  absl::StatusOr<Gate::Input> AddInner(Gate gate, const std::string& text) {
    ElementFacts inner;
    inner.entry = owner_.entry;
    inner.entry.clear_citations();
    inner.entry.set_rule(text);
    inner.entry.set_id(absl::StrCat(owner_.entry.id(), ".", ++inner_count_));
    inner.scores = false;
    inner.gate = std::move(gate);
    Gate::Input input;
    input.weight = 1;
    input.element = static_cast<int>(l_.elements.size());
    if (!l_.element_ids.emplace(inner.entry.id(), input.element).second) {
      return spot_.Error("rule", "an element is already called '",
                         inner.entry.id(), "'");
    }
    l_.elements.push_back(std::move(inner));
    return input;
  }

  // A name that a rule may read: it is 0 or 1.
  absl::StatusOr<Gate::Input> Named(const std::string& name) {
    absl::StatusOr<Gate::Input> input = l_.Source(name);
    if (!input.ok()) {
      return spot_.Error("rule", "the rule of '", owner_.entry.id(),
                         "': ", input.status().message());
    }
    if (input->element >= 0 &&
        l_.elements[input->element].entry.kind() != proto::Element::THRESHOLD) {
      return spot_.Error("rule", "the rule reads element '", name,
                         "', which is not 0 or 1; use a threshold");
    }
    if (input->regulator >= 0 &&
        !l_.regulators[input->regulator].unit.boolean) {
      return spot_.Error("rule", "the rule reads '", name, "', which is in ",
                         l_.regulators[input->regulator].unit.text,
                         " and not boolean; use a threshold");
    }
    return input;
  }

  const Spot& spot_;
  const ElementFacts& owner_;
  Lowering& l_;
  int inner_count_ = 0;
};

}  // namespace

absl::StatusOr<Gate> LowerRule(const std::string& text, const Spot& spot,
                               const ElementFacts& owner, Lowering& l) {
  const absl::StatusOr<Rule> rule = ParseRule(text);
  if (!rule.ok()) return spot.Error("rule", rule.status().message());
  RuleLowering lowering(spot, owner, l);
  if (ClausesOf(*rule) > kMostClauses) {
    const absl::optional<GateNetwork> network = GatesOf(*rule);
    if (network) return lowering.GateOf(*network);
  }
  return lowering.GateOf(*rule);
}

absl::Status LowerThresholds(Lowering& l) {
  ThresholdDraft& out = l.draft.threshold;
  const std::vector<int> elements = l.OfKind(proto::Element::THRESHOLD);
  if (elements.empty()) return absl::OkStatus();
  const size_t regulators = l.regulators.size();
  // Elements up to the last of this kind may be read.
  const size_t end = l.elements[elements.back()].order + size_t{1};
  // [source] -> (target, weight)
  std::vector<std::vector<std::pair<uint32_t, double>>> rows(regulators + end);
  for (size_t i = 0; i < elements.size(); ++i) {
    const ElementFacts& facts = l.elements[elements[i]];
    for (const Gate::Input& input : facts.gate.inputs) {
      const size_t source = input.regulator >= 0
                                ? input.regulator
                                : regulators + l.elements[input.element].order;
      auto& row = rows[source];
      // The same source twice is one weight.
      if (!row.empty() && row.back().first == i) {
        row.back().second += input.weight;
      } else {
        row.emplace_back(i, input.weight);
      }
    }
    out.threshold.push_back(static_cast<float>(facts.gate.threshold));
  }
  out.weight_first.push_back(0);
  for (const auto& row : rows) {
    for (const auto& [target, weight] : row) {
      out.weight_target.push_back(target);
      out.weight.push_back(static_cast<float>(weight));
    }
    out.weight_first.push_back(out.weight.size());
  }
  return absl::OkStatus();
}

}  // namespace regulon
