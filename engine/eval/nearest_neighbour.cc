#include "engine/eval/nearest_neighbour.h"

#include "engine/regression/kernel_ridge.h"
#include "engine/status.h"

namespace regulon {

absl::Status NearestNeighbour::Fit(const Problem& train, Workers&) {
  ASSIGN_OR_RETURN(standardizer_,
                   Standardizer::Create(train.levels, train.unit, options_));
  ASSIGN_OR_RETURN(x_, standardizer_.Apply(train.levels));
  values_ = train.values;
  return absl::OkStatus();
}

absl::StatusOr<Prediction> NearestNeighbour::Predict(const HeldOut& samples,
                                                     Workers&) {
  ASSIGN_OR_RETURN(const FloatRows x, standardizer_.Apply(samples.levels));
  const Eigen::MatrixXd distances = PartsBetween(x, x_).distances;
  Prediction prediction;
  prediction.values.resize(x.rows(), values_.cols());
  for (int i = 0; i < x.rows(); ++i) {
    Eigen::Index nearest;
    distances.row(i).minCoeff(&nearest);
    prediction.values.row(i) = values_.row(nearest);
  }
  // All levels are looked at, and the values of one sample.
  prediction.parameters_read =
      static_cast<double>(parameters() - values_.size() + values_.cols());
  return prediction;
}

}  // namespace regulon
