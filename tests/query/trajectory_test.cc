#include "engine/query/trajectory.h"

#include <cmath>
#include <string>
#include <vector>

#include "engine/query/courses.h"
#include "engine/query/express.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/query/lanes.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A and B on in turns, C after A.
constexpr char kTurns[] = R"(
    name: "turns" unit: "boolean"
    gene { id: "A" rule: "B" } gene { id: "B" rule: "A" }
    gene { id: "C" rule: "C" })";

TEST(Trajectory, IsWhatExpressReadsStepByStep) {
  const Grown grown(ReadModel("myeloid"));
  const Context start =
      grown.genome().Convert(ContextOf({{"GATA2", 1}, {"CEBPA", 1}}));
  std::vector<std::vector<float>> steps;
  TrajectoryOptions options;
  options.steps = 8;
  options.on_reading = [&](const Reading& reading) {
    EXPECT_EQ(reading.step, static_cast<int64_t>(steps.size()) + 1);
    steps.push_back(reading.answer.expression);
  };
  grown.Follow({{&start}}, options);
  ASSERT_THAT(steps, SizeIs(8));
  for (int step = 1; step <= 8; ++step) {
    ExpressOptions express;
    express.steps = step;
    const auto expressed = Express(grown.genome().cell(), {start}, express);
    ASSERT_TRUE(expressed.ok());
    EXPECT_EQ((*expressed)[0].expression, steps[step - 1]) << step;
  }
}

TEST(Trajectory, FindsAStateThatStaysAndTheStepItIsReached) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start =
      grown.genome().Convert(ContextOf({{"A", 1}, {"B", 1}, {"C", 1}}));
  TrajectoryOptions options;
  options.steps = 50;
  options.until_stable = true;
  int readings = 0;
  options.on_reading = [&](const Reading&) { ++readings; };
  const std::vector<Course> courses = grown.Follow({{&start}}, options);
  EXPECT_EQ(courses[0].period, 1);
  EXPECT_EQ(courses[0].stable_step, 1);
  EXPECT_EQ(readings, 1);
}

TEST(Trajectory, FindsACycleAndItsMean) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start = grown.genome().Convert(ContextOf({{"A", 1}}));
  TrajectoryOptions options;
  options.steps = 50;
  options.until_stable = true;
  const std::vector<Course> courses = grown.Follow({{&start}}, options);
  EXPECT_EQ(courses[0].period, 2);
  EXPECT_THAT(courses[0].expression, ElementsAre(0.5, 0.5, 0));
}

TEST(Trajectory, OfLongCyclesFindsTheirLength) {
  for (const int length : {3, 5, 7, 12}) {
    proto::GenomeSpec ring;
    ring.set_name("ring");
    ring.set_unit("boolean");
    for (int i = 0; i < length; ++i) {
      proto::GeneSpec& gene = *ring.add_gene();
      gene.set_id("g" + std::to_string(i));
      gene.set_rule("g" + std::to_string((i + 1) % length));
    }
    const Grown grown(ring);
    const Context start = grown.genome().Convert(ContextOf({{"g0", 1}}));
    TrajectoryOptions options;
    options.steps = 100;
    options.until_stable = true;
    EXPECT_EQ(grown.Follow({{&start}}, options)[0].period, length);
  }
}

TEST(Trajectory, SaysSoWhereNothingStableIsFound) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start = grown.genome().Convert(ContextOf({{"A", 1}}));
  TrajectoryOptions options;
  options.steps = 2;
  const Course course = grown.Follow({{&start}}, options)[0];
  EXPECT_EQ(course.period, 0);
  EXPECT_THAT(course.expression, ElementsAre(1, 0, 0));  // of its last step
}

TEST(Trajectory, IsNotStableBeforeTheScheduleIs) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start = grown.genome().Convert(proto::Context());
  const Schedule schedule = grown.Parse("C at 10\n");
  TrajectoryOptions options;
  options.steps = 50;
  options.until_stable = true;
  const Course course = grown.Follow({{&start, &schedule}}, options)[0];
  EXPECT_EQ(course.period, 1);
  EXPECT_EQ(course.stable_step, 11);
  EXPECT_THAT(course.expression, ElementsAre(0, 0, 1));  // C keeps itself on
}

