#include "engine/binding/state_table.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/binding/elements.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Element 0: empty 0.25, and bound by two of regulator 0 at 1 kBT. Element 1:
// always 0.5.
struct States {
  std::vector<uint32_t> state_first = {0, 2, 3};
  std::vector<float> energy = {0, 1, 7}, value = {0.25, 1, 0.5};
  std::vector<uint32_t> binding_first = {0, 0, 1, 1}, regulator = {0};
  std::vector<float> count = {2};

  StateTables Tables() const {
    StateTables t;
    t.elements = 2;
    t.regulators = 2;
    t.state_first = state_first;
    t.energy = energy;
    t.value = value;
    t.binding_first = binding_first;
    t.regulator = regulator;
    t.count = count;
    t.units[1] = {0};
    t.units[5] = {1};
    return t;
  }
  Elements Run(double level) const {
    return Evaluate(**MakeStateTable(Tables()), 2, {{level, 0}, {}, {}, 1, {}});
  }
};

TEST(StateTable, AveragesItsValuesByBoltzmannWeight) {
  const Elements out = States().Run(3);
  ASSERT_TRUE(out.status.ok()) << out.status;
  const double bound = 9 * std::exp(-1);
  EXPECT_NEAR(out.activity[0], (0.25 + bound) / (1 + bound), 1e-12);
  EXPECT_EQ(out.activity[1], 0.5);
  EXPECT_EQ(out.logit[0], 0);
  EXPECT_TRUE(out.reads.Has(0) && out.reads.Has(1));
}

TEST(StateTable, HasNoBoundStateWithoutTheRegulator) {
  const Elements out = States().Run(0);
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_EQ(out.activity[0], 0.25);
}

// 0 log 0 = 0.
TEST(StateTable, TakesACountOfZeroForNoBinding) {
  States none;
  none.count[0] = 0;
  const Elements out = none.Run(0);
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_NEAR(out.activity[0], (0.25 + std::exp(-1)) / (1 + std::exp(-1)),
              1e-12);
}

TEST(StateTable, WeighsEnergiesThatWouldOverflowAnExponential) {
  States deep;
  deep.energy = {-2000, -2001, 0};
  const Elements out = deep.Run(1);
  ASSERT_TRUE(out.status.ok()) << out.status;
  EXPECT_NEAR(out.activity[0], (0.25 + std::exp(1)) / (1 + std::exp(1)), 1e-9);
}

TEST(StateTable, RefusesANanInEveryParameter) {
  for (std::vector<float> States::*const field :
       {&States::energy, &States::value, &States::count}) {
    for (size_t i = 0; i < (States().*field).size(); ++i) {
      for (const double level : {0.0, 1.0}) {
        States poisoned;
        (poisoned.*field)[i] = kNan;
        const Elements out = poisoned.Run(level);
        EXPECT_EQ(out.status.code(), absl::StatusCode::kOutOfRange);
        EXPECT_THAT(std::string(out.status.message()),
                    HasSubstr("came out as nan"));
      }
    }
  }
}

TEST(StateTable, RefusesTablesThatPointAstray) {
  States regulator, without_state, bindings, values;
  regulator.regulator[0] = 2;
  without_state.state_first = {0, 0, 3};
  bindings.binding_first = {0, 0, 1, 2};
  values.value.pop_back();
  for (const States* damaged :
       {&regulator, &without_state, &bindings, &values}) {
    EXPECT_EQ(MakeStateTable(damaged->Tables()).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(MakeStateTable(States().Tables()).ok());
}

}  // namespace
}  // namespace regulon
