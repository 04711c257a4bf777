// Round numbers for the ticks of an axis.
#ifndef REGULON_ENGINE_CLI_OUTPUT_TICKS_H_
#define REGULON_ENGINE_CLI_OUTPUT_TICKS_H_

#include <string>
#include <vector>

namespace regulon {

// 1, 2 or 5 times a power of ten, the least that cuts `range` > 0 into at most
// `count` parts.
double TickStep(double range, int count);

// The multiples of `step` in [low, high].
std::vector<double> LinearTicks(double low, double high, double step);

// In [low, high], 0 < low < high: the powers of ten, or 1, 2 and 5 times them
// if there are fewer than two, or LinearTicks().
std::vector<double> LogTicks(double low, double high);

// With the digits that tell neighbours apart.
std::vector<std::string> TickLabels(const std::vector<double>& ticks);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_TICKS_H_
