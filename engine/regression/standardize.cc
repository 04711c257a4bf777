#include "engine/regression/standardize.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

double DefaultPseudocount(const Unit& unit) {
  return unit.log_base == 0 ? 1 : unit.pseudocount;
}

}  // namespace

absl::StatusOr<double> Standardizer::Log(const FloatRows& levels, int sample,
                                         int regulator) const {
  const double level = levels(sample, regulator);
  const double activity = std::max(0.0, unit_.ToLinear(level));
  const double log = std::log(activity + pseudocount_[regulator]);
  if (!std::isfinite(log)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "sample #", sample, ", regulator #", regulator, ": ", level, " ",
        unit_.text, " has no finite logarithm with pseudocount ",
        pseudocount_[regulator], "; give a larger pseudocount"));
  }
  return log;
}

absl::StatusOr<Standardizer> Standardizer::Create(
    const FloatRows& levels, const Unit& unit,
    const StandardizerOptions& options) {
  const int n = levels.rows(), regulators = levels.cols();
  if (!options.weight.empty() &&
      static_cast<int>(options.weight.size()) != regulators) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.weight.size(), " weights for ", regulators,
                     " regulators: give one for each"));
  }
  Standardizer made;
  made.unit_ = unit;
  made.pseudocount_.assign(regulators, options.pseudocount < 0
                                           ? DefaultPseudocount(unit)
                                           : options.pseudocount);
  made.log_mean_.assign(regulators, 0);
  made.log_sd_.assign(regulators, 1);

  std::vector<double> variance(regulators, 0), given(regulators, 0);
  double largest = 0;
  for (int t = 0; t < regulators; ++t) {
    double sum = 0, squares = 0;
    std::vector<double> logs;
    for (int i = 0; i < n; ++i) {
      if (std::isnan(levels(i, t))) continue;
      ASSIGN_OR_RETURN(const double log, made.Log(levels, i, t));
      logs.push_back(log);
      sum += log;
    }
    given[t] = logs.size();
    if (logs.empty()) continue;
    made.log_mean_[t] = static_cast<float>(sum / logs.size());
    for (const double log : logs) {
      squares += (log - made.log_mean_[t]) * (log - made.log_mean_[t]);
    }
    variance[t] = squares / logs.size();
    // What rounding of a constant leaves.
    if (variance[t] < 1e-12) variance[t] = 0;
    largest = std::max(largest, variance[t]);
  }
  if (largest == 0) return made;  // every x of these samples is 0

  // A regulator without spread here says nothing; the largest sd keeps it small
  // where it does vary.
  double norm = 0;
  std::vector<double> scale(regulators);
  for (int t = 0; t < regulators; ++t) {
    const double sd = std::sqrt(variance[t] > 0 ? variance[t] : largest);
    const double weight = options.weight.empty() ? 1 : options.weight[t];
    if (!(weight > 0)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "regulator #", t, ": weight ", weight, " must be above 0"));
    }
    scale[t] = std::pow(sd, options.power) / weight;
    norm += given[t] / n * variance[t] / (scale[t] * scale[t]);
  }
  for (int t = 0; t < regulators; ++t) {
    made.log_sd_[t] = static_cast<float>(scale[t] * std::sqrt(norm));
  }
  return made;
}

double Standardizer::BasalActivity(int regulator) const {
  return std::max(
      0.0, std::exp(double{log_mean_[regulator]}) - pseudocount_[regulator]);
}

absl::StatusOr<FloatRows> Standardizer::Apply(const FloatRows& levels) const {
  FloatRows x = FloatRows::Zero(levels.rows(), levels.cols());
  for (int i = 0; i < levels.rows(); ++i) {
    for (int t = 0; t < levels.cols(); ++t) {
      if (std::isnan(levels(i, t))) continue;
      ASSIGN_OR_RETURN(const double log, Log(levels, i, t));
      x(i, t) = static_cast<float>((log - log_mean_[t]) / log_sd_[t]);
    }
  }
  return x;
}

}  // namespace regulon
