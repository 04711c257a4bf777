#include "engine/context/sense_line.h"

#include <algorithm>
#include <cmath>

namespace regulon {

double PreciseSense::pseudocount(int t) const {
  return stores_pseudocount(t) ? t_.pseudocount[t] : 1;
}

double PreciseSense::Activity(int t, double level) const {
  if (!std::isnan(level)) {
    return std::max(0.0, t_.units[t].ToLinear(level) / t_.reference[t]);
  }
  if (!t_.basal) return 0;
  return std::max(0.0, std::exp(double{t_.log_mean[t]}) - t_.pseudocount[t]);
}

double PreciseSense::LogLevel(int t, double level) const {
  // Where the mean is below the pseudocount, x_t is 0 all the same.
  if (std::isnan(level) && t_.basal && stores_pseudocount(t)) {
    return t_.log_mean[t];
  }
  return std::log(Activity(t, level) + pseudocount(t));
}

double PreciseSense::Standardized(int t, double activity) const {
  if (!standardizes()) return 0;
  return (std::log(activity + t_.pseudocount[t]) - t_.log_mean[t]) /
         t_.log_sd[t];
}

double PreciseSense::StandardizedSlope(int t, double activity) const {
  if (!standardizes() || activity == 0) return 0;
  return activity / ((activity + t_.pseudocount[t]) * t_.log_sd[t]);
}

double PreciseSense::StandardizedAt(int t, double u, double activity) const {
  if (!stores_pseudocount(t)) return Standardized(t, activity);
  return (u - t_.log_mean[t]) / t_.log_sd[t];
}

double PreciseSense::StandardizedSlopeAt(int t, double activity) const {
  if (stores_pseudocount(t)) return 1 / double{t_.log_sd[t]};
  return StandardizedSlope(t, activity) * LogActivitySlopeAt(t, activity);
}

double PreciseSense::LogActivitySlopeAt(int t, double activity) const {
  return activity > 0 ? 1 + pseudocount(t) / activity : 0;
}

SenseLine::SenseLine(const PreciseSense& sense, absl::Span<const double> from,
                     absl::Span<const double> to)
    : sense_(sense), from_(Ends(from)), to_(Ends(to)) {}

std::vector<SenseLine::End> SenseLine::Ends(
    absl::Span<const double> levels) const {
  std::vector<End> ends;
  for (int t = 0; t < sense_.regulators(); ++t) {
    End end;
    end.u = sense_.LogLevel(t, levels[t]);
    end.activity = sense_.Activity(t, levels[t]);
    end.x = sense_.StandardizedAt(t, end.u, end.activity);
    ends.push_back(end);
  }
  return ends;
}

void SenseLine::At(double s, absl::Span<double> activity,
                   absl::Span<double> x) const {
  for (int t = 0; t < sense_.regulators(); ++t) {
    const End& from = from_[t];
    const End& to = to_[t];
    if (s == 0 || !moves(t)) {
      activity[t] = from.activity;
      x[t] = from.x;
    } else if (s == 1) {
      activity[t] = to.activity;
      x[t] = to.x;
    } else {
      // Exact near absence, where a is a small difference.
      const double p = sense_.pseudocount(t);
      const double u = from.u + s * (to.u - from.u);
      activity[t] = std::max(0.0, p * std::expm1(u - std::log(p)));
      x[t] = sense_.StandardizedAt(t, u, activity[t]);
    }
  }
}

std::vector<SenseLine::Turn> SenseLine::Turns() const {
  std::vector<Turn> turns;
  for (int t = 0; t < sense_.regulators(); ++t) {
    const bool before = from_[t].activity > 0, after = to_[t].activity > 0;
    if (before == after) continue;
    const double s = (std::log(sense_.pseudocount(t)) - from_[t].u) / step(t);
    turns.push_back({std::clamp(s, 0.0, 1.0), t, after});
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const Turn& a, const Turn& b) { return a.s < b.s; });
  return turns;
}

}  // namespace regulon
