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

TEST_F(Simulate, KnowsGenesByNameAsTheOtherVerbsDo) {
  const Outcome all =
      Run({"--nodes", "C,A", "--final", "--format", "tsv", "--from", "A,C"});
  EXPECT_LT(all.out.find("\tgene\tA\t"), all.out.find("\tgene\tC\t"));
  const std::string spec = WriteFile("backwards.textproto", R"(
name: "backwards" unit: "boolean"
gene { id: "b" rule: "b" }
gene { id: "a" rule: "a" }
gene { id: "B" rule: "B" }
)");
  const std::string genome = InTestFolder("backwards.regulon");
  ASSERT_EQ(Regulon({"compile", spec, "-o", genome}).status, 0);
  const Outcome states = Regulon(
      {"simulate", genome, "--from", "b,a,B", "--final", "--format", "tsv"});
  EXPECT_THAT(states.out, HasSubstr("\tstate\t{B,a,b}\t1\t0\n"));
  EXPECT_THAT(states.out, HasSubstr("\tfixed_point\t{B,a,b}\t1\t0\n"));
  EXPECT_LT(states.out.find("\tgene\tB\t"), states.out.find("\tgene\ta\t"));
  EXPECT_LT(states.out.find("\tgene\ta\t"), states.out.find("\tgene\tb\t"));
}

TEST_F(Simulate, TakesOddNamesInQuotesAsTheOtherVerbsDo) {
  const std::string spec = WriteFile("odd.textproto", R"(
name: "odd" unit: "boolean"
gene { id: "Cln1,2" rule: "'Cln1,2'" }
gene { id: "a" rule: "'Cln1,2'" }
)");
  const std::string genome = InTestFolder("odd.regulon");
  ASSERT_EQ(Regulon({"compile", spec, "-o", genome}).status, 0);
  for (const Arguments& on :
       {Arguments{"--from", "'Cln1,2', a"}, Arguments{"--clamp", "Cln1,2=1"},
        Arguments{"--clamp", " 'Cln1,2' =1"}}) {
    Arguments all = {"simulate", genome, "--final", "--format", "tsv"};
    all.insert(all.end(), on.begin(), on.end());
    const Outcome outcome = Regulon(all);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("\tgene\tCln1,2\t1\t0\n"));
  }
}

TEST_F(Simulate, SaysWhereItEndsOtherwiseThanAsked) {
  const Outcome outcome = Run({"--tick", "3", "--max-time", "10", "--final"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("--max-time 10 is no multiple of --tick "
                                     "3: it ends at 9"));
  EXPECT_THAT(outcome.out, HasSubstr("to time 9;"));
  EXPECT_EQ(Run({"--tick", "0.1", "--max-time", "0.3"}).err, "");
}

TEST_F(Simulate, NamesWhatTheModelSaysOfItself) {
  const std::string spec = WriteFile("long.textproto", R"(
name: "long" unit: "boolean"
gene { id: "A" rule: "!A" }
kinetics { max_time: 2 time_tick: 5 samples: 1 }
)");
  const std::string genome = InTestFolder("long.regulon");
  ASSERT_EQ(Regulon({"compile", spec, "-o", genome}).status, 0);
  const Outcome outcome = Regulon({"simulate", genome});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("the model's max_time of 2 is shorter than "
                        "the model's time_tick of 5"));
  const Outcome two = Regulon({"simulate", genome, "--tick", "1", "--final"});
  EXPECT_THAT(two.err, HasSubstr("the model asks for 1 trajectory"));
  EXPECT_THAT(two.out, HasSubstr("2 trajectories to time 2"));
}

TEST_F(Simulate, SaysThatThereAreTooManyStatesToList) {
  std::string text = "name: \"many\" unit: \"boolean\"\n";
  for (int i = 0; i < 60; ++i) {
    text += "gene { id: \"G" + std::to_string(i) + "\" rule: \"1\" }\n";
  }
  const std::string genome = InTestFolder("many.regulon");
  ASSERT_EQ(
      Regulon({"compile", WriteFile("many.textproto", text), "-o", genome})
          .status,
      0);
  const Outcome outcome = Regulon(
      {"simulate", genome, "--final", "--samples", "2000", "--max-time", "1"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n\nThere are too many states to list; "
                                     "--nodes A,B says which"));
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
      {{"--schedule", "B=1@1..3", "--schedule", "B=0@1.5.."},
       2,
       "held at that"},
      {{"--clamp", "B=1", "--schedule", "B=1@1"}, 2, "clamped throughout"},
      {{"--schedule", "B=1@2"}, 2, "B=1@2: the simulation ends at 2"},
      {{"--schedule", "B=1@9..10"}, 2, "the simulation ends at 2"},
      {{"--clamp", "A=1", "--clamp", "A=0"},
       2,
       "--clamp A=1 and --clamp A=0: 'A' cannot be both"},
      {{"--set", "A=1", "--clamp", "A=0"},
       2,
       "--set A=1 and --clamp A=0: 'A' cannot be both"},
      {{"--from", "B,A", "--clamp", "A=0"},
       2,
       "--clamp A=0 and --from B,A: 'A' cannot be both"},
      {{"--set", "A=0", "--from", "A"},
       2,
       "--set A=0 and --from A: 'A' cannot be both"},
      {{"--clamp", "B"}, 2, "write NAME=0 or NAME=1"},
      {{"--set", "B=0.5"}, 2, "write NAME=0 or NAME=1"},
      {{"--from", "X"}, 1, "'X'"},
      {{"--nodes", "A,X"}, 1, "'X'"},
      {{"--max-time", "1", "--tick", "2"}, 2, "choose --max-time and --tick"},
      {{"--samples", "1"}, 2, "--samples: write a whole number from 2 to 2"},
      {{"--seed", "-1"}, 2, "--seed: write a whole number from 0 to 1844"},
      {{"--tick", "0"}, 2, "--tick: write a number above 0, up to 1e+09"},
      {{"--max-time", "nan"}, 2, "--max-time: write a number above 0"},
      {{"--max-time", "inf"}, 2, "--max-time: write a number above 0"},
      {{"--tick", "1e-300"}, 2, "is too long for --tick 1e-300"},
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
