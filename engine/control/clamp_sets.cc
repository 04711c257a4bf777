#include "engine/control/clamp_sets.h"

#include <algorithm>

namespace regulon {

ClampSets::ClampSets(const std::vector<bool>& targets, int most_clamps)
    : off_(targets.size()), on_(targets.size()) {
  const int count =
      static_cast<int>(std::count(targets.begin(), targets.end(), true));
  Circuit circuit(count);
  std::vector<int> clamped;
  std::vector<WeightedInput> inputs;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i]) continue;
    off_[i] = solver_.NewVariable();
    on_[i] = solver_.NewVariable();
    const int either = solver_.NewVariable();
    solver_.AddClause({-off_[i], -on_[i]});
    solver_.AddClause({-either, off_[i], on_[i]});
    solver_.AddClause({either, -off_[i]});
    solver_.AddClause({either, -on_[i]});
    inputs.push_back({circuit.Variable(static_cast<int>(clamped.size())), 1});
    clamped.push_back(either);
  }
  // Nodes are at most targets x sizes.
  bool too_large = false;
  std::vector<Literal> more_than;
  for (int size = 0; size <= most_clamps; ++size) {
    more_than.push_back(
        AtLeast(inputs, size + 1, 1 << 30, circuit, &too_large));
  }
  CircuitClauses clauses(circuit, clamped, solver_);
  for (const Literal more : more_than) {
    more_than_.push_back(clauses.LiteralOf(more));
  }
}

SatSolver::Answer ClampSets::Propose(int size, Subspace& clamps) {
  std::vector<int> assumptions = {-more_than_[size]};
  if (size > 0) assumptions.push_back(more_than_[size - 1]);
  const SatSolver::Answer answer = solver_.Solve(assumptions);
  clamps.assign(off_.size(), Fixed::kFree);
  if (answer != SatSolver::kYes) return answer;
  for (size_t i = 0; i < off_.size(); ++i) {
    if (off_[i] == 0) continue;
    if (solver_.Value(off_[i])) clamps[i] = Fixed::kOff;
    if (solver_.Value(on_[i])) clamps[i] = Fixed::kOn;
  }
  return answer;
}

void ClampSets::Meet(const Escape& escape) {
  std::vector<int> clause;
  for (const auto& [i, value] : escape.clamp) {
    clause.push_back(value ? on_[i] : off_[i]);
  }
  for (const auto& [i, value] : escape.release) {
    clause.push_back(value ? -on_[i] : -off_[i]);
  }
  solver_.AddClause(clause);
}

void ClampSets::Exclude(const Subspace& clamps) {
  std::vector<int> clause = Selected(clamps);
  const size_t size = clause.size();
  for (int& literal : clause) literal = -literal;
  clause.push_back(more_than_[size]);
  solver_.AddClause(clause);
}

void ClampSets::ExcludeSupersets(const Subspace& clamps) {
  std::vector<int> clause = Selected(clamps);
  for (int& literal : clause) literal = -literal;
  solver_.AddClause(clause);
}

std::vector<int> ClampSets::Selected(const Subspace& clamps) const {
  std::vector<int> selected;
  for (size_t i = 0; i < clamps.size(); ++i) {
    if (clamps[i] == Fixed::kOff) selected.push_back(off_[i]);
    if (clamps[i] == Fixed::kOn) selected.push_back(on_[i]);
  }
  return selected;
}

FailingFixedPoints::FailingFixedPoints(const System& system, Literal phenotype,
                                       const std::vector<bool>& targets)
    : held_(targets.size()) {
  for (int i = 0; i < system.size(); ++i) {
    value_.push_back(solver_.NewVariable());
  }
  CircuitClauses clauses(system.circuit, value_, solver_);
  for (int i = 0; i < system.size(); ++i) {
    const int next = clauses.LiteralOf(system.next[i]);
    std::vector<int> low = {value_[i], -next}, high = {-value_[i], next};
    if (targets[i]) {
      held_[i] = solver_.NewVariable();
      low.push_back(held_[i]);
      high.push_back(held_[i]);
    }
    solver_.AddClause(low);
    solver_.AddClause(high);
  }
  solver_.AddClause({clauses.LiteralOf(Not(phenotype))});
}

SatSolver::Answer FailingFixedPoints::Find(const Subspace& clamps,
                                           Subspace& state) {
  std::vector<int> assumptions;
  for (size_t i = 0; i < clamps.size(); ++i) {
    if (clamps[i] != Fixed::kFree) {
      assumptions.push_back(clamps[i] == Fixed::kOn ? value_[i] : -value_[i]);
      assumptions.push_back(held_[i]);
    } else if (held_[i] != 0) {
      assumptions.push_back(-held_[i]);
    }
  }
  const SatSolver::Answer answer = solver_.Solve(assumptions);
  state.clear();
  if (answer != SatSolver::kYes) return answer;
  for (const int value : value_) {
    state.push_back(FixedAt(solver_.Value(value)));
  }
  return answer;
}

}  // namespace regulon
