// Every logical model of models/ against all that is known of its attractors,
// wild type and with genes held: expected/NAME.txt.
#include <string>
#include <vector>

#include "engine/attractors/asynchronous.h"
#include "engine/attractors/fixed_points.h"
#include "engine/attractors/synchronous.h"
#include "engine/attractors/trap_spaces.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/models/expected_attractors.h"
#include "tests/models/logical_model.h"

namespace regulon {
namespace {

using ::testing::Contains;
using ::testing::UnorderedElementsAreArray;

class KnownAttractors : public ::testing::TestWithParam<const char*> {
 protected:
  const LogicalModel model_{GetParam()};
  const std::vector<ExpectedAttractors> expected_ = ReadExpected(GetParam());
};

TEST_P(KnownAttractors, AreAllThatSynchronousTimeHas) {
  ASSERT_FALSE(expected_.empty());
  for (const ExpectedAttractors& expected : expected_) {
    SCOPED_TRACE(expected.title);
    const System system = model_.Hold(expected.held);
    const auto attractors = Require(SynchronousAttractors(system));
    if (expected.synchronous.empty()) {
      EXPECT_THAT(Lines(system, attractors, expected.ListsCycles()),
                  UnorderedElementsAreArray(expected.attractors));
    } else {
      EXPECT_THAT(Sizes(attractors),
                  UnorderedElementsAreArray(expected.synchronous));
    }
  }
}

TEST_P(KnownAttractors, AreAsLargeInAsynchronousTimeAndInAsManyTrapSpaces) {
  for (const ExpectedAttractors& expected : expected_) {
    SCOPED_TRACE(expected.title);
    const System system = model_.Hold(expected.held);
    if (!expected.asynchronous.empty()) {
      EXPECT_THAT(Sizes(Require(AsynchronousAttractors(system))),
                  UnorderedElementsAreArray(expected.asynchronous));
    }
    if (expected.trap_spaces) {
      const TrapSpaces found = MinimalTrapSpaces(system, 100);
      EXPECT_TRUE(found.complete);
      EXPECT_EQ(found.spaces.size(), *expected.trap_spaces);
    }
  }
}

TEST_P(KnownAttractors, HaveTheFixedPointsThatSatAndDiagramsFind) {
  for (const ExpectedAttractors& expected : expected_) {
    SCOPED_TRACE(expected.title);
    const System system = model_.Hold(expected.held);
    const FixedPoints found = EnumerateFixedPoints(system, 100);
    EXPECT_TRUE(found.complete);
    const BigUnsigned count = Require(CountFixedPoints(system));
    EXPECT_EQ(count, BigUnsigned(found.states.size()));
    if (expected.synchronous.empty()) {
      EXPECT_THAT(GenesOn(system, found.states),
                  UnorderedElementsAreArray(expected.Points()));
    } else {
      EXPECT_THAT(expected.synchronous, Contains(count.ToString() + " of 1"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Models, KnownAttractors,
    ::testing::Values("arabidopsis_flower", "budding_yeast", "cortical_area",
                      "fission_yeast", "lac_operon", "mammalian_cell_cycle",
                      "myeloid", "p53_mdm2", "repressilator", "t_helper",
                      "toggle_switch"),
    [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace regulon
