#include "tests/models/absorption.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/attractors/asynchronous.h"
#include "engine/attractors/reachable.h"

namespace regulon {
namespace {

constexpr double kPrecision = 1e-12;
constexpr int kMostSweeps = 100000;

class Chain {
 public:
  Chain(const System& system, const std::optional<State>& from)
      : system_(system) {
    if (from) {
      IndexOf(*from);
    } else {
      for (uint64_t s = 0; s < uint64_t{1} << system.size(); ++s) {
        IndexOf(Unpacked(s, system.size()));
      }
    }
    for (size_t i = 0; i < states_.size(); ++i) {
      const State state = states_[i];
      const State next = Successor(system, state);
      std::vector<int> steps;
      for (int v = 0; v < system.size(); ++v) {
        if (next[v] == state[v]) continue;
        State flipped = state;
        flipped[v] = next[v];
        steps.push_back(IndexOf(flipped));
      }
      steps_.push_back(std::move(steps));
    }
  }

  int size() const { return static_cast<int>(states_.size()); }
  // The states of these, which must be among the chain's.
  std::vector<int> Indices(const std::vector<State>& states) const {
    std::vector<int> indices;
    for (const State& state : states) indices.push_back(index_.at(state));
    return indices;
  }

  // [states] The mean of what comes next plus `gain` over the rate of leaving,
  // where `fixed` does not give the value; Gauss-Seidel.
  std::vector<double> Solve(const std::vector<std::optional<double>>& fixed,
                            double gain) const {
    std::vector<double> x(size());
    for (int i = 0; i < size(); ++i) x[i] = fixed[i].value_or(0);
    for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
      double change = 0;
      for (int i = size(); i-- > 0;) {
        if (fixed[i]) continue;
        double sum = gain;
        for (const int next : steps_[i]) sum += x[next];
        const double value = sum / steps_[i].size();
        change = std::max(change, std::abs(value - x[i]));
        x[i] = value;
      }
      if (change < kPrecision) return x;
    }
    throw std::runtime_error("does not converge");
  }

  // [free] Mean activity in the long run among states that are not left.
  std::vector<double> LongRunActivity(const std::vector<int>& closed) const {
    std::map<int, double> share;
    for (const int i : closed) share[i] = 1.0 / closed.size();
    const double rate = system_.size() + 1;  // more than any state is left at
    for (int sweep = 0;; ++sweep) {
      if (sweep == kMostSweeps) throw std::runtime_error("does not converge");
      std::map<int, double> next = share;
      for (const auto& [i, p] : share) {
        for (const int to : steps_[i]) {
          next[to] += p / rate;
          next[i] -= p / rate;
        }
      }
      double change = 0;
      for (const auto& [i, p] : next) {
        change = std::max(change, std::abs(p - share[i]));
      }
      share = std::move(next);
      if (change < kPrecision) break;
    }
    std::vector<double> activity(system_.size());
    for (const auto& [i, p] : share) {
      for (int v = 0; v < system_.size(); ++v) activity[v] += p * states_[i][v];
    }
    return activity;
  }

 private:
  int IndexOf(const State& state) {
    const auto [at, is_new] =
        index_.emplace(state, static_cast<int>(states_.size()));
    if (is_new) states_.push_back(state);
    return at->second;
  }

  const System& system_;
  std::vector<State> states_;
  std::map<State, int> index_;
  std::vector<std::vector<int>> steps_;
};

}  // namespace

Absorption SolveAbsorption(const System& system,
                           const std::optional<State>& from) {
  const Chain chain(system, from);
  const std::vector<Attractor> attractors =
      from
          ? Require(ReachableAttractors(system, Updating::kAsynchronous, *from))
                .attractors
          : Require(AsynchronousAttractors(system));
  // From one state, the first of the chain is it.
  const auto at_start = [&](const std::vector<double>& x) {
    if (from) return x[0];
    double sum = 0;
    for (const double value : x) sum += value;
    return sum / x.size();
  };
  Absorption absorption;
  absorption.states = chain.size();
  std::vector<std::optional<double>> fixed(chain.size());
  for (const Attractor& attractor : attractors) {
    for (const int i : chain.Indices(attractor.states)) fixed[i] = 0;
  }
  absorption.time = at_start(chain.Solve(fixed, 1));
  for (const Attractor& attractor : attractors) {
    const std::vector<int> indices = chain.Indices(attractor.states);
    for (const int i : indices) fixed[i] = 1;
    Fate fate;
    fate.attractor =
        indices.size() == 1
            ? absl::StrJoin(GenesOn(system, attractor.smallest), " ")
            : absl::StrCat(indices.size(), " states");
    fate.probability = at_start(chain.Solve(fixed, 0));
    fate.activity = chain.LongRunActivity(indices);
    absorption.fates.push_back(std::move(fate));
    for (const int i : indices) fixed[i] = 0;
  }
  return absorption;
}

}  // namespace regulon
