#include "engine/compile/large_rule.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/compile/weighted_sum.h"
#include "engine/logic/circuit.h"
#include "engine/logic/diagram.h"
#include "engine/logic/rule_function.h"
#include "engine/logic/variable_order.h"

namespace regulon {
namespace {

constexpr int64_t kMostNodes = 1'000'000, kMostSteps = 4'000'000;
constexpr size_t kMostNames = 1'000;  // recursion is as deep
constexpr int kMostRounds = 200;      // FindWeightedSum
// Sifting builds the diagram anew for each order: so many nodes in all.
constexpr int64_t kMostSifted = 2'000'000;

// A diagram again as a circuit, which is small.
Literal Rebuild(const Diagrams& diagrams, Diagram f, Circuit& circuit,
                absl::flat_hash_map<Diagram, Literal>& known) {
  if (f <= kTrue) return f;
  if (const auto at = known.find(f & ~1u); at != known.end()) {
    return at->second ^ (f & 1);
  }
  const Diagrams::Node node = diagrams.Top(f & ~1u);
  const Literal off = Rebuild(diagrams, node.off, circuit, known);
  const Literal on = Rebuild(diagrams, node.on, circuit, known);
  const Literal built =
      circuit.IfElse(circuit.Variable(node.variable), on, off);
  known.emplace(f & ~1u, built);
  return built ^ (f & 1);
}

// How many elements the rule would need as it stands.
size_t OperatorsOf(const Rule& rule) {
  size_t operators = rule.kind == Rule::kAnd || rule.kind == Rule::kOr;
  for (const Rule& operand : rule.operands) operators += OperatorsOf(operand);
  return operators;
}

struct Ordered {
  std::vector<int> order;
  int64_t size = kMostNodes;
};

class Orders {
 public:
  Orders(Circuit circuit, Literal function)
      : circuit_(std::move(circuit)), function_(function) {}

  // False if every order that was tried is too large.
  bool Choose() {
    const int variables = circuit_.variables();
    std::vector<int> by_name(variables);
    std::iota(by_name.begin(), by_name.end(), 0);
    std::vector<int> by_use = DepthFirstOrder(circuit_, function_);
    for (const int v : by_name) {
      if (std::find(by_use.begin(), by_use.end(), v) == by_use.end()) {
        by_use.push_back(v);
      }
    }
    Try(by_name);
    Try(by_use);
    if (best_.order.empty()) return false;
    // From now on the small diagram is built from itself.
    Diagrams diagrams(best_.order, kMostNodes, kMostSteps);
    const Diagram f = DiagramIn(diagrams);
    Circuit small(variables);
    absl::flat_hash_map<Diagram, Literal> known;
    function_ = Rebuild(diagrams, f, small, known);
    circuit_ = std::move(small);
    while (Sift()) {
    }
    return true;
  }

  const std::vector<int>& best() const { return best_.order; }
  Diagram DiagramIn(Diagrams& diagrams) const {
    std::vector<int> same(circuit_.variables());
    std::iota(same.begin(), same.end(), 0);
    return diagrams.FromCircuit(circuit_, {function_}, same)[0];
  }

 private:
  void Try(const std::vector<int>& order) {
    Diagrams diagrams(order, std::min(kMostNodes, 100 * best_.size),
                      kMostSteps);
    const Diagram f = DiagramIn(diagrams);
    sifted_ += diagrams.nodes();
    if (diagrams.full()) return;
    const int64_t size = diagrams.Size({f});
    if (size < best_.size) best_ = {order, size};
  }

  // Each variable to the place where the diagram is smallest (Rudell 1993,
  // ICCAD:42). True if that helped and there is time for another round.
  bool Sift() {
    const int64_t before = best_.size;
    for (int v = 0; v < circuit_.variables(); ++v) {
      std::vector<int> others = best_.order;
      others.erase(std::find(others.begin(), others.end(), v));
      for (size_t place = 0; place <= others.size(); ++place) {
        if (sifted_ > kMostSifted) return false;
        std::vector<int> order = others;
        order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), v);
        Try(order);
      }
    }
    return best_.size < before;
  }

  Circuit circuit_;
  Literal function_;
  Ordered best_;
  int64_t sifted_ = 0;
};

