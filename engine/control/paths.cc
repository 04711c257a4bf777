#include "engine/control/paths.h"

#include <algorithm>
#include <map>
#include <random>

namespace regulon {

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
    const std::vector<int>& moving = stepper.Moving(state);
    if (moving.empty()) {
      if (goal.empty()) return path;
      return std::nullopt;  // it ends elsewhere
    }
    state[moving[random() % moving.size()]].flip();
  }
  return std::nullopt;
}

}  // namespace regulon
