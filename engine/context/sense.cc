#include "engine/context/sense.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

bool IsFinite(double activity, double standardized) {
  return std::isfinite(activity) &&
         std::isfinite(static_cast<float>(standardized));
}

absl::Status NotFinite(int regulator, double activity, double standardized) {
  return absl::OutOfRangeError(absl::StrCat("regulator #", regulator,
                                            " came out as ", activity,
                                            ", standardized ", standardized));
}

}  // namespace

absl::StatusOr<Sense> Sense::Create(const SenseTables& t) {
  const size_t regulators = t.regulators;
  const bool constants = !t.log_sd.empty();
  if (t.reference.size() != regulators || t.units.size() != regulators ||
      (constants &&
       (t.log_sd.size() != regulators || t.log_mean.size() != regulators ||
        t.pseudocount.size() != regulators)) ||
      (t.basal && regulators > 0 && !constants)) {
    return absl::DataLossError("the tensors of the regulators do not fit");
  }
  return Sense(t);
}

double Sense::Standardized(int t, double activity) const {
  return (std::log(activity + t_.pseudocount[t]) - t_.log_mean[t]) /
         t_.log_sd[t];
}

Sense::Sensed Sense::At(int t, double level) const {
  const bool given = !std::isnan(level);
  if (!given && t_.basal) {
    const double basal = std::exp(double{t_.log_mean[t]}) - t_.pseudocount[t];
    return {basal < 0 ? 0 : basal, 0};
  }
  double activity = given ? t_.units[t].ToLinear(level) / t_.reference[t] : 0;
  if (activity < 0) activity = 0;  // NaN passes, to be caught
  return {activity, standardizes() ? Standardized(t, activity) : 0};
}

void Sense::MarkStandards(int t, ReadSet& reads) const {
  reads.Mark(t_.log_mean_units, t);
  reads.Mark(t_.pseudocount_units, t);
  reads.Mark(t_.log_sd_units, t);
}

void Sense::Mark(int t, bool given, ReadSet& reads) const {
  if (given) reads.Mark(t_.reference_units, t);
  if (given || !t_.basal) {
    if (standardizes()) MarkStandards(t, reads);
  } else {
    reads.Mark(t_.log_mean_units, t);
    reads.Mark(t_.pseudocount_units, t);
  }
}

void Sense::MarkGiven(int t, ReadSet& reads) const { Mark(t, true, reads); }

bool Sense::SensesAlike(int t, double level, double other) const {
  const Sensed a = At(t, level), b = At(t, other);
  const auto x = static_cast<float>(a.standardized);
  const auto other_x = static_cast<float>(b.standardized);
  return IsFinite(a.activity, a.standardized) &&
         std::memcmp(&a.activity, &b.activity, sizeof(double)) == 0 &&
         std::memcmp(&x, &other_x, sizeof(float)) == 0;
}

absl::StatusOr<int> Sense::Run(absl::Span<const double> levels,
                               absl::Span<double> activity,
                               absl::Span<uint32_t> present,
                               absl::Span<float> x, ReadSet& reads,
                               int64_t& flops) const {
  int count = 0;
  for (int t = 0; t < t_.regulators; ++t) {
    Mark(t, !std::isnan(levels[t]), reads);
    const Sensed sensed = At(t, levels[t]);
    activity[t] = sensed.activity;
    if (standardizes()) x[t] = static_cast<float>(sensed.standardized);
    if (!IsFinite(sensed.activity, sensed.standardized)) {
      return NotFinite(t, sensed.activity, sensed.standardized);
    }
    if (activity[t] > 0) present[count++] = t;
  }
  flops += t_.regulators * (standardizes() ? 5 : 1);
  return count;
}

absl::Status Sense::Scale(absl::Span<const double> gain,
                          absl::Span<const uint32_t> present,
                          absl::Span<double> activity, absl::Span<float> x,
                          ReadSet& reads, int64_t& flops) const {
  for (const uint32_t t : present) {
    if (gain[t] == 0) continue;
    activity[t] *= std::exp(gain[t]);
    const auto regulator = static_cast<int>(t);
    double standardized = 0;
    if (standardizes()) {
      MarkStandards(regulator, reads);
      standardized = Standardized(regulator, activity[t]);
      x[t] = static_cast<float>(standardized);
    }
    if (!IsFinite(activity[t], standardized) || activity[t] == 0) {
      return NotFinite(regulator, activity[t], standardized);
    }
    flops += 6;
  }
  return absl::OkStatus();
}

}  // namespace regulon
