#include "engine/attractors/fixed_points.h"

#include <algorithm>

#include "engine/attractors/feedback_vertices.h"
#include "engine/logic/sat.h"

namespace regulon {

FixedPoints EnumerateFixedPoints(const System& system, uint64_t limit) {
  SatSolver solver(SatSolver::kPlain);
  std::vector<int> variables;
  for (int i = 0; i < system.size(); ++i) {
    variables.push_back(solver.NewVariable());
  }
  CircuitClauses clauses(system.circuit, variables, solver);
  for (int i = 0; i < system.size(); ++i) {
    const int next = clauses.LiteralOf(system.next[i]);
    solver.AddClause({-variables[i], next});
    solver.AddClause({variables[i], -next});
  }
  const std::vector<int> deciding = FeedbackVertices(system);
  FixedPoints found;
  for (;;) {
    const SatSolver::Answer answer = solver.Solve();
    found.complete = answer == SatSolver::kNo;
    if (answer != SatSolver::kYes || found.states.size() >= limit) break;
    State& state = found.states.emplace_back(system.size());
    for (int i = 0; i < system.size(); ++i) {
      state[i] = solver.Value(variables[i]);
    }
    std::vector<int> another;
    for (const int i : deciding) {
      another.push_back(state[i] ? -variables[i] : variables[i]);
    }
    solver.AddClause(another);
  }
  std::sort(found.states.begin(), found.states.end());
  return found;
}

}  // namespace regulon
