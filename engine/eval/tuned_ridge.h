// Ridge regression, linear or by a kernel, with its settings chosen by inner
// folds: what the ridge baselines share.
#ifndef REGULON_ENGINE_EVAL_TUNED_RIDGE_H_
#define REGULON_ENGINE_EVAL_TUNED_RIDGE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/kernel_search.h"
#include "engine/regression/problem.h"
#include "engine/regression/standardize.h"
#include "engine/workers.h"

namespace regulon {

struct RidgeOptions {
  StandardizerOptions standardizer;
  KernelGrid grid;
  int inner_folds = 5;
  uint64_t seed = 0;
};

struct TunedRidge {
  Standardizer standardizer;
  KernelGrid grid;
  KernelCandidate best;
  KernelRidge model;

  // "penalty 0.056 of 0.0001..100 (25), inner RMSE 0.51", with width and share
  // where the kernel is not linear.
  std::string Details() const;
};

absl::StatusOr<TunedRidge> FitTunedRidge(const Problem& train,
                                         const RidgeOptions& options,
                                         Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_TUNED_RIDGE_H_
