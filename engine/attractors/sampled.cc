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

// One asynchronous step after the other.
class Walk {
 public:
  Walk(const System& system, std::mt19937_64& random)
      : system_(system),
        random_(random),
        nodes_(system.circuit.NodesOf(system.next)),
        on_(system.circuit.nodes()) {}

  // One of the variables that would change does; false if there is none.
  bool Step(State& state) {
    for (int i = 0; i < system_.size(); ++i) on_[i + 1] = state[i];
    for (const uint32_t node : nodes_) {
      const auto& [a, b] = system_.circuit.Inputs(node);
      on_[node] = Value(a) && Value(b);
    }
    would_.clear();
    for (int i = 0; i < system_.size(); ++i) {
      if (Value(system_.next[i]) != state[i]) would_.push_back(i);
    }
    if (would_.empty()) return false;
    const int i = would_[random_() % would_.size()];
    state[i] = !state[i];
    return true;
  }

 private:
  bool Value(Literal a) const { return on_[NodeOf(a)] != IsNegated(a); }

  const System& system_;
  std::mt19937_64& random_;
  const std::vector<uint32_t> nodes_;
  std::vector<char> on_;  // [nodes of the circuit]
  std::vector<int> would_;
};

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
  Walk walk(system, random);
  uint64_t states = 0;
  for (size_t i = 0; i < starts.size() && states < sample.most_states; ++i) {
    State state = starts[i];
    bool seen = false;
    if (updating == Updating::kAsynchronous) {
      for (int step = 0; step < sample.most_steps && !seen; ++step) {
        seen = known.count(state) != 0;
        if (!walk.Step(state)) break;
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
  for (auto& [key, attractor] : found) list.push_back(std::move(attractor));
  return list;
}

}  // namespace regulon
