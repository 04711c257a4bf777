#include "engine/simulation/occupancy.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// The share of window w that the intervals cover.
double ShareOf(const std::vector<std::pair<double, double>>& intervals, int w) {
  double share = 0;
  for (const auto& [begin, end] : intervals) {
    share += std::max(
        0.0, std::min(end, w + 1.0) - std::max(begin, static_cast<double>(w)));
  }
  return share;
}

TEST(Occupancy, IsTheMeanShareOfEachWindowAndItsError) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> time(0, 7);
  constexpr int kTrajectories = 50;
  Occupancy occupancy(2, 7), other(2, 7);
  std::vector<double> sum(7), squares(7);
  for (int t = 0; t < kTrajectories; ++t) {
    std::vector<double> times(2 * (random() % 5));
    for (double& x : times) x = time(random);
    if (t % 7 == 0 && !times.empty()) times[0] = 3;  // on a border
    std::sort(times.begin(), times.end());
    std::vector<std::pair<double, double>> intervals;
    for (size_t i = 0; i < times.size(); i += 2) {
      intervals.emplace_back(times[i], times[i + 1]);
    }
    if (t % 10 == 0) intervals = {{0, 7}};
    Occupancy& one = t % 2 == 0 ? occupancy : other;
    for (const auto& [begin, end] : intervals) one.Add(1, begin, end);
    one.EndTrajectory();
    for (int w = 0; w < 7; ++w) {
      sum[w] += ShareOf(intervals, w);
      squares[w] += std::pow(ShareOf(intervals, w), 2);
    }
  }
  occupancy.Merge(other, 1, 1);
  const auto estimates = occupancy.Estimates(1, kTrajectories);
  for (int w = 0; w < 7; ++w) {
    const double mean = sum[w] / kTrajectories;
    EXPECT_NEAR(estimates[w].probability, mean, 1e-9);
    EXPECT_NEAR(estimates[w].error,
                std::sqrt((squares[w] / kTrajectories - mean * mean) /
                          (kTrajectories - 1)),
                1e-7);
    EXPECT_EQ(occupancy.Estimates(0, kTrajectories)[w].probability, 0);
  }
}

}  // namespace
}  // namespace regulon
