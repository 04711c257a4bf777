// The baselines by ridge regression: linear, and by a mixed kernel
// (engine/regression/kernel_ridge.h). Penalty, width and mix by inner folds.
#ifndef REGULON_ENGINE_EVAL_RIDGE_H_
#define REGULON_ENGINE_EVAL_RIDGE_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/eval/predictor.h"
#include "engine/eval/tuned_ridge.h"

namespace regulon {

class RidgePredictor : public Predictor {
 public:
  // A grid of linear kernels alone is ridge regression, and counted as its
  // weights: T G + G + 2 T. Any other is counted in its dual form, as n G + n T
  // + n + G + 2 T.
  explicit RidgePredictor(std::string name, RidgeOptions options);

  std::string name() const override { return name_; }
  std::string details() const override { return fit_.Details(); }
  absl::Status Fit(const Problem& train, Workers& workers) override;
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers& workers) override;
  int64_t parameters() const override;
  absl::StatusOr<std::optional<FloatRows>> OutOfGroupResiduals(
      Workers& workers) override;

 private:
  const std::string name_;
  const RidgeOptions options_;
  TunedRidge fit_;
  std::vector<int> group_;  // of the training samples
};

// "ridge" and "kernel ridge" with the grids of kernel_search.h.
RidgePredictor LinearRidge();
RidgePredictor MixedKernelRidge();

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_RIDGE_H_
