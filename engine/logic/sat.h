// Satisfiability: clauses in, an assignment out. The only includer of
// CaDiCaL's header.
//
//   SatSolver solver;
//   CircuitClauses clauses(circuit, variables, solver);
//   solver.AddClause({clauses.LiteralOf(function)});
//   if (solver.Solve() == SatSolver::kYes) solver.Value(variables[0]);
#ifndef REGULON_ENGINE_LOGIC_SAT_H_
#define REGULON_ENGINE_LOGIC_SAT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "engine/logic/circuit.h"

namespace regulon {

// Its literals are numbers from 1 on, negated by '-'.
class SatSolver {
 public:
  enum Mode {
    kGeneral,
    // For many easy answers: nothing simplifies the clauses, and every decision
    // is "off". What is on in an assignment then follows from what is off, so
    // that no other assignment has less on.
    kPlain,
  };
  // kUnknown: too hard (kMostConflicts), or memory ran out.
  enum Answer { kYes, kNo, kUnknown };
  static constexpr int kMostConflicts = 5'000'000;  // per question

  explicit SatSolver(Mode mode = kGeneral);
  ~SatSolver();
  SatSolver(SatSolver&&) noexcept;
  SatSolver& operator=(SatSolver&&) noexcept;

  int NewVariable() { return ++variables_; }
  // Always true; its negation always false.
  int True();
  void AddClause(absl::Span<const int> literals);
  Answer Solve(absl::Span<const int> assumptions = {});
  // After kYes, and until the next clause.
  bool Value(int literal) const;

 private:
  struct Solver;
  std::unique_ptr<Solver> solver_;
  int variables_ = 0;
  int true_ = 0;
  bool broken_ = false;
};

// A circuit as clauses, node by node as they are asked for (Tseitin 1968).
class CircuitClauses {
 public:
  // variables[i] is the literal that variable i of the circuit stands for.
  // Holds on to the circuit and the solver.
  CircuitClauses(const Circuit& circuit, absl::Span<const int> variables,
                 SatSolver& solver);

  int LiteralOf(Literal function);

 private:
  const Circuit& circuit_;
  SatSolver& solver_;
  std::vector<int> literal_;  // [nodes], 0: not yet
};

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_SAT_H_
