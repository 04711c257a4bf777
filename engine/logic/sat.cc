#include "engine/logic/sat.h"

#include <cadical.hpp>
#include <exception>
#include <utility>

namespace regulon {

struct SatSolver::Solver {
  CaDiCaL::Solver cadical;
};

SatSolver::SatSolver(Mode mode) {
  try {
    solver_ = std::make_unique<Solver>();
    CaDiCaL::Solver& cadical = solver_->cadical;
    cadical.set("quiet", 1);
    if (mode == kPlain) {
      cadical.configure("plain");
      cadical.set("phase", 0);
      cadical.set("forcephase", 1);
      for (const char* off : {"lucky", "walk", "rephase", "chrono"}) {
        cadical.set(off, 0);
      }
    }
  } catch (const std::exception&) {
    broken_ = true;
  }
}

SatSolver::~SatSolver() = default;
SatSolver::SatSolver(SatSolver&&) noexcept = default;
SatSolver& SatSolver::operator=(SatSolver&&) noexcept = default;

int SatSolver::True() {
  if (true_ == 0) {
    true_ = NewVariable();
    AddClause({true_});
  }
  return true_;
}

void SatSolver::AddClause(absl::Span<const int> literals) {
  if (broken_) return;
  try {
    for (const int literal : literals) solver_->cadical.add(literal);
    solver_->cadical.add(0);
  } catch (const std::exception&) {
    broken_ = true;
  }
}

SatSolver::Answer SatSolver::Solve(absl::Span<const int> assumptions) {
  if (broken_) return kUnknown;
  try {
    // Else a variable that no clause names would have no value.
    solver_->cadical.reserve(variables_);
    for (const int literal : assumptions) solver_->cadical.assume(literal);
    solver_->cadical.limit("conflicts", kMostConflicts);
    const int answer = solver_->cadical.solve();
    return answer == 10 ? kYes : answer == 20 ? kNo : kUnknown;
  } catch (const std::exception&) {
    broken_ = true;
    return kUnknown;
  }
}

bool SatSolver::Value(int literal) const {
  return solver_->cadical.val(literal) > 0;
}

CircuitClauses::CircuitClauses(const Circuit& circuit,
                               absl::Span<const int> variables,
                               SatSolver& solver)
    : circuit_(circuit), solver_(solver), literal_(circuit.nodes()) {
  literal_[0] = -solver.True();
  for (size_t v = 0; v < variables.size(); ++v) literal_[v + 1] = variables[v];
}

int CircuitClauses::LiteralOf(Literal function) {
  const auto literal = [this](Literal a) {
    const int plain = literal_[NodeOf(a)];
    return IsNegated(a) ? -plain : plain;
  };
  std::vector<uint32_t> open = {NodeOf(function)};
  while (!open.empty()) {
    const uint32_t node = open.back();
    if (literal_[node] != 0) {
      open.pop_back();
      continue;
    }
    const auto& [a, b] = circuit_.Inputs(node);
    const size_t before = open.size();
    for (const Literal in : {a, b}) {
      if (literal(in) == 0) open.push_back(NodeOf(in));
    }
    if (open.size() > before) continue;
    const int out = literal_[node] = solver_.NewVariable();
    solver_.AddClause({-out, literal(a)});
    solver_.AddClause({-out, literal(b)});
    solver_.AddClause({out, -literal(a), -literal(b)});
    open.pop_back();
  }
  return literal(function);
}

}  // namespace regulon