class Builder {
 public:
  Builder(std::vector<std::string> names, size_t most_gates, Diagrams& diagrams)
      : diagrams_(diagrams), most_gates_(most_gates) {
    network_.names = std::move(names);
    for (int v = 0; v < diagrams.variables(); ++v) {
      source_.emplace(diagrams.Variable(v), v);
    }
  }

  absl::optional<GateNetwork> Build(Diagram rule) {
    if (rule <= kTrue) {
      network_.gates.push_back({{}, rule == kTrue ? 0 : 1});
    } else {
      const int source = SourceOf(rule & ~1u);
      if (network_.gates.empty() || source + 1 != Sources()) {
        AddGate({{rule, 1}}, 1);
      } else if ((rule & 1) != 0) {  // nothing reads the last gate yet
        GateNetwork::Gate& last = network_.gates.back();
        for (auto& input : last.inputs) input.weight = -input.weight;
        last.need = 1 - last.need;
      }
    }
    if (diagrams_.full() || network_.gates.size() > most_gates_) {
      return absl::nullopt;
    }
    return std::move(network_);
  }

 private:
  struct Term {
    Diagram function;
    int64_t weight;
  };

  int Sources() const {
    return static_cast<int>(network_.names.size() + network_.gates.size());
  }

  // On iff the weights of the functions that are true reach `need`. Returns its
  // source.
  int AddGate(const std::vector<Term>& terms, int64_t need) {
    GateNetwork::Gate gate;
    gate.need = need;
    std::map<int, int64_t> weights;
    for (const Term& term : terms) {
      if (term.function == kTrue) gate.need -= term.weight;
      if (term.function <= kTrue) continue;
      const bool negated = (term.function & 1) != 0;
      weights[SourceOf(term.function & ~1u)] +=
          negated ? -term.weight : term.weight;
      if (negated) gate.need -= term.weight;
    }
    for (const auto& [source, weight] : weights) {
      if (weight != 0) gate.inputs.push_back({source, weight});
    }
    network_.gates.push_back(std::move(gate));
    return Sources() - 1;
  }

  // Of a function that is false where everything is off.
  int SourceOf(Diagram f) {
    if (const auto at = source_.find(f); at != source_.end()) {
      return at->second;
    }
    too_large_ = too_large_ || network_.gates.size() > most_gates_;
    if (too_large_ || diagrams_.full()) return 0;
    int source = AsSum(f);
    if (source < 0) source = AsSumWithConditions(f, false);
    if (source < 0) source = AsSumWithConditions(f, true);
    if (source < 0) source = AsChoice(f);
    source_.emplace(f, source);
    return source;
  }

  std::vector<Term> TermsOf(const WeightedSum& sum) {
    std::vector<Term> terms;
    for (int v = 0; v < diagrams_.variables(); ++v) {
      if (sum.weights[v] != 0) {
        terms.push_back({diagrams_.Variable(v), sum.weights[v]});
      }
    }
    return terms;
  }

  int AsSum(Diagram f) {
    const auto sum = FindWeightedSum(diagrams_, f, kTrue, kMostRounds);
    return sum ? AddGate(TermsOf(*sum), sum->need) : -1;
  }

  // Levels of a regulator that are written as several variables, "2 or more"
  // and "1 or more", make a rule a sum wherever the one implies the other, and
  // off where not: then each such condition is one gate. Or the negation is so.
  int AsSumWithConditions(Diagram f, bool negated);

  // x ? on : off. Where one of the two implies the other, one sum says it.
  int AsChoice(Diagram f) {
    const Diagrams::Node node = diagrams_.Top(f);
    const Diagram x = diagrams_.Variable(node.variable);
    if (diagrams_.Implies(node.off, node.on)) {
      return AddGate({{node.off, 2}, {x, 1}, {node.on, 1}}, 2);
    }
    if (diagrams_.Implies(node.on, node.off)) {
      return AddGate({{node.on, 2}, {Not(x), 1}, {node.off, 1}}, 2);
    }
    const Diagram both = diagrams_.And(x, node.on);
    if (source_.find(both & ~1u) == source_.end()) {
      const int source = AddGate({{x, 1}, {node.on, 1}}, 2);
      if ((both & 1) == 0) source_.emplace(both, source);
    }
    return AddGate({{both, 2}, {Not(x), 1}, {node.off, 1}}, 2);
  }

