#include "engine/eval/protocol.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct Split {
  std::vector<int> train, test;
};

absl::StatusOr<std::vector<Split>> SplitsOf(const Problem& problem,
                                            absl::Span<const int> fold) {
  const int n = problem.samples.size();
  if (static_cast<int>(fold.size()) != n) {
    return absl::InvalidArgumentError(absl::StrCat(
        fold.size(), " folds for ", n, " samples: give one for each"));
  }
  std::map<int, int> first_of;  // group -> sample
  int folds = 0;
  for (int i = 0; i < n; ++i) {
    const int first = first_of.emplace(problem.group[i], i).first->second;
    if (fold[first] != fold[i]) {
      return absl::InvalidArgumentError(absl::StrCat(
          "samples '", problem.samples[first], "' and '", problem.samples[i],
          "' are of one group but in folds ", fold[first], " and ", fold[i],
          ": keep groups together, or give finer groups"));
    }
    folds = std::max(folds, fold[i] + 1);
  }
  std::vector<Split> splits(folds);
  for (int f = 0; f < folds; ++f) {
    for (int i = 0; i < n; ++i) {
      (fold[i] == f ? splits[f].test : splits[f].train).push_back(i);
    }
    if (splits[f].test.empty() || splits[f].train.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "fold ", f, " has ", splits[f].test.size(), " held-out and ",
          splits[f].train.size(), " training samples: it needs both"));
    }
  }
  if (folds == 0) {
    return absl::InvalidArgumentError("no sample is held out");
  }
  return splits;
}

absl::Status In(const absl::Status& status, const std::string& name, int fold) {
  return absl::Status(status.code(), absl::StrCat(name, ", fold ", fold, ": ",
                                                  status.message()));
}

// One predictor in one fold.
class Turn {
 public:
  Turn(const Problem& problem, const Split& split, const Problem& train,
       const ProtocolOptions& options, Workers& workers)
      : problem_(problem),
        split_(split),
        train_(train),
        options_(options),
        workers_(workers) {}

  absl::Status Run(Predictor& predictor, Judgement& judgement) const {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(predictor.Fit(train_, workers_));
    const absl::Time fitted = absl::Now();
    ASSIGN_OR_RETURN(
        const Prediction prediction,
        predictor.Predict(HoldOut(problem_, split_.test), workers_));
    const absl::Time predicted = absl::Now();
    if (prediction.values.rows() != static_cast<int>(split_.test.size()) ||
        prediction.values.cols() != problem_.values.cols()) {
      return absl::InternalError(absl::StrCat(
          "predicted ", prediction.values.rows(), " samples by ",
          prediction.values.cols(), " genes where ", split_.test.size(), " by ",
          problem_.values.cols(), " were asked for"));
    }
    for (size_t i = 0; i < split_.test.size(); ++i) {
      judgement.predicted.row(split_.test[i]) = prediction.values.row(i);
    }
    const double count = split_.test.size();
    judgement.parameters += count * predictor.parameters();
    judgement.parameters_read += count * prediction.parameters_read;
    judgement.experts_share += count * prediction.experts_share;
    judgement.fit_seconds += absl::ToDoubleSeconds(fitted - start);
    judgement.predict_seconds += absl::ToDoubleSeconds(predicted - fitted);
    judgement.details.push_back(predictor.details());
    return options_.interval_level > 0 ? Cover(predictor, prediction, judgement)
                                       : absl::OkStatus();
  }

 private:
  absl::Status Cover(Predictor& predictor, const Prediction& prediction,
                     Judgement& judgement) const {
    ASSIGN_OR_RETURN(const std::optional<FloatRows> residuals,
                     predictor.OutOfGroupResiduals(workers_));
    if (!residuals.has_value()) return absl::OkStatus();
    const ConformalScale scale =
        Calibrate(*residuals, train_.group, options_.interval_level, workers_);
    if (!judgement.coverage.has_value()) judgement.coverage.emplace();
    const Problem held = TakeSamples(problem_, split_.test);
    AddCoverage(scale, held.values, prediction.values, held.group,
                *judgement.coverage);
    return absl::OkStatus();
  }

  const Problem& problem_;
  const Split& split_;
  const Problem& train_;
  const ProtocolOptions& options_;
  Workers& workers_;
};

}  // namespace

absl::StatusOr<ProtocolResult> RunProtocol(
    const Problem& problem, absl::Span<const int> fold,
    absl::Span<Predictor* const> predictors, const ProtocolOptions& options,
    Workers& workers) {
  ASSIGN_OR_RETURN(const std::vector<Split> splits, SplitsOf(problem, fold));
  const int folds = splits.size();
  ProtocolResult result;
  result.fold.assign(fold.begin(), fold.end());
  result.training_mean.resize(folds, problem.values.cols());
  result.judgements.resize(predictors.size());
  for (size_t p = 0; p < predictors.size(); ++p) {
    result.judgements[p].name = predictors[p]->name();
    result.judgements[p].predicted =
        FloatRows::Constant(problem.values.rows(), problem.values.cols(),
                            std::numeric_limits<float>::quiet_NaN());
  }
  double held = 0;
  for (int f = 0; f < folds; ++f) {
    Problem train = TakeSamples(problem, splits[f].train);
    result.training_mean.row(f) = FillMissing(train.values);
    held += splits[f].test.size();
    const Turn turn(problem, splits[f], train, options, workers);
    for (size_t p = 0; p < predictors.size(); ++p) {
      const std::string name = predictors[p]->name();
      if (options.progress) {
        RETURN_IF_ERROR(
            options.progress({f, folds, static_cast<int>(p),
                              static_cast<int>(predictors.size()), name}));
      }
      const absl::Status status =
          turn.Run(*predictors[p], result.judgements[p]);
      if (!status.ok()) return In(status, name, f);
    }
  }
  for (Judgement& judgement : result.judgements) {
    judgement.parameters /= held;
    judgement.parameters_read /= held;
    judgement.experts_share /= held;
  }
  return result;
}

}  // namespace regulon
