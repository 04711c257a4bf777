#include "engine/attractors/asynchronous.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/every_state_method.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

const EveryStateMethod kMethod = {AsynchronousAttractors, SlowAsynchronous};

TEST(AsynchronousAttractors, OfNoVariablesAreOneState) {
  AttractorOptions options;
  options.watch = {kTrue, kFalse};
  EXPECT_THAT(
      Lines(
          AsynchronousAttractors(MakeSmallSystem(0, nullptr), options).value()),
      ElementsAre("1 of ? from :  variables  watched +-"));
}

TEST(AsynchronousAttractors, OfTwoThatExcludeEachOtherAreNoCycle) {
  const System system = MakeSmallSystem(
      2, [](Circuit& c, int i) { return Not(c.Variable(1 - i)); });
  EXPECT_THAT(Lines(AsynchronousAttractors(system).value()),
              ElementsAre("1 of ? from 01: 01 variables -+ watched ",
                          "1 of ? from 10: 10 variables +- watched "));
}

TEST(AsynchronousAttractors, OfARingOfThreeRepressorsAreACycle) {
  System system = MakeSmallSystem(
      3, [](Circuit& c, int i) { return Not(c.Variable((i + 2) % 3)); });
  AttractorOptions options;
  options.watch = {system.circuit.AndAll(system.value),
                   system.circuit.OrAll(system.value)};
  EXPECT_THAT(Lines(AsynchronousAttractors(system, options).value()),
              ElementsAre("6 of ? from 001: 001 010 011 100 101 110 variables "
                          "*** watched -+"));
}

TEST(AsynchronousAttractors, ComeOncePerAssignmentOfTheInputs) {
  // An oscillation of variables 2 and 5, and twelve inputs around them.
  const System system = MakeSmallSystem(14, [](Circuit& c, int i) {
    if (i == 2) return Not(c.Variable(5));
    if (i == 5) return c.Variable(2);
    return c.Variable(i);
  });
  const auto attractors = AsynchronousAttractors(system).value();
  ASSERT_THAT(attractors, SizeIs(1 << 12));
  EXPECT_EQ(Line(attractors[1]),
            "4 of ? from 00000000000001: 00000000000001 00000100000001 "
            "00100000000001 00100100000001 variables --*--*-------+ watched ");
}

TEST(AsynchronousAttractors, MayBeACycleOfAllStates) {
  AttractorOptions options;
  options.most_states = 10;
  const auto attractors = AsynchronousAttractors(GrayCode(14), options).value();
  ASSERT_THAT(attractors, SizeIs(1));
  EXPECT_EQ(attractors[0].size, BigUnsigned(1 << 14));
  EXPECT_THAT(attractors[0].states, SizeIs(0));
}

TEST(AsynchronousAttractors, MayBeAllStatesOfFreelyTogglingVariables) {
  const System system =
      MakeSmallSystem(13, [](Circuit& c, int i) { return Not(c.Variable(i)); });
  const auto attractors = AsynchronousAttractors(system).value();
  ASSERT_THAT(attractors, SizeIs(1));
  EXPECT_EQ(attractors[0].size, BigUnsigned(1 << 13));
}

TEST(AsynchronousAttractors, OfRandomSystemsAreThoseFoundTheSlowWay) {
  kMethod.ExpectAsSlowOnRandomSystems();
}

TEST(AsynchronousAttractors, OfLargerRandomSystemsAreThoseFoundTheSlowWay) {
  kMethod.ExpectAsSlowOnLargerSystems(11);
}

TEST(AsynchronousAttractors, SayWhenThereAreTooManyStates) {
  kMethod.ExpectThatItSaysWhereThereAreTooManyStates();
}

TEST(AsynchronousAttractors, ReportProgressToTheEnd) {
  kMethod.ExpectProgressToTheEnd(Rotation(8));
}

}  // namespace
}  // namespace regulon