  Diagrams& diagrams_;
  const size_t most_gates_;
  GateNetwork network_;
  absl::flat_hash_map<Diagram, int> source_;
  bool too_large_ = false;
};

int Builder::AsSumWithConditions(Diagram f, bool negated) {
  if (negated) f = Not(f);
  std::vector<Diagram> conditions;
  Diagram care = kTrue;
  const std::vector<int> support = diagrams_.Support(f);
  for (const int a : support) {
    const Diagram with = diagrams_.Restrict(f, a, true);
    if (with == kFalse) continue;
    for (const int b : support) {
      if (a == b || diagrams_.Restrict(with, b, false) != kFalse) continue;
      const Diagram condition =
          diagrams_.Or(Not(diagrams_.Variable(a)), diagrams_.Variable(b));
      if (diagrams_.Implies(care, condition)) continue;
      conditions.push_back(condition);
      care = diagrams_.And(care, condition);
    }
  }
  if (conditions.empty()) return -1;
  auto sum = FindWeightedSum(diagrams_, f, care, kMostRounds);
  if (!sum) return -1;
  // Only the conditions without which the sum says too much.
  Circuit circuit(diagrams_.variables());
  std::vector<WeightedInput> inputs;
  std::vector<int> same(diagrams_.variables());
  std::iota(same.begin(), same.end(), 0);
  inputs.reserve(same.size());
  for (const int v : same) {
    inputs.push_back({circuit.Variable(v), sum->weights[v]});
  }
  bool too_large = false;
  const Literal reached =
      AtLeast(std::move(inputs), sum->need, kMostNodes, circuit, &too_large);
  const Diagram g = diagrams_.FromCircuit(circuit, {reached}, same)[0];
  if (too_large) return -1;
  for (size_t c = conditions.size(); c-- > 0;) {
    Diagram others = g;
    for (size_t k = 0; k < conditions.size(); ++k) {
      if (k != c) others = diagrams_.And(others, conditions[k]);
    }
    if (others == f) {
      conditions.erase(conditions.begin() + static_cast<std::ptrdiff_t>(c));
    }
  }
  if (diagrams_.full() ||
      static_cast<int64_t>(conditions.size()) + 2 >= diagrams_.Size({f})) {
    return -1;
  }
  if ((g & 1) != 0) {  // its negation is what has a source
    for (int64_t& weight : sum->weights) weight = -weight;
    sum->need = 1 - sum->need;
  }
  source_.emplace(g & ~1u, AddGate(TermsOf(*sum), sum->need));
  std::vector<Term> all = {{g, 1}};
  for (const Diagram condition : conditions) all.push_back({condition, 1});
  if (!negated) return AddGate(all, static_cast<int64_t>(all.size()));
  for (Term& term : all) term.function = Not(term.function);
  return AddGate(all, 1);
}

}  // namespace

int64_t ClausesOf(const Rule& rule) {
  int64_t inside = 0;
  for (const Rule& operand : rule.operands) {
    const int64_t clauses = ClausesOf(operand);
    if (clauses > 1 || rule.kind == Rule::kOr) inside += clauses;
  }
  return std::max<int64_t>(inside, 1);
}

absl::optional<GateNetwork> GatesOf(const Rule& rule) {
  std::vector<std::string> names = NamesIn(rule);
  if (names.size() > kMostNames) return absl::nullopt;
  std::sort(names.begin(), names.end());
  absl::flat_hash_map<std::string, int> numbers;
  for (const std::string& name : names) {
    numbers.emplace(name, static_cast<int>(numbers.size()));
  }
  Circuit circuit(static_cast<int>(names.size()));
  const Literal function = FunctionOf(
      rule,
      [&](const std::string& name) {
        return circuit.Variable(numbers.at(name));
      },
      circuit);
  Orders orders(std::move(circuit), function);
  if (!orders.Choose()) return absl::nullopt;
  Diagrams diagrams(orders.best(), kMostNodes, kMostSteps);
  const Diagram f = orders.DiagramIn(diagrams);
  if (diagrams.full()) return absl::nullopt;
  return Builder(std::move(names), OperatorsOf(rule), diagrams).Build(f);
}

}  // namespace regulon
