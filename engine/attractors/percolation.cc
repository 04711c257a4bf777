#include "engine/attractors/percolation.h"

#include <utility>

namespace regulon {
namespace {

// Literals of one circuit as literals of another, given those of the variables.
class Copier {
 public:
  Copier(const Circuit& from, const std::vector<Literal>& variables,
         Circuit& to)
      : from_(from), to_(to), copy_(from.nodes(), kFalse) {
    for (int v = 0; v < from.variables(); ++v) copy_[v + 1] = variables[v];
  }

  std::vector<Literal> Copy(absl::Span<const Literal> functions) {
    for (const uint32_t node : from_.NodesOf(functions)) {
      const auto& [a, b] = from_.Inputs(node);
      copy_[node] = to_.And(Of(a), Of(b));
    }
    std::vector<Literal> copies;
    for (const Literal f : functions) copies.push_back(Of(f));
    return copies;
  }

 private:
  Literal Of(Literal a) const { return copy_[NodeOf(a)] ^ (a & 1); }

  const Circuit& from_;
  Circuit& to_;
  std::vector<Literal> copy_;
};

bool IsConstant(Literal a) { return NodeOf(a) == 0; }

}  // namespace

Percolated Percolate(const System& system, absl::Span<const Literal> watch) {
  Percolated out;
  out.constant.assign(system.size(), false);
  // Variables as they are known so far, functions simplified with them.
  Circuit circuit(system.size());
  std::vector<Literal> variables;
  for (int i = 0; i < system.size(); ++i) {
    variables.push_back(circuit.Variable(i));
  }
  for (;;) {
    const std::vector<Literal> next =
        Copier(system.circuit, variables, circuit).Copy(system.next);
    bool changed = false;
    for (int i = 0; i < system.size(); ++i) {
      if (IsConstant(variables[i]) || !IsConstant(next[i])) continue;
      variables[i] = next[i];
      changed = true;
    }
    if (!changed) break;
  }

  for (int i = 0; i < system.size(); ++i) {
    if (IsConstant(variables[i])) {
      out.constant[i] = variables[i] == kTrue;
    } else {
      out.kept.push_back(i);
    }
  }
  out.system.circuit = Circuit(static_cast<int>(out.kept.size()));
  for (size_t k = 0; k < out.kept.size(); ++k) {
    const int i = out.kept[k];
    out.system.free.push_back(system.free[i]);
    out.system.names.push_back(system.names[i]);
    variables[i] = out.system.circuit.Variable(static_cast<int>(k));
  }
  std::vector<Literal> wanted;
  for (const int i : out.kept) wanted.push_back(system.next[i]);
  wanted.insert(wanted.end(), watch.begin(), watch.end());
  wanted.insert(wanted.end(), system.value.begin(), system.value.end());
  const std::vector<Literal> copies =
      Copier(system.circuit, variables, out.system.circuit).Copy(wanted);
  const auto watched = copies.begin() + out.kept.size();
  const auto values = watched + watch.size();
  out.system.next.assign(copies.begin(), watched);
  out.watch.assign(watched, values);
  out.system.value.assign(values, copies.end());
  return out;
}

Attractor Restored(const Percolated& percolated, Attractor attractor) {
  const auto restored = [&percolated](const State& state) {
    State whole = percolated.constant;
    for (size_t k = 0; k < state.size(); ++k) {
      whole[percolated.kept[k]] = state[k];
    }
    return whole;
  };
  attractor.basin.reset();
  attractor.smallest = restored(attractor.smallest);
  for (State& state : attractor.states) state = restored(state);
  std::vector<Holds> variable;
  for (const bool on : percolated.constant) {
    variable.push_back(on ? Holds::kAlways : Holds::kNever);
  }
  for (size_t k = 0; k < percolated.kept.size(); ++k) {
    variable[percolated.kept[k]] = attractor.variable[k];
  }
  attractor.variable = std::move(variable);
  return attractor;
}

}  // namespace regulon
