#include "engine/modulation/modulators.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {

absl::Status Modulation::Check(double given_gain,
                               double given_temperature) const {
  const auto check = [](absl::string_view what, double value) {
    if (value > 0 && value <= 1e6) return absl::OkStatus();
    return absl::OutOfRangeError(
        absl::StrCat("modulators bring the ", what, " to ", value,
                     ", which is not above 0 and up to 1e6"));
  };
  RETURN_IF_ERROR(check("gain", given_gain * gain));
  return check("temperature", given_temperature * temperature);
}

absl::StatusOr<Modulators> Modulators::Create(const ModulatorTables& t) {
  if (t.first.empty()) return Modulators(t);
  const size_t entries = t.weight.size();
  RETURN_IF_ERROR(
      CheckFirst(t.first, t.regulators, entries, tensors::kModulationFirst));
  bool right = t.kind.size() == entries && t.target.size() == entries;
  for (size_t i = 0; right && i < entries; ++i) {
    right = t.kind[i] < kModulatedKinds;
    const auto kind = static_cast<Modulated>(t.kind[i]);
    const int most = kind == Modulated::kClosing     ? t.elements
                     : kind == Modulated::kThreshold ? t.domains
                                                     : 0;
    right = right && t.target[i] <= static_cast<uint32_t>(most) &&
            std::isfinite(t.weight[i]);
  }
  if (!right) {
    return absl::DataLossError("the tensors of the modulators do not fit");
  }
  return Modulators(t);
}

Modulation Modulators::NewModulation() const {
  const auto changes = [this](Modulated kind) {
    return std::count(t_.kind.begin(), t_.kind.end(),
                      static_cast<uint32_t>(kind)) > 0;
  };
  Modulation modulation;
  if (changes(Modulated::kClosing)) modulation.closing.resize(t_.elements);
  if (changes(Modulated::kThreshold)) modulation.threshold.resize(t_.domains);
  return modulation;
}

void Modulators::Run(absl::Span<const double> activity,
                     absl::Span<const uint32_t> present, Modulation& modulation,
                     ReadSet& reads, int64_t& flops) const {
  std::fill(modulation.closing.begin(), modulation.closing.end(), 0);
  std::fill(modulation.threshold.begin(), modulation.threshold.end(), 0);
  const auto shift = [](std::vector<double>& shifts, uint32_t target,
                        double by) {
    if (target > 0) {
      shifts[target - 1] += by;
    } else {
      for (double& each : shifts) each += by;
    }
  };
  double gain = 0, temperature = 0;
  reads.Mark(t_.first_units);
  for (const uint32_t t : present) {
    const uint32_t begin = t_.first[t], end = t_.first[t + 1];
    if (begin == end) continue;
    reads.Mark(t_.kind_units, t);
    reads.Mark(t_.target_units, t);
    reads.Mark(t_.weight_units, t);
    const double s = std::log1p(activity[t]);
    for (uint32_t i = begin; i < end; ++i) {
      const double by = t_.weight[i] * s;
      switch (static_cast<Modulated>(t_.kind[i])) {
        case Modulated::kGain:
          gain += by;
          break;
        case Modulated::kClosing:
          shift(modulation.closing, t_.target[i], by);
          break;
        case Modulated::kTemperature:
          temperature += by;
          break;
        case Modulated::kThreshold:
          shift(modulation.threshold, t_.target[i], by);
          break;
      }
    }
    flops += 1 + 2 * int64_t{end - begin};
  }
  modulation.gain = std::exp(gain);
  modulation.temperature = std::exp(temperature);
  flops += 2;
}

void Modulators::Backward(absl::Span<const double> activity,
                          absl::Span<const uint32_t> present,
                          const ModulationSlopes& slopes,
                          absl::Span<double> by_log_activity) const {
  const double all_closing =
      std::accumulate(slopes.closing.begin(), slopes.closing.end(), 0.0);
  for (const uint32_t t : present) {
    double by_signal = 0;
    for (uint32_t i = t_.first[t]; i < t_.first[t + 1]; ++i) {
      switch (static_cast<Modulated>(t_.kind[i])) {
        case Modulated::kGain:
          by_signal += t_.weight[i] * slopes.log_gain;
          break;
        case Modulated::kClosing:
          by_signal += t_.weight[i] * (t_.target[i] == 0
                                           ? all_closing
                                           : slopes.closing[t_.target[i] - 1]);
          break;
        case Modulated::kTemperature:
          by_signal += t_.weight[i] * slopes.log_temperature;
          break;
        case Modulated::kThreshold:
          break;
      }
    }
    by_log_activity[t] += by_signal * activity[t] / (1 + activity[t]);
  }
}

}  // namespace regulon
