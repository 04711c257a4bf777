#include "engine/logic/sat.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace regulon {
namespace {

Literal Random(Circuit& circuit, std::mt19937& random) {
  for (int i = 0; i < 12; ++i) {
    const auto pick = [&] {
      return static_cast<Literal>(random() % (2 * circuit.nodes()));
    };
    const Literal a = pick(), b = pick();
    circuit.And(a, b);
  }
  return 2 * (circuit.nodes() - 1) + (random() & 1);
}

TEST(Sat, FindsExactlyTheAssignmentsThatMakeACircuitTrue) {
  std::mt19937 random(2);
  for (const auto mode : {SatSolver::kGeneral, SatSolver::kPlain}) {
    for (int i = 0; i < 100; ++i) {
      Circuit circuit(5);
      const Literal function = Random(circuit, random);
      SatSolver solver(mode);
      std::vector<int> variables;
      for (int v = 0; v < 5; ++v) variables.push_back(solver.NewVariable());
      CircuitClauses clauses(circuit, variables, solver);
      solver.AddClause({clauses.LiteralOf(function)});
      std::set<std::vector<bool>> found, expected;
      while (solver.Solve() == SatSolver::kYes) {
        std::vector<bool> values;
        std::vector<int> another;
        for (const int v : variables) {
          values.push_back(solver.Value(v));
          another.push_back(values.back() ? -v : v);
        }
        ASSERT_TRUE(found.insert(values).second);
        solver.AddClause(another);
      }
      EXPECT_EQ(solver.Solve(), SatSolver::kNo);
      for (int row = 0; row < 32; ++row) {
        std::vector<bool> values;
        for (int v = 0; v < 5; ++v) values.push_back((row >> v & 1) != 0);
        if (circuit.Evaluate(function, values)) expected.insert(values);
      }
      EXPECT_EQ(found, expected);
    }
  }
}

TEST(Sat, AssumesForOneQuestionOnly) {
  SatSolver solver;
  const int a = solver.NewVariable(), b = solver.NewVariable();
  solver.AddClause({a, b});
  EXPECT_EQ(solver.Solve({-a, -b}), SatSolver::kNo);
  ASSERT_EQ(solver.Solve({-a}), SatSolver::kYes);
  EXPECT_TRUE(solver.Value(b));
  EXPECT_TRUE(solver.Value(-a));
  EXPECT_EQ(solver.Solve(), SatSolver::kYes);
  solver.AddClause({});
  EXPECT_EQ(solver.Solve(), SatSolver::kNo);
}

// Clauses of one positive literal or more: the assignments found are those from
// which nothing can be taken away.
TEST(Sat, PlainAssignmentsAreMinimal) {
  SatSolver solver(SatSolver::kPlain);
  const int a = solver.NewVariable(), b = solver.NewVariable(),
            c = solver.NewVariable(), d = solver.NewVariable();
  solver.AddClause({a, b});
  solver.AddClause({-a, c, d});
  std::set<std::vector<bool>> found;
  while (solver.Solve() == SatSolver::kYes) {
    std::vector<bool> values;
    std::vector<int> less;
    for (const int v : {a, b, c, d}) {
      values.push_back(solver.Value(v));
      if (values.back()) less.push_back(-v);
    }
    found.insert(values);
    solver.AddClause(less);
  }
  EXPECT_EQ(found, (std::set<std::vector<bool>>{
                       {0, 1, 0, 0}, {1, 0, 1, 0}, {1, 0, 0, 1}}));
}

}  // namespace
}  // namespace regulon
