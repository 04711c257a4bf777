#include "engine/logic/system.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/logic/rule_function.h"

namespace regulon {
namespace {

// An element larger than this is no rule that people wrote.
constexpr int kMostNodes = 1 << 20;

}  // namespace

absl::StatusOr<System> MakeSystem(const Network& network,
                                  absl::Span<const Held> held) {
  const int variables = static_cast<int>(network.variables.size());
  System system;
  system.value.assign(variables, kFalse);
  std::vector<bool> is_held(variables);
  for (const Held& h : held) {
    system.value[h.variable] = h.value ? kTrue : kFalse;
    is_held[h.variable] = true;
  }
  for (int v = 0; v < variables; ++v) {
    if (!is_held[v]) system.free.push_back(v);
  }
  std::sort(system.free.begin(), system.free.end(), [&network](int a, int b) {
    return network.variables[a].name < network.variables[b].name;
  });
  system.circuit = Circuit(system.size());
  for (int i = 0; i < system.size(); ++i) {
    system.names.push_back(network.variables[system.free[i]].name);
    system.value[system.free[i]] = system.circuit.Variable(i);
  }

  std::vector<Literal> source = system.value;  // variables, then elements
  for (size_t e = 0; e < network.elements.size(); ++e) {
    std::vector<WeightedInput> inputs;
    for (const NetworkElement::Input& in : network.elements[e].inputs) {
      inputs.push_back({source[in.source], in.weight});
    }
    bool too_large = false;
    source.push_back(AtLeast(std::move(inputs), network.elements[e].need,
                             kMostNodes, system.circuit, &too_large));
    if (too_large) {
      return absl::FailedPreconditionError(absl::StrCat(
          "threshold element #", e, " has ", network.elements[e].inputs.size(),
          " weights too irregular for an exact answer; split it"));
    }
  }
  system.element.assign(source.begin() + variables, source.end());
  for (const int e : network.domain_open) {
    system.open.push_back(e < 0 ? kTrue : system.element[e]);
  }
  for (const int v : system.free) {
    if (network.variables[v].gene < 0) {
      system.next.push_back(system.value[v]);
      continue;
    }
    std::vector<Literal> any;
    for (const int e : network.variables[v].elements) {
      any.push_back(system.element[e]);
    }
    system.next.push_back(system.circuit.OrAll(std::move(any)));
  }
  return system;
}

Literal FormulaOf(const Rule& rule,
                  const std::function<int(const std::string&)>& variable_of,
                  System& system) {
  return FunctionOf(
      rule,
      [&](const std::string& name) { return system.value[variable_of(name)]; },
      system.circuit);
}

Stepper::Stepper(const System& system)
    : system_(system), next_(system.circuit, system.next) {}

State Stepper::Next(const State& state) {
  next_.Set(state);
  State next(system_.size());
  for (int i = 0; i < system_.size(); ++i) next[i] = next_.Of(system_.next[i]);
  return next;
}

const std::vector<int>& Stepper::Moving(const State& state) {
  next_.Set(state);
  moving_.clear();
  for (int i = 0; i < system_.size(); ++i) {
    if (next_.Of(system_.next[i]) != state[i]) moving_.push_back(i);
  }
  return moving_;
}

State Successor(const System& system, const State& state) {
  return Stepper(system).Next(state);
}

uint64_t Packed(const State& state) {
  uint64_t packed = 0;
  for (const bool on : state) packed = packed << 1 | uint64_t{on};
  return packed;
}

State Unpacked(uint64_t packed, int size) {
  State state(size);
  for (int i = size; i-- > 0; packed >>= 1) state[i] = (packed & 1) != 0;
  return state;
}

}  // namespace regulon
