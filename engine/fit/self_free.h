// Genes that are regulators themselves: ridge regression of each on all
// regulators but itself, for a gene's own level says nothing about what drives
// it.
#ifndef REGULON_ENGINE_FIT_SELF_FREE_H_
#define REGULON_ENGINE_FIT_SELF_FREE_H_

#include <Eigen/Core>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// y = basal + x linear; linear(own[g], g) is exactly 0.
struct SelfFree {
  FloatRows linear;          // [T, genes]
  Eigen::RowVectorXf basal;  // [genes]
  double penalty = 0;        // one for all genes
  double inner_rmse = 0;     // at that penalty, out of fold
};

// x [n, T] standardized by these samples, values [n, genes], own [genes] the
// regulator that each gene is, fold [n] of inner folds.
absl::StatusOr<SelfFree> FitSelfFree(const FloatRows& x,
                                     const FloatRows& values,
                                     absl::Span<const int> own,
                                     absl::Span<const int> fold,
                                     Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_SELF_FREE_H_
