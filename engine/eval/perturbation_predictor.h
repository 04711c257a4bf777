// Whoever predicts what a perturbation not seen does.
#ifndef REGULON_ENGINE_EVAL_PERTURBATION_PREDICTOR_H_
#define REGULON_ENGINE_EVAL_PERTURBATION_PREDICTOR_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/eval/predictor.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// What may be learned from. Changes are values less the control's.
struct PerturbationTraining {
  Problem problem;               // n samples, controls and others, without NaN
  Eigen::RowVectorXf control;    // [G] mean of the controls
  FloatRows control_levels;      // [1, T] mean of the controls
  std::vector<int> perturbed;    // samples with anything clamped, ascending
  std::vector<bool> same_kind;   // [n] of the kind to be predicted
  std::vector<int> target_gene;  // [T] the gene of the regulator's id, or -1
  // [n, G]; of a perturbed sample NaN at its own targets, which are set and say
  // nothing of an effect.
  FloatRows change;
};

class PerturbationPredictor {
 public:
  virtual ~PerturbationPredictor() = default;
  virtual std::string name() const = 0;

  // Forgets any earlier fit.
  virtual absl::Status Fit(const PerturbationTraining& train,
                           Workers& workers) = 0;

  // [m, G] changes. The levels of `unseen` are the control's, with the targets'
  // as the experiment set them; all have the same targets.
  virtual absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                                  Workers& workers) = 0;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PERTURBATION_PREDICTOR_H_
