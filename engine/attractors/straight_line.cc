#include "engine/attractors/straight_line.h"

#include <utility>

namespace regulon {
namespace {

// A node as one instruction over literals: a choice `a ? b : c`, or an AND of
// a and b.
struct Gate {
  bool is_choice = false;
  Literal a = kFalse, b = kFalse, c = kFalse;
};

class Compiler {
 public:
  Compiler(const Circuit& circuit, absl::Span<const Literal> functions)
      : circuit_(circuit),
        functions_(functions),
        gates_(circuit.nodes()),
        uses_(circuit.nodes()),
        places_(circuit.nodes()) {
    line_.variables = circuit.variables();
    line_.slots = line_.variables + 1;
  }

  StraightLine Run() {
    const std::vector<uint32_t> nodes = ChooseGates();
    places_[0].slot = line_.variables;
    for (uint32_t v = 0; v < line_.variables; ++v) places_[v + 1].slot = v;
    for (const uint32_t node : nodes) Emit(node);
    for (const Literal f : functions_) line_.results.push_back(Result(f));
    return std::move(line_);
  }

 private:
  // Where the value of a node is, and whether it is there as its opposite.
  struct Place {
    uint32_t slot = 0;
    bool negated = false;
  };

  // The nodes to emit, ascending. Counts in uses_ who reads each.
  std::vector<uint32_t> ChooseGates() {
    const std::vector<uint32_t> all = circuit_.NodesOf(functions_);
    std::vector<int> readers(circuit_.nodes());
    const auto read = [](Literal a, std::vector<int>& count) {
      ++count[NodeOf(a)];
    };
    for (const Literal f : functions_) read(f, readers);
    for (const uint32_t node : all) {
      read(circuit_.Inputs(node).first, readers);
      read(circuit_.Inputs(node).second, readers);
    }
    for (const Literal f : functions_) read(f, uses_);
    std::vector<uint32_t> kept;
    for (size_t i = all.size(); i-- > 0;) {
      const uint32_t node = all[i];
      if (uses_[node] == 0) continue;  // inside a choice
      kept.push_back(node);
      gates_[node] = GateOf(node, readers);
      read(gates_[node].a, uses_);
      read(gates_[node].b, uses_);
      if (gates_[node].is_choice) read(gates_[node].c, uses_);
    }
    return std::vector<uint32_t>(kept.rbegin(), kept.rend());
  }

  Gate GateOf(uint32_t node, const std::vector<int>& readers) const {
    const auto& [x, y] = circuit_.Inputs(node);
    const auto is_inner = [&](Literal a) {
      return IsNegated(a) && circuit_.IsAnd(NodeOf(a)) &&
             readers[NodeOf(a)] == 1;
    };
    if (is_inner(x) && is_inner(y)) {  // !(p & q) & !(r & s)
      auto [p, q] = circuit_.Inputs(NodeOf(x));
      auto [r, s] = circuit_.Inputs(NodeOf(y));
      if (q == Not(r) || q == Not(s)) std::swap(p, q);
      if (p == Not(s)) std::swap(r, s);
      if (p == Not(r)) return {true, p, Not(q), Not(s)};
    }
    return {false, x, y, kFalse};
  }

  void Emit(uint32_t node) {
    Gate gate = gates_[node];
    if (gate.is_choice && IsAway(gate.a)) std::swap(gate.b, gate.c);
    const bool a = IsAway(gate.a), b = IsAway(gate.b), c = IsAway(gate.c);
    Place& place = places_[node];
    Instruction::Kind kind;
    if (!gate.is_choice) {
      if (a && b) {  // !a & !b = !(a | b)
        kind = Instruction::kOr;
        place.negated = true;
      } else if (a || b) {
        kind = Instruction::kAndNot;
        if (b) std::swap(gate.a, gate.b);
      } else {
        kind = Instruction::kAnd;
      }
    } else if (gate.b == Not(gate.c)) {  // a ? b : !b = !(a ^ b)
      kind = Instruction::kXor;
      place.negated = !b;
    } else {
      kind = b == c ? Instruction::kMux : Instruction::kMuxNot;
      place.negated = c;
    }
    Instruction instruction = {kind, 0, SlotOf(gate.a), SlotOf(gate.b),
                               gate.is_choice ? SlotOf(gate.c) : 0};
    Release(gate.a);
    Release(gate.b);
    if (gate.is_choice) Release(gate.c);
    place.slot = instruction.to = NewSlot();
    line_.instructions.push_back(instruction);
  }

  // Its reader stays, so that the slot is never used again.
  uint32_t Result(Literal function) {
    if (!IsAway(function)) return SlotOf(function);
    const uint32_t slot = line_.slots++;
    line_.instructions.push_back(
        {Instruction::kNot, slot, SlotOf(function), 0, 0});
    return slot;
  }

  uint32_t SlotOf(Literal a) const { return places_[NodeOf(a)].slot; }
  // Whether the slot holds the opposite.
  bool IsAway(Literal a) const {
    return places_[NodeOf(a)].negated != IsNegated(a);
  }

  void Release(Literal a) {
    if (--uses_[NodeOf(a)] == 0 && circuit_.IsAnd(NodeOf(a))) {
      unused_.push_back(SlotOf(a));
    }
  }
  uint32_t NewSlot() {
    if (unused_.empty()) return line_.slots++;
    const uint32_t slot = unused_.back();
    unused_.pop_back();
    return slot;
  }

  const Circuit& circuit_;
  const absl::Span<const Literal> functions_;
  std::vector<Gate> gates_;    // [nodes]
  std::vector<int> uses_;      // [nodes] how often it is still to be read
  std::vector<Place> places_;  // [nodes]
  std::vector<uint32_t> unused_;
  StraightLine line_;
};

}  // namespace

StraightLine MakeStraightLine(const Circuit& circuit,
                              absl::Span<const Literal> functions) {
  return Compiler(circuit, functions).Run();
}

}  // namespace regulon
