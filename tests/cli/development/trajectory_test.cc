// regulon trajectory and differentiate: schedules, saved states, interruption.
// What they print is in golden/ and in docs/.
#include <csignal>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr char kStem[] = "models/stem_cell.regulon";
constexpr char kToA[] = "models/schedules/to_A.txt";

std::string Body(const std::string& table) {
  return table.substr(table.find('\n') + 1);
}

TEST(Trajectory, SaysThatAGenomeIsSynthetic) {
  const Outcome outcome = Regulon({"trajectory", kStem, "--steps", "2"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("SYNTHETIC"));
}

TEST(Trajectory, GoesOnFromASavedStateAndLeavesTheGenomeAsItIs) {
  const std::string genome = ReadWholeFile(kStem);
  const std::string state = InTestFolder("state.json");
  const Arguments whole = {"trajectory", kStem, "--schedule", kToA,
                           "--format",   "tsv", "--steps",    "40"};
  Arguments first = whole, rest = whole;
  first.back() = "9";
  rest.back() = "31";
  first.insert(first.end(), {"--save-state", state});
  rest.insert(rest.end(), {"--state", state});
  const Outcome all = Regulon(whole), begun = Regulon(first);
  const std::string saved = ReadWholeFile(state);
  EXPECT_THAT(saved, HasSubstr("\"step\": 9"));
  EXPECT_EQ(all.out, begun.out + Body(Regulon(rest).out));
  EXPECT_EQ(ReadWholeFile(state), saved);
  EXPECT_EQ(ReadWholeFile(kStem), genome);
}

TEST(Trajectory, RefusesTheStateOfAnotherGenome) {
  const std::string state = InTestFolder("state.json");
  ASSERT_EQ(Regulon({"trajectory", "models/toggle_switch.regulon", "--steps",
                     "2", "--save-state", state})
                .status,
            0);
  ExpectError(
      Regulon({"trajectory", "models/t_helper.regulon", "--state", state}), 1,
      {state + ": a state of another genome than models/t_helper.regulon",
       "give the genome that it was saved with"});
  ExpectError(Regulon({"differentiate", "models/t_helper.regulon", "--schedule",
                       "models/schedules/il4_pulse.txt", "--state", state}),
              1, {"a state of another genome"});
}

TEST(Trajectory, SaysWhatIsWrongWithASchedule) {
  const auto run = [](const std::string& text) {
    return Regulon({"trajectory", "models/t_helper.regulon", "--schedule",
                    WriteFile("plan.txt", text)});
  };
  ExpectError(run("# nothing yet\nIL-4 at 3\n"), 1,
              {"plan.txt:2:1: no regulator is called 'IL-4'"});
  ExpectError(run("IL4 from 3 to 8\nIL4 at 5\n"), 1,
              {"plan.txt:2:1: 'IL4' is held in step 5", "line 1"});
  ExpectError(run("IL4 at 2 level 0.5\n"), 1, {"plan.txt:1:16"});
  ExpectError(Regulon({"trajectory", "models/t_helper.regulon", "--schedule",
                       "nowhere.txt"}),
              1, {"nowhere.txt"});
}

TEST(Trajectory, RefusesWhatItCannotDo) {
  const Arguments ask = {"trajectory", "models/t_helper.regulon"};
  const auto with = [&](const Arguments& flags) {
    Arguments all = ask;
    all.insert(all.end(), flags.begin(), flags.end());
    return Regulon(all);
  };
  ExpectError(with({"--update", "async"}), 2, {"express --update async"});
  ExpectError(with({"--remembered"}), 2, {"--schedule"});
  ExpectError(with({"--domains", "--commitments"}), 2, {"--commitments"});
  ExpectError(with({"--genes", "GATA"}), 1, {"--genes GATA", "GATA3"});
  ExpectError(with({"--save-state", "models/t_helper.regulon"}), 1,
              {"models/t_helper.regulon"});
  ExpectError(Regulon({"differentiate", "models/t_helper.regulon"}), 2,
              {"--schedule"});
  ExpectError(Regulon({"differentiate", "models/t_helper.regulon",
                       WriteFile("two.tsv", "regulator\ta\tb\nIL4\t0\t1\n"),
                       "--schedule", "models/schedules/il4_pulse.txt"}),
              1, {"two.tsv: 2 contexts"});
}

TEST(Trajectory, SaysThatNothingIsLeftOfASchedule) {
  const Outcome outcome =
      Regulon({"trajectory", "models/t_helper.regulon", "--schedule",
               WriteFile("plan.txt", "IL10 from 2 to 4\n"), "--steps", "12"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("nothing is left of the schedule"));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("without")));
}

TEST(Trajectory, SaysWhatIsNotWithdrawn) {
  const Outcome outcome =
      Regulon({"trajectory", "models/t_helper.regulon", "--schedule",
               WriteFile("plan.txt", "IL4 from 2\n"), "--steps", "5"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("never withdrawn"));
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("without")));
}

TEST(Trajectory, IsWholeAsFarAsItIsWhenInterrupted) {
  Started program({"trajectory", "models/myeloid.regulon", "--set", "GATA2=1",
                   "--steps", "1000000", "--format", "json"});
  std::string out = program.Read(1000);
  program.Signal(SIGINT);
  for (std::string more; !(more = program.Read(4096)).empty();) out += more;
  EXPECT_EQ(program.Wait(), 1);
  EXPECT_THAT(out, EndsWith("}\n]\n"));
}

TEST(Differentiate, ReadsTheStandardInputOnce) {
  const Outcome twice = Regulon({"differentiate", "models/t_helper.regulon",
                                 "--schedule", "-", "--schedule", "-"},
                                {"IL4 from 2 to 4\n", "", 0});
  EXPECT_EQ(twice.status, 2);
  EXPECT_THAT(twice.err, HasSubstr("can be read once"));
}

TEST(Differentiate, SaysWhereNothingIsStable) {
  const Outcome outcome =
      Regulon({"differentiate", kStem, "--schedule", kToA, "--steps", "20"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("to_A: not stable within 20 steps"));
}

TEST(Differentiate, TellsCyclesByTheirLength) {
  const Outcome outcome =
      Regulon({"differentiate", "models/repressilator.regulon", "--schedule",
               WriteFile("none.txt", "# nothing\n"), "--set", "tetR=1",
               "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\t6\t"));
}

}  // namespace
}  // namespace regulon
