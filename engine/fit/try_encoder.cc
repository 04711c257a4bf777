#include "engine/fit/try_encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/fit/mean_gain.h"
#include "engine/fit/paths.h"
#include "engine/fit/shared_path_fit.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kTargets = 32;  // leading components of the expression

SensedRows RowsOf(const SensedRows& sensed, const std::vector<int>& rows) {
  SensedRows taken;
  taken.x = sensed.x(rows, Eigen::all);
  taken.log_activity = sensed.log_activity(rows, Eigen::all);
  taken.pseudocount = sensed.pseudocount;
  taken.log_mean = sensed.log_mean;
  taken.log_sd = sensed.log_sd;
  return taken;
}

// Places of `some` among the ascending `all`.
std::vector<int> PlacesOf(const std::vector<int>& some,
                          const std::vector<int>& all) {
  std::vector<int> places;
  for (const int i : some) {
    places.push_back(static_cast<int>(
        std::lower_bound(all.begin(), all.end(), i) - all.begin()));
  }
  return places;
}

absl::StatusOr<EncoderFit> FitOn(const SensedRows& sensed, FloatRows y,
                                 const std::vector<int>& validation,
                                 uint64_t seed, int threads, Workers& workers) {
  y.rowwise() -= y.colwise().mean().eval();
  ASSIGN_OR_RETURN(const FloatRows directions,
                   LeadingDirections(y, kTargets, workers));
  ASSIGN_OR_RETURN(const FloatRows targets,
                   Multiply(y, directions.transpose(), workers));
  EncoderFitOptions options;
  options.seed = seed;
  options.threads = threads;
  return FitEncoder(sensed, targets, validation, options);
}

absl::StatusOr<double> SquaresOn(const std::vector<int>& test,
                                 const std::vector<int>& train,
                                 const FloatRows& x, const FloatRows& y,
                                 const KernelChoice& kernel, Workers& workers) {
  ASSIGN_OR_RETURN(const KernelRidge model,
                   KernelRidge::Fit(x(train, Eigen::all), y(train, Eigen::all),
                                    kernel, workers));
  const FloatRows error =
      y(test, Eigen::all) - model.Predict(x(test, Eigen::all), workers);
  return error.cast<double>().array().square().sum();
}

std::vector<float> Copied(absl::Span<const float> values) {
  return std::vector<float>(values.begin(), values.end());
}

}  // namespace

SensedRows SensedOf(const FloatRows& levels, const Unit& unit,
                    const Standardizer& standardizer, const FloatRows& x) {
  SensedRows sensed;
  sensed.x = x;
  sensed.pseudocount = Copied(standardizer.pseudocount());
  sensed.log_mean = Copied(standardizer.log_mean());
  sensed.log_sd = Copied(standardizer.log_sd());
  sensed.log_activity.resize(x.rows(), x.cols());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index t = 0; t < x.cols(); ++t) {
      const double activity =
          std::isnan(levels(i, t))
              ? standardizer.BasalActivity(static_cast<int>(t))
              : unit.ToLinear(levels(i, t));
      sensed.log_activity(i, t) =
          static_cast<float>(std::log(std::max(0.0, activity)));
    }
  }
  return sensed;
}

absl::StatusOr<EncoderTrial> TryEncoder(
    const SensedRows& sensed, const FloatRows& y, const KernelChoice& kernel,
    const std::vector<std::vector<int>>& folds, uint64_t seed, int threads,
    Workers& workers) {
  EncoderTrial trial;
  std::vector<double> gains;
  for (size_t f = 0; f < folds.size(); ++f) {
    std::vector<int> train;
    for (int i = 0; i < y.rows(); ++i) {
      if (!std::binary_search(folds[f].begin(), folds[f].end(), i)) {
        train.push_back(i);
      }
    }
    const std::vector<int>& early = folds[(f + 1) % folds.size()];
    ASSIGN_OR_RETURN(const EncoderFit fit,
                     FitOn(RowsOf(sensed, train), y(train, Eigen::all),
                           PlacesOf(early, train), seed, threads, workers));
    ASSIGN_OR_RETURN(const FloatRows x, ApplyEncoder(fit.draft, sensed));
    ASSIGN_OR_RETURN(const double without,
                     SquaresOn(folds[f], train, sensed.x, y, kernel, workers));
    ASSIGN_OR_RETURN(const double with,
                     SquaresOn(folds[f], train, x, y, kernel, workers));
    trial.rmse_without += without;
    trial.rmse_with += with;
    gains.push_back(without - with);
  }
  const auto values = static_cast<double>(y.size());
  trial.rmse_without = std::sqrt(trial.rmse_without / values);
  trial.rmse_with = std::sqrt(trial.rmse_with / values);
  if (MeanGainOf(gains).BeyondChance()) {
    ASSIGN_OR_RETURN(trial.kept,
                     FitOn(sensed, y, folds[0], seed, threads, workers));
  }
  return trial;
}

}  // namespace regulon
