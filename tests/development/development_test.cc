#include "engine/development/development.h"

#include <cmath>
#include <string>
#include <vector>

#include "engine/genome/draft.h"
#include "engine/genome/genome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/genome/genome_bytes.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// B's product takes three steps to its sites, A's one.
constexpr char kLagging[] = R"spec(
    name: "lagging" unit: "boolean" regulator { id: "S" }
    gene { id: "A" rule: "S" } gene { id: "B" rule: "S" lag: 3 }
    gene { id: "C" rule: "C | (A & B)" })spec";

constexpr char kRemembering[] = R"pb(
  name: "remembering"
  unit: "activity"
  regulator { id: "S" }
  gene { id: "A" }
  gene { id: "B" }
  element {
    id: "e"
    gene: "A"
    mwc {
      closing_energy: 1
      site { binds { regulator: "S" affinity: 1 } }
    }
  }
  element {
    id: "f"
    gene: "A"
    mwc { closing_energy: 5 }
  }
  element {
    id: "g"
    gene: "B"
    mwc { closing_energy: 2 }
  }
  domain {
    id: "d"
    gene: "A"
    threshold: 0
    memory_coupling: 3
    memory { feedback: 8 threshold: 2 rate: 0.5 }
  }
  domain { id: "still" gene: "B" threshold: 0 memory_coupling: 1 }
  router { score: LOGIT }
)pb";

Development Of(const OpenedGenome& genome) {
  auto development = Development::Create(genome.genome());
  if (!development.ok()) throw std::runtime_error("no development");
  return *std::move(development);
}

Outcome OutcomeOf(const Answer& answer) {
  return {answer.expression, answer.trace.logit, answer.trace.element,
          answer.trace.score, answer.trace.gain};
}

CellOptions Traced() {
  CellOptions options;
  options.threads = 1;
  options.trace = true;
  return options;
}

double LevelOf(const OpenedGenome& genome, const Context& context,
               const std::string& regulator) {
  return context.levels()[genome.genome().regulators().FindId(regulator)];
}

TEST(Development, GivesAProductToTheReadingItsLagLater) {
  const OpenedGenome genome(ParseSpecText(kLagging), Traced());
  const Development development = Of(genome);
  const Context start = genome.Convert(ContextOf({{"S", 1}}));
  Context reading = start;
  CellState state = development.Start(start);
  std::string a, b;
  for (int step = 1; step <= 5; ++step) {
    development.Present(start, Schedule(), state, reading);
    a += LevelOf(genome, reading, "A") == 1 ? '1' : '0';
    b += LevelOf(genome, reading, "B") == 1 ? '1' : '0';
    const auto answers = genome.cell().Express({reading});
    ASSERT_TRUE(answers.ok());
    development.Advance(reading, OutcomeOf((*answers)[0]), state);
  }
  EXPECT_EQ(a, "01111");
  EXPECT_EQ(b, "00011");
  EXPECT_EQ(state.step, 5);
}

TEST(Development, HoldsSignalsAndLetsGoOfThem) {
  const OpenedGenome genome(ParseSpecText(kLagging), Traced());
  const Development development = Of(genome);
  proto::Context message = ContextOf({{"S", 0}});
  (*message.mutable_clamp())["C"] = 1;
  const Context start = genome.Convert(message);
  const auto schedule = Schedule::Parse(
      genome.genome(), "S from 2 to 3\nA at 2\nC at 3 level 0\n", "plan");
  ASSERT_TRUE(schedule.ok()) << schedule.status();
  CellState state = development.Start(start);
  Context reading = start;
  std::string s, a, c;
  for (; state.step < 4; ++state.step) {
    development.Present(start, *schedule, state, reading);
    s += LevelOf(genome, reading, "S") == 1 ? '1' : '0';
    a += LevelOf(genome, reading, "A") == 1 ? '1' : '0';
    c += LevelOf(genome, reading, "C") == 1 ? '1' : '0';
  }
  EXPECT_EQ(s, "0110");
  EXPECT_EQ(a, "0100");
  EXPECT_EQ(c, "1101");  // back to what the context holds
}