TEST(Trajectory, ComparesTheNetworksOfSteps) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start = grown.genome().Convert(ContextOf({{"A", 1}, {"C", 1}}));
  std::vector<double> jaccards;
  TrajectoryOptions options;
  options.steps = 3;
  options.on_reading = [&](const Reading& reading) {
    jaccards.push_back(reading.jaccard);
  };
  grown.Follow({{&start}}, options);
  EXPECT_TRUE(std::isnan(jaccards[0]));
  // A>B and C>C, then B>A and C>C.
  EXPECT_DOUBLE_EQ(jaccards[1], 1.0 / 3);
  EXPECT_DOUBLE_EQ(jaccards[2], 1.0 / 3);
}

TEST(Trajectory, GoesOnFromASavedStateWithTheSameBits) {
  for (const std::string model : {"stem_cell", "myeloid"}) {
    const Grown grown(ReadModel(model));
    const bool stem = model == "stem_cell";
    const Schedule schedule = grown.Parse(
        stem ? "signal_A from 3 to 12\nsignal_B from 20 to 23 level 0.7"
             : "GATA1 from 3 to 6\nPU1 at 9\n");
    const Context start = grown.genome().Convert(
        stem ? proto::Context() : ContextOf({{"GATA2", 1}}));
    TrajectoryOptions options;
    options.steps = 40;
    const Course whole = grown.Follow({{&start, &schedule}}, options)[0];
    for (const int first : {1, 4, 13, 39}) {
      options.steps = first;
      Course course = grown.Follow({{&start, &schedule}}, options)[0];
      const CellState saved = grown.SaveAndLoad(course.state);
      options.steps = 40 - first;
      course = grown.Follow({{&start, &schedule, &saved}}, options)[0];
      EXPECT_EQ(course.state.step, 40);
      EXPECT_TRUE(IsSame(course.state, whole.state, 0)) << model << first;
    }
  }
}

TEST(Trajectory, IsTheSameBesideOthersAndOnAnyNumberOfThreads) {
  const proto::GenomeSpec spec = ReadModel("stem_cell");
  const Grown one(spec, 1), three(spec, 3);
  TrajectoryOptions options;
  options.steps = 30;
  const auto follow = [&](const Grown& grown, int beside) {
    const Schedule a = grown.Parse("signal_A from 3 to 12\n");
    const Schedule b = grown.Parse("signal_B from 1 to 4 level 0.3\n");
    const Context start = grown.genome().Convert(proto::Context());
    std::vector<Lane> lanes(beside, {&start, &b});
    lanes.insert(lanes.begin() + beside / 2, {&start, &a});
    return grown.Follow(lanes, options)[beside / 2].state;
  };
  const CellState alone = follow(one, 0);
  EXPECT_TRUE(IsSame(alone, follow(one, 5), 0));
  EXPECT_TRUE(IsSame(alone, follow(three, 0), 0));
  EXPECT_TRUE(IsSame(alone, follow(three, 40), 0));
}

TEST(Trajectory, StopsWhenItIsAskedTo) {
  const Grown grown(ParseSpecText(kTurns));
  const Context start = grown.genome().Convert(ContextOf({{"A", 1}}));
  const Lane lane = {&start};
  int readings = 0;
  TrajectoryOptions options;
  options.steps = 50;
  options.on_reading = [&](const Reading&) { ++readings; };
  options.stop = [&] { return readings == 7; };
  const auto status =
      Trajectory(grown.genome().cell(), {&lane, 1}, options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(status.message(), "stopped after 7 of 50 steps");
  EXPECT_EQ(readings, 7);
}

TEST(Trajectory, NeedsATrace) {
  const OpenedGenome genome(ParseSpecText(kTurns));
  const Context start = genome.Convert(proto::Context());
  const Lane lane = {&start};
  EXPECT_EQ(Trajectory(genome.cell(), {&lane, 1}, {}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Courses, DifferInGenesAndDomainsByMoreThanAThousandth) {
  Course a, b;
  a.expression = {1, 0, 2000, 0.5};
  b.expression = {1.0009, 0.002, 2001, 0.5};
  a.open = {1, 0};
  b.open = {1, 1};
  EXPECT_THAT(DifferentGenes({a, b}), ElementsAre(1));
  EXPECT_THAT(DifferentDomains({a, b}), ElementsAre(1));
  EXPECT_THAT(DifferentGenes({a, a}), IsEmpty());
}

}  // namespace
}  // namespace regulon
