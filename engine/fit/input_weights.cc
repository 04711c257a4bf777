#include "engine/fit/input_weights.h"

#include <algorithm>
#include <cmath>

#include "engine/regression/dual.h"
#include "engine/regression/inner_folds.h"
#include "engine/regression/standardize.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Of the mean diagonal of the Gram matrix.
constexpr double kPenalties[] = {0.003, 0.01, 0.03, 0.1};

}  // namespace

absl::StatusOr<std::vector<double>> InputWeights(const FloatRows& levels,
                                                 const Unit& unit,
                                                 const FloatRows& values,
                                                 absl::Span<const int> fold,
                                                 Workers& workers) {
  if (values.cols() == 0) return std::vector<double>(levels.cols(), 1);
  // Regulators' logarithms: x in their own spread, times the common factor.
  ASSIGN_OR_RETURN(const Standardizer standardizer,
                   Standardizer::Create(levels, unit));
  ASSIGN_OR_RETURN(const FloatRows x, standardizer.Apply(levels));
  Eigen::MatrixXd gram = SampleGram(values, workers);
  const double diagonal = gram.diagonal().mean();
  const Eigen::Index regulators = x.cols();
  if (!(diagonal > 0)) return std::vector<double>(regulators, 1);
  gram /= diagonal;
  const auto folds = SamplesByFold(fold);
  Eigen::RowVectorXd best;
  for (const double penalty : kPenalties) {
    ASSIGN_OR_RETURN(const Eigen::MatrixXd inverse, DualInverse(gram, penalty));
    ASSIGN_OR_RETURN(
        const FloatRows residual,
        OutOfFoldResiduals(inverse, DualCoefficients(inverse, x, workers),
                           folds, workers));
    const Eigen::RowVectorXd squares =
        residual.cast<double>().array().square().colwise().mean();
    if (best.size() == 0 || squares.sum() < best.sum()) best = squares;
  }
  std::vector<double> noise(regulators);
  for (Eigen::Index t = 0; t < regulators; ++t) noise[t] = std::sqrt(best[t]);
  std::vector<double> sorted = noise;
  std::nth_element(sorted.begin(), sorted.begin() + regulators / 2,
                   sorted.end());
  const double least = sorted[regulators / 2] / 10;
  for (double& value : noise) {
    value = least > 0 ? 1 / std::sqrt(std::max(value, least)) : 1;
  }
  return noise;
}

}  // namespace regulon
