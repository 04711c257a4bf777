// How far to trust each regulator's level: one that the other genes of the same
// sample do not predict is mostly noise, and distances between samples should
// count it less.
#ifndef REGULON_ENGINE_FIT_INPUT_WEIGHTS_H_
#define REGULON_ENGINE_FIT_INPUT_WEIGHTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// [T]: 1 / sqrt(noise_t), noise_t the root mean square error of ridge
// regression of the regulator's logarithm on all genes, out of the folds given,
// at the one penalty of a short grid that is best for all. Levels as in
// Problem, of training samples; NaN counts as the regulator's mean. Noise below
// a tenth of the median, as of a regulator that never varies, counts as that.
// Regulators are not to be among the genes; without genes, all weigh 1.
absl::StatusOr<std::vector<double>> InputWeights(const FloatRows& levels,
                                                 const Unit& unit,
                                                 const FloatRows& values,
                                                 absl::Span<const int> fold,
                                                 Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_INPUT_WEIGHTS_H_
