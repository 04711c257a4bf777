#include "engine/attractors/synchronous.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/every_state_method.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

const EveryStateMethod kMethod = {SynchronousAttractors, SlowSynchronous};

TEST(SynchronousAttractors, OfNoVariablesAreOneState) {
  AttractorOptions options;
  options.watch = {kTrue, kFalse};
  EXPECT_THAT(
      Lines(
          SynchronousAttractors(MakeSmallSystem(0, nullptr), options).value()),
      ElementsAre("1 of 1 from :  variables  watched +-"));
}

TEST(SynchronousAttractors, OfTwoThatExcludeEachOther) {
  System system = MakeSmallSystem(
      2, [](Circuit& c, int i) { return Not(c.Variable(1 - i)); });
  AttractorOptions options;
  options.watch = {system.circuit.Xor(system.circuit.Variable(0),
                                      system.circuit.Variable(1)),
                   system.circuit.And(system.circuit.Variable(0),
                                      system.circuit.Variable(1))};
  EXPECT_THAT(Lines(SynchronousAttractors(system, options).value()),
              ElementsAre("2 of 2 from 00: 00 11 variables ** watched -*",
                          "1 of 1 from 01: 01 variables -+ watched +-",
                          "1 of 1 from 10: 10 variables +- watched +-"));
}

TEST(SynchronousAttractors, AreTheLargestBasinsFirst) {
  // Off stays off; on stays on only with the other.
  const System system = MakeSmallSystem(
      2, [](Circuit& c, int) { return c.And(c.Variable(0), c.Variable(1)); });
  EXPECT_THAT(Lines(SynchronousAttractors(system).value()),
              ElementsAre("1 of 3 from 00: 00 variables -- watched ",
                          "1 of 1 from 11: 11 variables ++ watched "));
}

TEST(SynchronousAttractors, GiveCyclesInTheOrderOfTimeFromTheSmallest) {
  const auto attractors = SynchronousAttractors(Rotation(4)).value();
  ASSERT_THAT(attractors, SizeIs(6));  // necklaces
  EXPECT_EQ(Line(attractors[1]),
            "4 of 4 from 0011: 0011 1001 1100 0110 variables **** watched ");
}

TEST(SynchronousAttractors, MayBeACycleOfAllStates) {
  AttractorOptions options;
  options.most_states = (1 << 13) - 1;
  auto attractors = SynchronousAttractors(Counter(13), options).value();
  ASSERT_THAT(attractors, SizeIs(1));
  EXPECT_EQ(attractors[0].size, BigUnsigned(1 << 13));
  EXPECT_EQ(attractors[0].basin, BigUnsigned(1 << 13));
  EXPECT_THAT(attractors[0].states, SizeIs(0));
  options.most_states = 1 << 13;
  attractors = SynchronousAttractors(Counter(13), options).value();
  EXPECT_THAT(attractors[0].states, SizeIs(1 << 13));
  EXPECT_EQ(Packed(attractors[0].states[5000]), 5000);
}

TEST(SynchronousAttractors, MayBeAFixedPointAtTheEndOfALongWay) {
  // A counter that stays at its end.
  for (const int size : {1, 5, 14}) {
    System system = Counter(size);
    const Literal end = system.circuit.AndAll(system.value);
    for (Literal& next : system.next) next = system.circuit.Or(next, end);
    const auto attractors = SynchronousAttractors(system).value();
    ASSERT_THAT(attractors, SizeIs(1));
    EXPECT_EQ(attractors[0].size, BigUnsigned(1));
    EXPECT_EQ(attractors[0].basin, BigUnsigned(1 << size));
    EXPECT_EQ(Packed(attractors[0].smallest), (1 << size) - 1);
  }
}

TEST(SynchronousAttractors, OfASlowlyShrinkingPartOfTheStatesAreExact) {
  // As long as the first two variables are off the others count, else they
  // shift out: a short list of states with a long way to go.
  System system = Counter(12);
  Circuit& c = system.circuit;
  const Literal counts = c.And(Not(c.Variable(0)), Not(c.Variable(1)));
  const Literal end = c.AndAll(
      std::vector<Literal>(system.value.begin() + 2, system.value.end()));
  for (int i = 0; i < 12; ++i) {
    const Literal counted = i < 2 ? kFalse : c.Or(system.next[i], end);
    const Literal shifted = i < 2 ? c.Variable(i) : kFalse;
    system.next[i] = c.IfElse(counts, counted, shifted);
  }
  kMethod.ExpectAsSlow(system, {});
}

TEST(SynchronousAttractors, OfRandomSystemsAreThoseFoundTheSlowWay) {
  kMethod.ExpectAsSlowOnRandomSystems();
}

TEST(SynchronousAttractors, OfLargerRandomSystemsAreThoseFoundTheSlowWay) {
  kMethod.ExpectAsSlowOnLargerSystems(14);
}

TEST(SynchronousAttractors, SayWhenThereAreTooManyStates) {
  kMethod.ExpectThatItSaysWhereThereAreTooManyStates();
}

TEST(SynchronousAttractors, ReportProgressToTheEnd) {
  kMethod.ExpectProgressToTheEnd(Rotation(12));
}

}  // namespace
}  // namespace regulon
