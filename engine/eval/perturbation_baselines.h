// Simple predictions of a perturbation not seen, and any Predictor's.
#ifndef REGULON_ENGINE_EVAL_PERTURBATION_BASELINES_H_
#define REGULON_ENGINE_EVAL_PERTURBATION_BASELINES_H_

#include <string>
#include <vector>

#include "engine/eval/perturbation_predictor.h"

namespace regulon {

// The control again.
class NoChange : public PerturbationPredictor {
 public:
  std::string name() const override { return "no change"; }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override;
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override;

 private:
  int genes_ = 0;
};

// The mean change of the other perturbations: of the kind to be predicted, or
// of all kinds. A gene's mean is over the samples that do not target it; 0
// where there are none.
class MeanOfOthers : public PerturbationPredictor {
 public:
  explicit MeanOfOthers(bool all_kinds = false) : all_kinds_(all_kinds) {}
  std::string name() const override {
    return all_kinds_ ? "mean of the others of all kinds"
                      : "mean of the others";
  }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override;
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override;

 private:
  const bool all_kinds_;
  Eigen::RowVectorXf mean_;  // [G]
};

// For combinations: the sum over targets of the change that setting this target
// alone makes, in the samples with the level nearest to the one wanted. A
// target never set alone adds nothing.
class Additive : public PerturbationPredictor {
 public:
  std::string name() const override { return "additive"; }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override;
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override;

 private:
  struct Single {
    int target;
    float level;
    Eigen::RowVectorXf change;  // [G], 0 at the target
  };
  std::vector<Single> singles_;
  int genes_ = 0;
};

// The difference between what a predictor says of the perturbed levels and of
// the control's, by a fit to all training samples, perturbed or not.
class ChangeOf : public PerturbationPredictor {
 public:
  // Must outlive this.
  explicit ChangeOf(Predictor& predictor) : predictor_(predictor) {}
  std::string name() const override { return predictor_.name(); }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override;
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override;

 private:
  Predictor& predictor_;
  FloatRows control_levels_;  // [1, T]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PERTURBATION_BASELINES_H_
