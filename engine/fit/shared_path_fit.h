// The shared path: the leading directions of what a fit says of the training
// samples. Projected on them, the whole function costs a small rank; what is
// left over is the domains' to add.
#ifndef REGULON_ENGINE_FIT_SHARED_PATH_FIT_H_
#define REGULON_ENGINE_FIT_SHARED_PATH_FIT_H_

#include "absl/status/statusor.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// W^T [rank, G], orthonormal rows: the right singular vectors of the fitted
// values [n, G] with the largest singular values, signed so that the entry of
// the largest magnitude is positive. Fewer rows where the values have no more
// directions.
absl::StatusOr<FloatRows> LeadingDirections(const FloatRows& fitted, int rank,
                                            Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_SHARED_PATH_FIT_H_
