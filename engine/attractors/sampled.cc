#include "engine/attractors/sampled.h"

#include <map>
#include <random>
#include <set>
#include <utility>

#include "engine/attractors/reachable.h"

namespace regulon {
namespace {

State RandomState(int size, std::mt19937_64& random) {
  State state(size);
  for (int i = 0; i < size; ++i) state[i] = (random() >> 32 & 1) != 0;
  return state;
}

// One of the variables that would change does; false if there is none.
bool Step(Stepper& stepper, std::mt19937_64& random, State& state) {
  const std::vector<int>& moving = stepper.Moving(state);
  if (moving.empty()) return false;
  state[moving[random() % moving.size()]].flip();
  return true;
}

}  // namespace

std::vector<Attractor> SampleAttractors(const System& system, Updating updating,
                                        const std::vector<State>& more_starts,
                                        const AttractorOptions& options,
                                        const SampleOptions& sample) {
  std::mt19937_64 random(sample.seed);
  std::vector<State> starts = more_starts;
  for (int i = 0; i < sample.starts; ++i) {
    starts.push_back(RandomState(system.size(), random));
  }
  // By size and smallest state; and all states of the attractors known.
  std::map<std::pair<uint64_t, State>, Attractor> found;
  std::set<State> known;
  Stepper stepper(system);
  uint64_t states = 0;
  for (size_t i = 0; i < starts.size() && states < sample.most_states; ++i) {
    State state = starts[i];
    bool seen = false;
    if (updating == Updating::kAsynchronous) {
      for (int step = 0; step < sample.most_steps && !seen; ++step) {
        seen = known.count(state) != 0;
        if (!Step(stepper, random, state)) break;
      }
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(i) / starts.size());
    }
    if (seen) continue;
    absl::StatusOr<Reachable> reachable = ReachableAttractors(
        system, updating, state, options, sample.most_reachable);
    states += reachable.ok() ? reachable->states : sample.most_reachable;
    if (!reachable.ok()) continue;
    for (Attractor& attractor : reachable->attractors) {
      known.insert(attractor.smallest);
      known.insert(attractor.states.begin(), attractor.states.end());
      const auto size = static_cast<uint64_t>(attractor.size.ToDouble());
      const std::pair<uint64_t, State> key = {size, attractor.smallest};
      found.emplace(key, std::move(attractor));
    }
  }
  std::vector<Attractor> list;
  list.reserve(found.size());
  for (auto& [key, attractor] : found) list.push_back(std::move(attractor));
  return list;
}

}  // namespace regulon
