#include "engine/attractors/cycles.h"

#include <algorithm>

#include "engine/logic/sat.h"

namespace regulon {
namespace {

// The states of `length` steps from one that comes back to itself, and to none
// of them earlier.
class Unrolled {
 public:
  Unrolled(const System& system, int length) : system_(system) {
    at_.resize(length + 1);
    for (int i = 0; i < system.size(); ++i) {
      at_[0].push_back(solver_.NewVariable());
    }
    for (int t = 0; t < length; ++t) {
      CircuitClauses clauses(system.circuit, at_[t], solver_);
      for (const Literal next : system.next) {
        at_[t + 1].push_back(clauses.LiteralOf(next));
      }
    }
    for (int i = 0; i < system.size(); ++i) {
      solver_.AddClause({-at_[0][i], at_[length][i]});
      solver_.AddClause({at_[0][i], -at_[length][i]});
    }
    // Any shorter period divides the length by at least one of its primes.
    for (int prime = 2, rest = length; rest > 1; ++prime) {
      if (rest % prime != 0) continue;
      while (rest % prime == 0) rest /= prime;
      Differ(at_[0], at_[length / prime]);
    }
  }

  SatSolver::Answer Solve() { return solver_.Solve(); }

  // Of the assignment that was found, the smallest state first.
  std::vector<State> Cycle() const {
    std::vector<State> cycle;
    for (size_t t = 0; t + 1 < at_.size(); ++t) {
      State& state = cycle.emplace_back(system_.size());
      for (int i = 0; i < system_.size(); ++i) {
        state[i] = solver_.Value(at_[t][i]);
      }
    }
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()),
                cycle.end());
    return cycle;
  }

  void Exclude(const std::vector<State>& cycle) {
    for (const State& state : cycle) {
      std::vector<int> another;
      for (int i = 0; i < system_.size(); ++i) {
        another.push_back(state[i] ? -at_[0][i] : at_[0][i]);
      }
      solver_.AddClause(another);
    }
  }

 private:
  void Differ(const std::vector<int>& a, const std::vector<int>& b) {
    std::vector<int> any;
    for (size_t i = 0; i < a.size(); ++i) {
      const int differs = solver_.NewVariable();
      solver_.AddClause({-differs, a[i], b[i]});
      solver_.AddClause({-differs, -a[i], -b[i]});
      any.push_back(differs);
    }
    solver_.AddClause(any);
  }

  const System& system_;
  SatSolver solver_;
  std::vector<std::vector<int>> at_;  // [time][free]
};

}  // namespace

Cycles FindCycles(const System& system, int most_length, uint64_t limit) {
  Cycles found;
  found.complete = true;
  for (int length = 1; length <= most_length && found.complete; ++length) {
    const auto first = static_cast<std::ptrdiff_t>(found.cycles.size());
    Unrolled unrolled(system, length);
    for (;;) {
      const SatSolver::Answer answer = unrolled.Solve();
      found.complete = answer == SatSolver::kNo;
      if (answer != SatSolver::kYes || found.cycles.size() >= limit) break;
      found.cycles.push_back(unrolled.Cycle());
      unrolled.Exclude(found.cycles.back());
    }
    std::sort(found.cycles.begin() + first, found.cycles.end());
  }
  return found;
}

}  // namespace regulon
