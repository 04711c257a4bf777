#include "engine/modulation/modulators.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

TEST(Modulators, RefuseWeightsThatAreNotFinite) {
  const std::vector<uint32_t> first = {0, 1}, kind = {0}, target = {0};
  std::vector<float> weight = {-2};
  ModulatorTables tables;
  tables.regulators = 1;
  tables.first = first;
  tables.kind = kind;
  tables.target = target;
  tables.weight = weight;
  EXPECT_TRUE(Modulators::Create(tables).ok());
  for (const float wrong :
       {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    weight[0] = wrong;
    EXPECT_EQ(Modulators::Create(tables).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(Modulation, KeepsGainAndTemperatureWhereContextsMayGiveThem) {
  Modulation modulation;
  EXPECT_TRUE(modulation.Check(1e6, 1e6).ok());
  modulation.temperature = 1.5;
  EXPECT_TRUE(modulation.Check(1e6, 1).ok());
  const absl::Status status = modulation.Check(1, 1e6);
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(status.message()), HasSubstr("the temperature to"));
  modulation.temperature = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(modulation.Check(1, 1).ok());
  modulation.temperature = 1;
  modulation.gain = 0;
  EXPECT_FALSE(modulation.Check(1, 1).ok());
}

}  // namespace
}  // namespace regulon
