#include "engine/transcription/silencing.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(Silencing, RefusesWeightsThatAreNotNumbersFromZeroOn) {
  const std::vector<Unit> units(1);
  const std::vector<uint32_t> first = {0, 1}, gene = {0};
  std::vector<float> weight = {0};
  SilencingTables tables;
  tables.regulators = 1;
  tables.units = units;
  tables.first = first;
  tables.gene = gene;
  tables.weight = weight;
  EXPECT_TRUE(Silencing::Create(tables).ok());
  for (const float wrong :
       {-1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    weight[0] = wrong;
    EXPECT_EQ(Silencing::Create(tables).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace regulon
