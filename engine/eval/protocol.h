// The protocol by which every predictor is judged: for each outer fold it is
// fitted to the training samples and predicts the held-out ones, of which it
// sees regulators' levels alone (HeldOut).
#ifndef REGULON_ENGINE_EVAL_PROTOCOL_H_
#define REGULON_ENGINE_EVAL_PROTOCOL_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/eval/conformal.h"
#include "engine/eval/predictor.h"
#include "engine/eval/scores.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct ProtocolStep {
  int fold = 0, folds = 0;
  int predictor = 0, predictors = 0;
  std::string name;  // of the predictor
};

struct ProtocolOptions {
  // Called before each fit; a status other than Ok ends the protocol with it.
  std::function<absl::Status(const ProtocolStep&)> progress;
  // Of conformal intervals; 0: none. Only of predictors that give
  // OutOfGroupResiduals.
  double interval_level = 0.9;
};

// Of one predictor, over all folds.
struct Judgement {
  std::string name;
  std::vector<std::string> details;  // [folds]
  FloatRows predicted;               // [n, G]; NaN where fold is -1
  // Means over the held-out samples; below 0: not known.
  double parameters = 0, parameters_read = 0, experts_share = 0;
  double fit_seconds = 0, predict_seconds = 0;  // summed over the folds
  std::optional<Coverage> coverage;
};

struct ProtocolResult {
  std::vector<int> fold;              // [n]; -1: never held out
  FloatRows training_mean;            // [folds, G]
  std::vector<Judgement> judgements;  // in the order of the predictors

  // Views of `truth`, the problem's values, and of this.
  Judged judged(const FloatRows& truth) const {
    return {truth, training_mean, fold};
  }
};

// fold [n]: 0 .. folds - 1, or -1 for samples that are always training. Missing
// training values are filled by their gene's mean over the training samples of
// the fold. InvalidArgument, naming a sample, where a group is split between
// folds or a fold leaves no training samples; errors of a predictor name it and
// the fold.
absl::StatusOr<ProtocolResult> RunProtocol(
    const Problem& problem, absl::Span<const int> fold,
    absl::Span<Predictor* const> predictors, const ProtocolOptions& options,
    Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PROTOCOL_H_
