// The protocol for perturbations, leaving targets out: to predict what setting
// some regulators does, no sample may be seen in which all of them were set.
#ifndef REGULON_ENGINE_EVAL_PERTURBATION_H_
#define REGULON_ENGINE_EVAL_PERTURBATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/eval/perturbation_predictor.h"
#include "engine/eval/scores.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct PerturbationQuestion {
  std::vector<int> controls;  // samples without anything clamped
  std::vector<int> scored;    // samples of one kind, to be predicted
  // Whether samples of other kinds (those not in `scored`) with the same
  // targets may be seen: knock-outs from knock-downs of the same gene. That is
  // extrapolation, and not prediction of an unseen target.
  bool other_kinds_seen = false;
};

struct PerturbationJudgement {
  std::string name;
  FloatRows change;  // [scored, G] as predicted
  // Over the genes that are not targets: by number of the target set, for
  // ComparePaired.
  std::vector<GroupSquares> squares;
  double rmse = 0;
};

struct PerturbationResult {
  std::vector<int> target_set;  // [scored] 0 .. sets - 1
  int sets = 0;
  std::vector<PerturbationJudgement> judgements;
};

// Samples whose clamped regulators include all those of a scored one are held
// out with it. Missing values of controls and training samples count as no
// change. InvalidArgument, naming the sample, for a control with a clamp, a
// scored sample without one, or no control.
absl::StatusOr<PerturbationResult> JudgePerturbations(
    const Problem& problem, const PerturbationQuestion& question,
    absl::Span<PerturbationPredictor* const> predictors, Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PERTURBATION_H_
