#include "engine/context/sense.h"

#include <algorithm>
#include <cmath>

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

double Sense::Activity(int regulator, double level, ReadSet& reads) const {
  reads.Mark(t_.reference_units, regulator);
  const double linear = t_.units[regulator].ToLinear(level);
  const double activity = linear / t_.reference[regulator];
  return activity < 0 ? 0 : activity;  // NaN passes, to be caught
}

double Sense::Standardized(int t, double activity, ReadSet& reads) const {
  reads.Mark(t_.log_mean_units, t);
  reads.Mark(t_.pseudocount_units, t);
  reads.Mark(t_.log_sd_units, t);
  return (std::log(activity + t_.pseudocount[t]) - t_.log_mean[t]) /
         t_.log_sd[t];
}

absl::StatusOr<int> Sense::Run(absl::Span<const double> levels,
                               absl::Span<double> activity,
                               absl::Span<uint32_t> present,
                               absl::Span<float> x, ReadSet& reads,
                               int64_t& flops) const {
  int count = 0;
  for (int t = 0; t < t_.regulators; ++t) {
    const bool given = !std::isnan(levels[t]);
    const bool basal = !given && t_.basal;
    if (given) {
      activity[t] = Activity(t, levels[t], reads);
    } else if (basal) {
      reads.Mark(t_.log_mean_units, t);
      reads.Mark(t_.pseudocount_units, t);
      const double level = std::exp(double{t_.log_mean[t]}) - t_.pseudocount[t];
      activity[t] = level < 0 ? 0 : level;
    } else {
      activity[t] = 0;
    }
    double standardized = 0;
    if (standardizes() && !basal) {
      standardized = Standardized(t, activity[t], reads);
    }
    if (standardizes()) x[t] = static_cast<float>(standardized);
    if (!IsFinite(activity[t], standardized)) {
      return NotFinite(t, activity[t], standardized);
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
      standardized = Standardized(regulator, activity[t], reads);
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
