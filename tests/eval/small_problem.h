// A small problem with structure: expression is a bent function of regulators.
#ifndef REGULON_TESTS_EVAL_SMALL_PROBLEM_H_
#define REGULON_TESTS_EVAL_SMALL_PROBLEM_H_

#include <vector>

#include "engine/regression/problem.h"

namespace regulon {

// 60 samples in groups of 3, 3 regulators, 40 genes, log2_intensity.
Problem SmallProblem();

// Whole groups by turns: 0 .. folds - 1.
std::vector<int> FoldsOf(const Problem& problem, int folds);

}  // namespace regulon

#endif  // REGULON_TESTS_EVAL_SMALL_PROBLEM_H_
