#include "tests/models/logical_model.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/str_split.h"
#include "tests/reference/opened_genome.h"

namespace regulon {

LogicalModel::LogicalModel(const std::string& name)
    : network_(Require(Network::FromGenome(
          reference::OpenedGenome(reference::ReadModel(name)).genome()))) {}

System LogicalModel::Hold(const Clamps& held) const {
  std::vector<Held> variables;
  for (const auto& [name, value] : held) {
    const auto found = std::find_if(
        network_.variables.begin(), network_.variables.end(),
        [name = name](const NetworkVariable& v) { return v.name == name; });
    if (found == network_.variables.end()) {
      throw std::runtime_error("no gene " + name + " to hold");
    }
    variables.push_back(
        {static_cast<int>(found - network_.variables.begin()), value});
  }
  return Require(MakeSystem(network_, variables));
}

Genes Words(absl::string_view text) {
  return absl::StrSplit(text, ' ', absl::SkipEmpty());
}

State StateOf(const System& system, const Genes& on) {
  State state(system.size());
  size_t found = 0;
  for (int i = 0; i < system.size(); ++i) {
    state[i] = on.count(system.names[i]) != 0;
    found += state[i];
  }
  if (found != on.size()) throw std::runtime_error("a name is no free gene");
  return state;
}

Genes GenesOn(const System& system, const State& state) {
  Genes on;
  for (int i = 0; i < system.size(); ++i) {
    if (state[i]) on.insert(system.names[i]);
  }
  return on;
}

std::vector<Genes> GenesOn(const System& system,
                           const std::vector<State>& states) {
  std::vector<Genes> on;
  for (const State& state : states) on.push_back(GenesOn(system, state));
  return on;
}

std::set<Genes> GenesOn(const System& system,
                        const std::vector<Attractor>& attractors) {
  std::set<Genes> on;
  for (const Attractor& attractor : attractors) {
    for (const State& state : attractor.states) {
      on.insert(GenesOn(system, state));
    }
  }
  return on;
}

std::optional<Rest> RunToRest(const System& system, const Genes& from,
                              int most_steps) {
  State state = StateOf(system, from);
  for (int steps = 0; steps <= most_steps; ++steps) {
    const State next = Successor(system, state);
    if (next == state) return Rest{steps, GenesOn(system, state)};
    state = next;
  }
  return std::nullopt;
}

}  // namespace regulon
