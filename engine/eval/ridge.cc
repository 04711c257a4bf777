#include "engine/eval/ridge.h"

#include <utility>

#include "engine/regression/dual.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {

RidgePredictor::RidgePredictor(std::string name, RidgeOptions options)
    : name_(std::move(name)), options_(std::move(options)) {}

absl::Status RidgePredictor::Fit(const Problem& train, Workers& workers) {
  ASSIGN_OR_RETURN(fit_, FitTunedRidge(train, options_, workers));
  group_ = train.group;
  return absl::OkStatus();
}

absl::StatusOr<Prediction> RidgePredictor::Predict(const HeldOut& samples,
                                                   Workers& workers) {
  ASSIGN_OR_RETURN(const FloatRows x, fit_.standardizer.Apply(samples.levels));
  Prediction prediction;
  prediction.values = fit_.model.Predict(x, workers);
  prediction.parameters_read = static_cast<double>(parameters());
  return prediction;
}

int64_t RidgePredictor::parameters() const {
  const int64_t n = fit_.model.x().rows(), regulators = fit_.model.x().cols(),
                genes = fit_.model.alpha().cols();
  const bool linear = fit_.best.choice.linear_share == 1;
  return (linear ? regulators * genes : n * genes + n * regulators + n) +
         genes + 2 * regulators;
}

absl::StatusOr<std::optional<FloatRows>> RidgePredictor::OutOfGroupResiduals(
    Workers& workers) {
  const int all = group_.size();  // as many folds as there are groups
  ASSIGN_OR_RETURN(
      FloatRows residuals,
      OutOfFoldResiduals(fit_.model.inverse(), fit_.model.alpha(),
                         SamplesByFold(InnerFolds(group_, all, 0)), workers));
  return std::optional<FloatRows>(std::move(residuals));
}

RidgePredictor LinearRidge() {
  RidgeOptions options;
  options.grid = LinearGrid();
  return RidgePredictor("ridge", options);
}

RidgePredictor MixedKernelRidge() {
  RidgeOptions options;
  options.grid = MixedGrid();
  return RidgePredictor("kernel ridge", options);
}

}  // namespace regulon
