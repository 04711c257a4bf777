// What a fit learns from and a predictor is judged on: regulators' levels and
// the expression of the genes to predict, for the same samples.
#ifndef REGULON_ENGINE_REGRESSION_PROBLEM_H_
#define REGULON_ENGINE_REGRESSION_PROBLEM_H_

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/genome/unit.h"

namespace regulon {

// Row-major, so that a row is a sample.
using FloatRows =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// n samples, T regulators, G genes. A regulator that is a gene too stands in
// both lists under the same id.
struct Problem {
  std::vector<std::string> samples, regulators, genes;
  Unit unit;         // of levels and values
  FloatRows levels;  // [n, T]; a perturbed regulator's is that of its activity
  FloatRows values;  // [n, G]; read of training samples only
  // [n] 0..groups - 1: samples of a group are never split between folds.
  std::vector<int> group;
  bool perturbed = false;  // whether any experiment set anything
  // [n] regulators whose activity an experiment set; empty for most.
  std::vector<std::vector<int>> clamped;
};

// The samples given, in that order; groups keep their numbers.
Problem TakeSamples(const Problem& problem, absl::Span<const int> samples);

// Each gene's mean over the values it has, 0 where it has none, which also
// takes the place of missing values.
Eigen::RowVectorXf FillMissing(FloatRows& values);

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_PROBLEM_H_
