// The baseline that knows no regulator: each gene's mean over the training
// samples.
#ifndef REGULON_ENGINE_EVAL_MEAN_PREDICTOR_H_
#define REGULON_ENGINE_EVAL_MEAN_PREDICTOR_H_

#include <string>

#include "engine/eval/predictor.h"

namespace regulon {

class MeanPredictor : public Predictor {
 public:
  std::string name() const override { return "mean"; }
  absl::Status Fit(const Problem& train, Workers& workers) override;
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers& workers) override;
  int64_t parameters() const override { return mean_.size(); }

 private:
  Eigen::RowVectorXf mean_;  // [G]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_MEAN_PREDICTOR_H_
