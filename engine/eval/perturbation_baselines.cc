#include "engine/eval/perturbation_baselines.h"

#include <cmath>
#include <limits>

#include "engine/status.h"

namespace regulon {

absl::Status NoChange::Fit(const PerturbationTraining& train, Workers&) {
  genes_ = train.change.cols();
  return absl::OkStatus();
}

absl::StatusOr<FloatRows> NoChange::PredictChange(const HeldOut& unseen,
                                                  Workers&) {
  return FloatRows(FloatRows::Zero(unseen.levels.rows(), genes_));
}

absl::Status MeanOfOthers::Fit(const PerturbationTraining& train, Workers&) {
  mean_ = Eigen::RowVectorXf::Zero(train.change.cols());
  for (int g = 0; g < mean_.size(); ++g) {
    double sum = 0;
    int count = 0;
    for (const int i : train.perturbed) {
      if (std::isnan(train.change(i, g))) continue;
      if (!all_kinds_ && !train.same_kind[i]) continue;
      sum += train.change(i, g);
      ++count;
    }
    if (count > 0) mean_[g] = static_cast<float>(sum / count);
  }
  return absl::OkStatus();
}

absl::StatusOr<FloatRows> MeanOfOthers::PredictChange(const HeldOut& unseen,
                                                      Workers&) {
  return FloatRows(mean_.replicate(unseen.levels.rows(), 1));
}

absl::Status Additive::Fit(const PerturbationTraining& train, Workers&) {
  singles_.clear();
  genes_ = train.change.cols();
  for (const int i : train.perturbed) {
    const std::vector<int>& clamped = train.problem.clamped[i];
    if (clamped.size() != 1) continue;
    const Eigen::RowVectorXf change = train.change.row(i);
    singles_.push_back({clamped[0], train.problem.levels(i, clamped[0]),
                        change.array().isNaN().select(0, change)});
  }
  return absl::OkStatus();
}

absl::StatusOr<FloatRows> Additive::PredictChange(const HeldOut& unseen,
                                                  Workers&) {
  FloatRows sum = FloatRows::Zero(unseen.levels.rows(), genes_);
  for (int i = 0; i < sum.rows(); ++i) {
    for (const int target : unseen.clamped[i]) {
      const float wanted = unseen.levels(i, target);
      float nearest = std::numeric_limits<float>::infinity();
      for (const Single& single : singles_) {
        if (single.target != target) continue;
        nearest = std::min(nearest, std::abs(single.level - wanted));
      }
      Eigen::RowVectorXf change = Eigen::RowVectorXf::Zero(genes_);
      int count = 0;
      for (const Single& single : singles_) {
        if (single.target != target) continue;
        if (std::abs(single.level - wanted) > nearest) continue;
        change += single.change;
        ++count;
      }
      if (count > 0) sum.row(i) += change / count;
    }
  }
  return sum;
}

absl::Status ChangeOf::Fit(const PerturbationTraining& train,
                           Workers& workers) {
  control_levels_ = train.control_levels;
  return predictor_.Fit(train.problem, workers);
}

absl::StatusOr<FloatRows> ChangeOf::PredictChange(const HeldOut& unseen,
                                                  Workers& workers) {
  HeldOut control;
  control.samples = {"control"};
  control.clamped.resize(1);
  control.levels = control_levels_;
  ASSIGN_OR_RETURN(const Prediction before,
                   predictor_.Predict(control, workers));
  ASSIGN_OR_RETURN(const Prediction after, predictor_.Predict(unseen, workers));
  return FloatRows(after.values.rowwise() - before.values.row(0));
}

}  // namespace regulon
