#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Simulate : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string spec = WriteFile("ring.textproto", R"(
name: "ring" unit: "boolean"
gene { id: "A" rule: "!C" }
gene { id: "B" rule: "A" }
gene { id: "C" rule: "B" internal: true }
kinetics { max_time: 2 time_tick: 0.5 samples: 200 }
)");
    genome_ = InTestFolder("ring.regulon");
    ASSERT_EQ(Regulon({"compile", spec, "-o", genome_}).status, 0);
  }
  Outcome Run(Arguments more) const {
    more.insert(more.begin(), {"simulate", genome_});
    return Regulon(more);
  }

  std::string genome_;
};

TEST_F(Simulate, AsksWhatTheGenomeSaysUnlessItIsTold) {
  const Outcome table = Run({});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("200 trajectories to time 2; "
                                   "probabilities of the last 0.5"));
  EXPECT_THAT(table.out, HasSubstr("{A,B}"));  // C is internal
  EXPECT_THAT(table.out, HasSubstr("No trajectory ended in a fixed point."));
  EXPECT_THAT(Run({"--max-time", "3", "--tick", "1", "--samples", "7"}).out,
              HasSubstr("7 trajectories to time 3"));
}

TEST_F(Simulate, GivesTheSameRowsForAnyNumberOfThreads) {
  const Outcome one = Run({"--format", "tsv", "--threads", "1"});
  EXPECT_THAT(one.out,
              StartsWith("time\twhat\tname\tprobability\tstandard_error\n"));
  EXPECT_THAT(one.out, HasSubstr("\n1.5\tstate\t{A,B}\t"));
  EXPECT_EQ(one.out, Run({"--format", "tsv", "--threads", "3"}).out);
  EXPECT_NE(one.out, Run({"--format", "tsv", "--seed", "2"}).out);
}

TEST_F(Simulate, HoldsClampsAndSchedules) {
  const Outcome held = Run({"--from", "none", "--clamp", "A=1", "--schedule",
                            "B=0@0..1.5", "--final", "--format", "tsv"});
  EXPECT_THAT(held.out, HasSubstr("1.5\tgene\tA\t1\t0\n"));
  const Outcome early = Run({"--clamp", "A=1", "--schedule", "B=0@0..",
                             "--final", "--format", "tsv"});
  EXPECT_THAT(early.out, HasSubstr("1.5\tgene\tB\t0\t0\n"));
}

TEST_F(Simulate, SaysHowItIsUsed) {
  const struct {
    Arguments flags;
    int status;
    const char* error;
  } cases[] = {
      {{"--schedule", "B=2@3"}, 2, "write NAME=1@10"},
      {{"--schedule", "B=1"}, 2, "write NAME=1@10"},
      {{"--schedule", "B=1@3..2"}, 2, "write NAME=1@10"},
      {{"--schedule", "B=1@1..3", "--schedule", "B=0@2.."}, 2, "held at that"},
      {{"--clamp", "B=1", "--schedule", "B=1@3"}, 2, "clamped throughout"},
      {{"--clamp", "B"}, 2, "write NAME=0 or NAME=1"},
      {{"--set", "B=0.5"}, 2, "write NAME=0 or NAME=1"},
      {{"--from", "X"}, 1, "'X'"},
      {{"--nodes", "A,X"}, 1, "'X'"},
      {{"--max-time", "1", "--tick", "2"}, 2, "choose --max-time and --tick"},
      {{"--samples", "1"}, 2, "--samples"},
      {{"--update", "sync"}, 2, "--update"},
  };
  for (const auto& [flags, status, error] : cases) {
    const Outcome outcome = Run(flags);
    EXPECT_EQ(outcome.status, status) << error;
    EXPECT_THAT(outcome.err, HasSubstr(error));
    EXPECT_EQ(outcome.out, "");
  }
}

}  // namespace
}  // namespace regulon
