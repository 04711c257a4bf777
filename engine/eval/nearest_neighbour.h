// The baseline that looks up: the training sample whose standardized levels lie
// nearest (Euclid), ties to the first, answers with its values.
#ifndef REGULON_ENGINE_EVAL_NEAREST_NEIGHBOUR_H_
#define REGULON_ENGINE_EVAL_NEAREST_NEIGHBOUR_H_

#include <string>
#include <utility>

#include "engine/eval/predictor.h"
#include "engine/regression/standardize.h"

namespace regulon {

class NearestNeighbour : public Predictor {
 public:
  explicit NearestNeighbour(StandardizerOptions options = {})
      : options_(std::move(options)) {}

  std::string name() const override { return "nearest neighbour"; }
  absl::Status Fit(const Problem& train, Workers& workers) override;
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers& workers) override;
  // Levels and values of the training samples, and two constants a regulator.
  int64_t parameters() const override {
    return x_.size() + values_.size() + 2 * x_.cols();
  }

 private:
  const StandardizerOptions options_;
  Standardizer standardizer_;
  FloatRows x_, values_;  // [n, T], [n, G]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_NEAREST_NEIGHBOUR_H_
