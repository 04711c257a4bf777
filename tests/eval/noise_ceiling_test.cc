#include "engine/eval/noise_ceiling.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

TEST(MeasureNoise, IsAsByHand) {
  // Group 0: 1, 3, 5 about 3: squares 8, freedom 2; each against the mean of
  // the others: 3, 0, 3. Group 1: 2, 4: squares 2, freedom 1; 2, 2. Group 2
  // has no replicate.
  FloatRows values(6, 1);
  values << 1, 3, 5, 2, 4, 100;
  const NoiseCeiling c = MeasureNoise(values, {0, 0, 0, 1, 1, 2}, 20);
  EXPECT_EQ(c.groups, 3);
  EXPECT_EQ(c.replicated_groups, 2);
  EXPECT_EQ(c.replicated_samples, 5);
  EXPECT_NEAR(c.rmse, std::sqrt(10.0 / 3), 1e-6);
  EXPECT_NEAR(c.rmse_to_others, std::sqrt((9 + 0 + 9 + 4 + 4) / 5.0), 1e-6);
  EXPECT_NEAR(c.r2, 1 - (10.0 / 3) / 20, 1e-6);
}

TEST(MeasureNoise, LeavesMissingValuesOut) {
  FloatRows values(3, 2);
  values << 1, 1, 3, std::numeric_limits<float>::quiet_NaN(), 5, 1;
  const NoiseCeiling c = MeasureNoise(values, {0, 0, 0}, 0);
  EXPECT_NEAR(c.rmse, std::sqrt(8.0 / 3), 1e-6);
}

TEST(MeasureNoise, FindsThePlantedNoiseForAnyNumberOfReplicates) {
  for (const int size : {2, 3, 5}) {
    const FloatRows centres = RandomRows(60, 200, 1),
                    noise = RandomRows(60, 200, 2);
    FloatRows values(60, 200);
    std::vector<int> replicate;
    for (int i = 0; i < 60; ++i) {
      replicate.push_back(i / size);
      values.row(i) = centres.row(i / size) + 0.3f * noise.row(i);
    }
    // The standard deviation of a uniform in [-1, 1) is 1 / sqrt(3).
    EXPECT_NEAR(MeasureNoise(values, replicate, 1).rmse, 0.3 / std::sqrt(3.0),
                0.005)
        << size;
  }
}

TEST(MeasureNoise, SaysNothingWithoutReplicates) {
  FloatRows values(2, 1);
  values << 1, 2;
  const NoiseCeiling c = MeasureNoise(values, {0, 1}, 1);
  EXPECT_EQ(c.replicated_groups, 0);
  EXPECT_EQ(c.r2, 0);
}

}  // namespace
}  // namespace regulon