TEST(Development, DrivesMemoryByTheScoreWithoutItsOwnTerm) {
  const OpenedGenome genome(ParseSpecText(kRemembering), Traced());
  const Development development = Of(genome);
  proto::Context message = ContextOf({{"S", 1}});
  (*message.mutable_memory())["d"] = 0.5;
  (*message.mutable_memory())["still"] = 0.25;
  const Context start = genome.Convert(message);
  CellState state = development.Start(start);
  EXPECT_THAT(state.memory, ElementsAre(0.5f, 0.25f));
  const Answer answer = genome.Express(message);
  // -1 + 3 * 0.5 + log(2) - log(2): the site does not tell open from closed.
  EXPECT_NEAR(answer.trace.score[0], 0.5, 1e-12);
  EXPECT_NEAR(development.Drive(0, start, OutcomeOf(answer)), -1, 1e-12);
  development.Advance(start, OutcomeOf(answer), state);
  // u = 8 * 0.5 - 1 - 2 = 1
  EXPECT_NEAR(state.memory[0], 0.5 + 0.5 * (1 / (1 + std::exp(-1)) - 0.5),
              1e-7);
  EXPECT_EQ(state.memory[1], 0.25f);  // it has no law
}

TEST(Development, DrivesAForcedElementByWhatItIsForcedTo) {
  const OpenedGenome genome(ParseSpecText(kRemembering), Traced());
  const Development development = Of(genome);
  proto::Context message;
  (*message.mutable_memory())["d"] = 1;
  (*message.mutable_element())["e"] = 0.5;  // a logit of 0, memory or not
  const Context start = genome.Convert(message);
  const Answer answer = genome.Express(message);
  EXPECT_NEAR(development.Drive(0, start, OutcomeOf(answer)), 0, 1e-12);
}

TEST(Development, DrivesScoresOfActivityWithoutMemoryToo) {
  proto::GenomeSpec spec = ParseSpecText(kRemembering);
  spec.mutable_router()->set_score(proto::Router::ACTIVITY);
  const OpenedGenome genome(spec, Traced());
  proto::Context message;
  (*message.mutable_memory())["d"] = 1;
  message.set_gain(2);
  const Context start = genome.Convert(message);
  const Answer answer = genome.Express(message);
  EXPECT_NEAR(answer.trace.score[0], 1 / (1 + std::exp(-2.0 * 2)), 1e-12);
  EXPECT_NEAR(Of(genome).Drive(0, start, OutcomeOf(answer)),
              1 / (1 + std::exp(-2.0 * -1)), 1e-12);
}

// Of files that no spec compiles to.
TEST(Development, RefusesLawsOfMemoryThatCannotRun) {
  const float kNan = std::nanf("");
  const auto status_of = [](Draft draft) {
    const std::string path = Scratch("laws.regulon");
    EXPECT_TRUE(WriteGenome(
                    draft, [](int) { return ExpertDraft(); }, DType::kF32, path)
                    .ok());
    const auto genome = Genome::Open(path);
    EXPECT_TRUE(genome.ok()) << genome.status();
    return Development::Create(**genome).status();
  };
  Draft draft;
  draft.manifest.set_name("laws");
  proto::Gene& gene = *draft.manifest.add_genes();
  gene.set_id("A");
  gene.set_unit("activity");
  draft.manifest.add_routers();
  draft.manifest.add_domains()->set_id("d");
  draft.develop.feedback = draft.develop.threshold = draft.develop.rate = {0};
  EXPECT_TRUE(status_of(draft).ok()) << status_of(draft);
  draft.develop.rate = {0.5};
  EXPECT_EQ(status_of(draft).code(), absl::StatusCode::kDataLoss);
  draft.develop.rate = {0};
  draft.mwc.closing_energy = draft.mwc.accessibility = {0};
  draft.mwc.affinity_first = {0};
  draft.mwc.memory_coupling = {kNan};
  EXPECT_EQ(status_of(draft).code(), absl::StatusCode::kDataLoss);
}

TEST(Development, RefusesAGenomeWhoseProductsCannotBeFedBack) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "units" unit: "tpm" regulator { id: "A" unit: "nM" }
      gene { id: "A" })"));
  const auto status = Development::Create(genome.genome()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("'A' is expressed in"));
}

}  // namespace
}  // namespace regulon
