#include "engine/control/paths.h"

#include <algorithm>
#include <map>
#include <random>

namespace regulon {
namespace {

class Stepper {
 public:
  explicit Stepper(const System& system)
      : system_(system),
        nodes_(system.circuit.NodesOf(system.next)),
        on_(system.circuit.nodes()) {}

  State Next(const State& state) {
    for (int i = 0; i < system_.size(); ++i) on_[i + 1] = state[i];
    for (const uint32_t node : nodes_) {
      const auto& [a, b] = system_.circuit.Inputs(node);
      on_[node] = Value(a) && Value(b);
    }
    State next;
    for (const Literal f : system_.next) next.push_back(Value(f));
    return next;
  }

 private:
  bool Value(Literal a) const { return on_[NodeOf(a)] != IsNegated(a); }

  const System& system_;
  const std::vector<uint32_t> nodes_;
  std::vector<bool> on_;
};

}  // namespace

std::optional<Path> SynchronousPath(const System& system, const State& from,
                                    size_t most_states) {
  Stepper stepper(system);
  Path path;
  std::map<State, size_t> seen;
  State state = from;
  while (path.states.size() < most_states) {
    const auto [at, is_new] = seen.emplace(state, path.states.size());
    if (!is_new) {
      path.settled = at->second;
      return path;
    }
    path.states.push_back(state);
    state = stepper.Next(state);
  }
  return std::nullopt;
}

std::optional<Path> RandomPath(const System& system, const State& from,
                               const std::vector<State>& goal,
                               size_t most_states, uint64_t seed) {
  Stepper stepper(system);
  std::mt19937_64 random(seed);
  Path path;
  State state = from;
  while (path.states.size() < most_states) {
    path.states.push_back(state);
    path.settled = path.states.size() - 1;
    if (std::binary_search(goal.begin(), goal.end(), state)) return path;
    const State next = stepper.Next(state);
    std::vector<int> moving;
    for (int i = 0; i < system.size(); ++i) {
      if (next[i] != state[i]) moving.push_back(i);
    }
    if (moving.empty()) {
      if (goal.empty()) return path;
      return std::nullopt;  // it ends elsewhere
    }
    state[moving[random() % moving.size()]].flip();
  }
  return std::nullopt;
}

}  // namespace regulon
