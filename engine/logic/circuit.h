// Boolean functions of a few variables as one shared circuit: two-input ANDs
// whose inputs may be negated (an and-inverter graph). Equal nodes are one.
//
//   Circuit circuit(2);
//   Literal both = circuit.And(circuit.Variable(0), circuit.Variable(1));
//   Literal either_not = Not(both);
#ifndef REGULON_ENGINE_LOGIC_CIRCUIT_H_
#define REGULON_ENGINE_LOGIC_CIRCUIT_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"

namespace regulon {

// A node of a circuit, plain (even) or negated (odd).
using Literal = uint32_t;
constexpr Literal kFalse = 0, kTrue = 1;  // node 0
constexpr Literal Not(Literal a) { return a ^ 1; }
constexpr uint32_t NodeOf(Literal a) { return a >> 1; }
constexpr bool IsNegated(Literal a) { return (a & 1) != 0; }

class Circuit {
 public:
  // Node 0 is constant, nodes 1 .. variables are the variables, later nodes are
  // ANDs of earlier ones.
  explicit Circuit(int variables);

  int variables() const { return variables_; }
  int nodes() const { return variables_ + 1 + static_cast<int>(ands_.size()); }
  bool IsAnd(uint32_t node) const {
    return node > static_cast<uint32_t>(variables_);
  }
  bool IsVariable(uint32_t node) const { return node != 0 && !IsAnd(node); }
  // Of a variable's node: 0 .. variables - 1.
  int VariableOf(uint32_t node) const { return static_cast<int>(node) - 1; }
  // Of an AND's node.
  const std::pair<Literal, Literal>& Inputs(uint32_t node) const {
    return ands_[node - variables_ - 1];
  }

  Literal Variable(int variable) const { return 2 * (variable + 1); }
  Literal And(Literal a, Literal b);
  Literal Or(Literal a, Literal b) { return Not(And(Not(a), Not(b))); }
  Literal Xor(Literal a, Literal b);
  Literal IfElse(Literal condition, Literal yes, Literal no);
  // Balanced, so that many inputs make a shallow tree.
  Literal AndAll(std::vector<Literal> inputs);
  Literal OrAll(std::vector<Literal> inputs);

  // values[variable] -> value. Of more functions or states than one, see
  // Evaluator.
  bool Evaluate(Literal function, const std::vector<bool>& values) const;
  // The variables that a function reads, ascending. It may still depend on
  // fewer.
  std::vector<int> Support(Literal function) const;
  // The AND nodes that the functions need, ascending: each after its inputs.
  std::vector<uint32_t> NodesOf(absl::Span<const Literal> functions) const;

 private:
  int variables_;
  std::vector<std::pair<Literal, Literal>> ands_;
  absl::flat_hash_map<uint64_t, uint32_t> known_;  // inputs -> node
};

// Functions of a circuit, of one state after the other. For thousands of states
// at a time see engine/attractors/bit_parallel.h.
//
//   Evaluator evaluator(circuit, {both, either_not});
//   evaluator.Set({true, false});
//   evaluator.Of(both);  // false
class Evaluator {
 public:
  // Ready for these functions. The circuit must outlive this.
  Evaluator(const Circuit& circuit, absl::Span<const Literal> functions);

  // values[variable]
  void Set(const std::vector<bool>& values);
  // Of a function that this is ready for, under what was set last.
  bool Of(Literal function) const {
    return (on_[NodeOf(function)] != 0) != IsNegated(function);
  }

 private:
  const Circuit& circuit_;
  const std::vector<uint32_t> needed_;
  std::vector<uint8_t> on_;  // [nodes]
};

// A sum of weights that reaches a bound: true iff the weights of the inputs
// that are true add up to `need` or more. Up to `most_nodes` nodes, and 10,000
// inputs unless it is a plain AND or OR; kFalse and `*too_large` beyond.
struct WeightedInput {
  Literal input;
  int64_t weight;
};
Literal AtLeast(std::vector<WeightedInput> inputs, int64_t need, int most_nodes,
                Circuit& circuit, bool* too_large);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_CIRCUIT_H_
