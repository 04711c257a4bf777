// Which kernel and penalty predict samples of groups not seen: by inner folds
// that keep groups together. Generalized cross-validation is no substitute:
// with more regulators than samples it drives the penalty to zero.
#ifndef REGULON_ENGINE_REGRESSION_KERNEL_SEARCH_H_
#define REGULON_ENGINE_REGRESSION_KERNEL_SEARCH_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// Ascending values; all their combinations are candidates.
struct KernelGrid {
  std::vector<double> widths, linear_shares, penalties;
  // Up to so many training samples every candidate is tried; above, a descent
  // over the grid from its middle, by steps that halve.
  int exhaustive_samples = 100;
};

// Ridge regression: 25 penalties from 1e-4 to 100, evenly in the logarithm.
KernelGrid LinearGrid();
// Widths 0.03 .. 3, linear shares 0 .. 0.75, 21 penalties from 1e-4 to 10.
KernelGrid MixedGrid();

// Whether a choice of this grid is the last of its widths or penalties, so that
// one beyond may be better.
bool AtEdge(const KernelGrid& grid, const KernelChoice& choice);

struct KernelCandidate {
  KernelChoice choice;
  double rmse = 0;  // over inner folds, samples and genes
};

struct KernelSearch {
  KernelCandidate best;                // ties to the first tried in the grid
  std::vector<KernelCandidate> tried;  // in the order of the grid
};

// x [n, T] standardized by all n training samples; values [n, G] without NaN;
// fold [n] from InnerFolds. InvalidArgument for fewer than two folds.
absl::StatusOr<KernelSearch> ChooseKernel(const FloatRows& x,
                                          const FloatRows& values,
                                          absl::Span<const int> fold,
                                          const KernelGrid& grid,
                                          Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_KERNEL_SEARCH_H_
