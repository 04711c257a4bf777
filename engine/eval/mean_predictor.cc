#include "engine/eval/mean_predictor.h"

namespace regulon {

absl::Status MeanPredictor::Fit(const Problem& train, Workers&) {
  mean_ = train.values.cast<double>().colwise().mean().cast<float>();
  return absl::OkStatus();
}

absl::StatusOr<Prediction> MeanPredictor::Predict(const HeldOut& samples,
                                                  Workers&) {
  Prediction prediction;
  prediction.values = mean_.replicate(samples.levels.rows(), 1);
  prediction.parameters_read = parameters();
  return prediction;
}

}  // namespace regulon
