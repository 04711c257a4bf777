#include "engine/logic/circuit.h"

#include <algorithm>
#include <limits>
#include <map>

namespace regulon {

Circuit::Circuit(int variables) : variables_(variables) {}

Literal Circuit::And(Literal a, Literal b) {
  if (a > b) std::swap(a, b);
  if (a == kFalse || a == Not(b)) return kFalse;
  if (a == kTrue || a == b) return b;
  const uint64_t key = uint64_t{a} << 32 | b;
  const auto [at, added] = known_.emplace(key, nodes());
  if (added) ands_.emplace_back(a, b);
  return 2 * at->second;
}

Literal Circuit::Xor(Literal a, Literal b) {
  return And(Not(And(a, b)), Not(And(Not(a), Not(b))));
}

Literal Circuit::IfElse(Literal condition, Literal yes, Literal no) {
  if (yes == no) return yes;
  return Or(And(condition, yes), And(Not(condition), no));
}

Literal Circuit::AndAll(std::vector<Literal> inputs) {
  std::sort(inputs.begin(), inputs.end());
  while (inputs.size() > 1) {
    size_t half = 0;
    for (size_t i = 0; i < inputs.size(); i += 2) {
      inputs[half++] =
          i + 1 < inputs.size() ? And(inputs[i], inputs[i + 1]) : inputs[i];
    }
    inputs.resize(half);
  }
  return inputs.empty() ? kTrue : inputs[0];
}

Literal Circuit::OrAll(std::vector<Literal> inputs) {
  for (Literal& input : inputs) input = Not(input);
  return Not(AndAll(std::move(inputs)));
}

std::vector<uint32_t> Circuit::NodesOf(
    absl::Span<const Literal> functions) const {
  std::vector<bool> wanted(nodes());
  for (const Literal f : functions) wanted[NodeOf(f)] = true;
  std::vector<uint32_t> needed;
  for (uint32_t node = nodes() - 1; IsAnd(node); --node) {
    if (!wanted[node]) continue;
    needed.push_back(node);
    wanted[NodeOf(Inputs(node).first)] = true;
    wanted[NodeOf(Inputs(node).second)] = true;
  }
  std::reverse(needed.begin(), needed.end());
  return needed;
}

bool Circuit::Evaluate(Literal function,
                       const std::vector<bool>& values) const {
  Evaluator evaluator(*this, {function});
  evaluator.Set(values);
  return evaluator.Of(function);
}

std::vector<int> Circuit::Support(Literal function) const {
  std::vector<int> support;
  const auto add = [&](Literal a) {
    if (IsVariable(NodeOf(a))) support.push_back(VariableOf(NodeOf(a)));
  };
  add(function);
  for (const uint32_t node : NodesOf({function})) {
    add(Inputs(node).first);
    add(Inputs(node).second);
  }
  std::sort(support.begin(), support.end());
  support.erase(std::unique(support.begin(), support.end()), support.end());
  return support;
}

Evaluator::Evaluator(const Circuit& circuit,
                     absl::Span<const Literal> functions)
    : circuit_(circuit),
      needed_(circuit.NodesOf(functions)),
      on_(circuit.nodes()) {}

void Evaluator::Set(const std::vector<bool>& values) {
  for (int v = 0; v < circuit_.variables(); ++v) on_[v + 1] = values[v];
  for (const uint32_t node : needed_) {
    const auto& [a, b] = circuit_.Inputs(node);
    on_[node] = Of(a) && Of(b);
  }
}

namespace {

// Threshold::Build goes as deep.
constexpr size_t kMostInputs = 10'000;

// A decision diagram over the inputs in order of weight (Eén and Sörensson
// 2006, J SAT 2:1): a node stands for all needs of an interval.
class Threshold {
 public:
  Threshold(std::vector<WeightedInput> inputs, int most_nodes, Circuit& circuit)
      : inputs_(std::move(inputs)),
        known_(inputs_.size()),
        rest_(inputs_.size() + 1),
        most_nodes_(most_nodes),
        circuit_(circuit) {
    for (size_t i = inputs_.size(); i-- > 0;) {
      rest_[i] = rest_[i + 1] + inputs_[i].weight;
    }
  }

  struct Node {
    Literal function;
    int64_t above, to;  // holds for needs in (above, to]
  };

  Node Build(size_t i, int64_t need) {
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max() / 4;
    if (need <= 0) return {kTrue, -kMost, 0};
    if (need > rest_[i]) return {kFalse, rest_[i], kMost};
    const auto known = known_[i].lower_bound(need);
    if (known != known_[i].end() && known->second.above < need) {
      return known->second;
    }
    if (++nodes_ > most_nodes_) {
      too_large_ = true;
      return {kFalse, need - 1, need};
    }
    const int64_t weight = inputs_[i].weight;
    const Node yes = Build(i + 1, need - weight);
    const Node no = Build(i + 1, need);
    // `no` implies `yes`.
    const Node node = {
        circuit_.Or(no.function, circuit_.And(inputs_[i].input, yes.function)),
        std::max(yes.above + weight, no.above),
        std::min(yes.to + weight, no.to)};
    known_[i].emplace(node.to, node);
    return node;
  }

  bool too_large() const { return too_large_; }

 private:
  const std::vector<WeightedInput> inputs_;  // by falling weight, all above 0
  std::vector<std::map<int64_t, Node>> known_;  // [inputs] by Node::to
  std::vector<int64_t> rest_;
  const int most_nodes_;
  int nodes_ = 0;
  bool too_large_ = false;
  Circuit& circuit_;
};

}  // namespace

Literal AtLeast(std::vector<WeightedInput> inputs, int64_t need, int most_nodes,
                Circuit& circuit, bool* too_large) {
  size_t kept = 0;
  for (WeightedInput in : inputs) {
    if (in.weight < 0) {  // w a = w + |w| not a
      need -= in.weight;
      in = {Not(in.input), -in.weight};
    }
    if (in.input == kTrue) need -= in.weight;
    if (in.weight != 0 && NodeOf(in.input) != 0) inputs[kept++] = in;
  }
  inputs.resize(kept);
  std::sort(inputs.begin(), inputs.end(),
            [](const WeightedInput& a, const WeightedInput& b) {
              return a.weight != b.weight ? a.weight > b.weight
                                          : a.input < b.input;
            });
  int64_t all = 0;
  std::vector<Literal> literals;
  for (const WeightedInput& in : inputs) {
    all += in.weight;
    literals.push_back(in.input);
  }
  *too_large = false;
  if (need <= 0) return kTrue;
  if (need > all) return kFalse;
  if (need > all - inputs.back().weight) return circuit.AndAll(literals);
  if (need <= inputs.back().weight) return circuit.OrAll(literals);
  if (inputs.size() > kMostInputs) {
    *too_large = true;
    return kFalse;
  }
  Threshold threshold(std::move(inputs), most_nodes, circuit);
  const Literal function = threshold.Build(0, need).function;
  *too_large = threshold.too_large();
  return function;
}

}  // namespace regulon
