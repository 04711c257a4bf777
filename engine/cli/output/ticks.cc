#include "engine/cli/output/ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/cli/output/number_text.h"

namespace regulon {
namespace {

constexpr double kRounding = 1e-9;  // relative, of the ends of an axis

}  // namespace

double TickStep(double range, int count) {
  const double least = range / count * (1 - kRounding);
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double multiple : {1.0, 2.0, 5.0}) {
    if (multiple * power >= least) return multiple * power;
  }
  return 10 * power;
}

std::vector<double> LinearTicks(double low, double high, double step) {
  std::vector<double> ticks;
  const double first = std::ceil(low / step - kRounding);
  const double last = std::floor(high / step + kRounding);
  for (int i = 0; i <= last - first; ++i) ticks.push_back((first + i) * step);
  return ticks;
}

std::vector<double> LogTicks(double low, double high) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const std::vector<double> sparse = {1}, dense = {1, 2, 5};
  for (const std::vector<double>& multiples : {sparse, dense}) {
    std::vector<double> ticks;
    for (int exponent = first; exponent <= last; ++exponent) {
      for (const double multiple : multiples) {
        const double tick = multiple * std::pow(10.0, exponent);
        if (tick >= low * (1 - kRounding) && tick <= high * (1 + kRounding)) {
          ticks.push_back(tick);
        }
      }
    }
    if (ticks.size() >= 2) return ticks;
  }
  return LinearTicks(low, high, TickStep(high - low, 5));
}

std::vector<std::string> TickLabels(const std::vector<double>& ticks) {
  double largest = 0, least_gap = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < ticks.size(); ++i) {
    largest = std::max(largest, std::abs(ticks[i]));
    if (i > 0) least_gap = std::min(least_gap, ticks[i] - ticks[i - 1]);
  }
  const double digits = std::ceil(std::log10(largest / least_gap)) + 1;
  std::vector<std::string> labels;
  labels.reserve(ticks.size());
  for (const double tick : ticks) {
    labels.push_back(
        RoundedText(tick, static_cast<int>(std::clamp(digits, 4.0, 14.0))));
  }
  return labels;
}

}  // namespace regulon
