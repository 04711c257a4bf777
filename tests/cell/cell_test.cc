// What a cell promises beside its answers: errors that name things, answers
// that can be used again, and genomes that can be shared.
#include "engine/cell/cell.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kPioneer[] = R"(
  name: "small" unit: "activity"
  regulator { id: "T" }
  gene { id: "g" amplitude: 2 }
  element { id: "enhancer" gene: "g"
            mwc { closing_energy: 1
                  site { binds { regulator: "T" affinity: 1
                                 closed_ratio: 0.01 } } } }
  domain { id: "locus" gene: "g" threshold: 0 })";

TEST(Cell, AnswersNoContextsWithNoAnswers) {
  const OpenedGenome genome(ParseSpecText(kPioneer));
  EXPECT_TRUE(genome.Express(std::vector<proto::Context>()).empty());
}

TEST(Cell, UsesAnswersAgainWithoutRememberingThem) {
  const OpenedGenome genome(ParseSpecText(kPioneer));
  const std::vector<Context> open = {genome.Convert(ContextOf({{"T", 1000}}))};
  const std::vector<Context> shut = {genome.Convert(ContextOf({{"T", 0}}))};
  std::vector<Answer> answers = {genome.cell().NewAnswer()};
  ASSERT_TRUE(genome.cell().Express(open, absl::MakeSpan(answers)).ok());
  EXPECT_EQ(answers[0].open[0], 1);
  EXPECT_GT(answers[0].expression[0], 1);
  ASSERT_TRUE(genome.cell().Express(shut, absl::MakeSpan(answers)).ok());
  EXPECT_EQ(answers[0].open[0], 0);
  EXPECT_EQ(answers[0].weight[0], 0);
  EXPECT_EQ(answers[0].expression[0], 0);
  const Account account = genome.cell().inventory().Measure(answers[0].reads);
  EXPECT_EQ(account.Sum(-1, -1, static_cast<int>(Role::kExpert)).active, 0);
}

TEST(Cell, SharesAGenomeWithOtherCells) {
  const OpenedGenome genome(ParseSpecText(kPioneer));
  const auto other = Cell::Create(genome.genome(), {2, true});
  ASSERT_TRUE(other.ok()) << other.status();
  const std::vector<Context> shut = {genome.Convert(ContextOf({{"T", 0}}))};
  const auto answers = (*other)->Express(shut);
  ASSERT_TRUE(answers.ok()) << answers.status();
  EXPECT_EQ((*answers)[0].open[0], 1);  // everything, as it was asked to
  EXPECT_EQ(genome.cell().Express(shut)->at(0).open[0], 0);
}

TEST(Cell, RefusesContextsOfAnotherGenome) {
  const OpenedGenome genome(ParseSpecText(kPioneer));
  const OpenedGenome other(ParseSpecText(R"(
    name: "other" unit: "activity" regulator { id: "A" } regulator { id: "B" }
    gene { id: "g" })"));
  const std::vector<Context> contexts = {other.Convert(ContextOf({{"A", 1}}))};
  const auto answers = genome.cell().Express(contexts);
  EXPECT_EQ(answers.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(answers.status().message()),
              HasSubstr("was made for another genome"));
}

// One number past what single precision holds, stage by stage.
struct Overflow {
  const char* name;
  const char* spec;
  std::map<std::string, double> levels;
  std::vector<std::string> named;
};

class Overflowing : public ::testing::TestWithParam<Overflow> {};

TEST_P(Overflowing, IsAnErrorThatNamesTheThingAndTheContext) {
  const OpenedGenome genome(ParseSpecText(GetParam().spec));
  proto::Context fine, bad = ContextOf(GetParam().levels);
  fine.set_name("fine");
  bad.set_name("bad");
  const std::vector<Context> contexts = genome.Convert({fine, bad});
  const auto answers = genome.cell().Express(contexts);
  EXPECT_EQ(answers.status().code(), absl::StatusCode::kOutOfRange);
  const std::string message(answers.status().message());
  EXPECT_THAT(message, AllOf(HasSubstr(genome.genome().path()),
                             HasSubstr("context 'bad'")));
  for (const std::string& name : GetParam().named) {
    EXPECT_THAT(message, HasSubstr(name));
  }
  // And the cell is as good as before.
  EXPECT_TRUE(genome.cell().Express(genome.Convert({fine, fine})).ok());
}

INSTANTIATE_TEST_SUITE_P(
    Stages, Overflowing,
    ::testing::Values(Overflow{"element",
                               R"(name: "s" unit: "activity"
                    regulator { id: "T" }
                    gene { id: "g" }
                    element { id: "vote" gene: "g"
                      threshold { input { name: "T" weight: 3e38 } } }
                    element { id: "site" gene: "g"
                      mwc { site { binds { regulator: "T"
                                           log_affinity: 2000 } } } })",
                               {{"T", 1}},
                               {"element 'site'"}},
                      Overflow{"gene",
                               R"(name: "s" unit: "activity"
                    regulator { id: "T" }
                    gene { id: "g" }
                    domain { id: "d" gene: "g"
                             linear { gene: "g" regulator: "T"
                                      weight: 3e38 } })",
                               {{"T", 1e30}},
                               {"gene 'g'"}},
                      Overflow{"domain",
                               R"(name: "s" unit: "activity"
                    regulator { id: "T" }
                    gene { id: "g" }
                    domain { id: "d" gene: "g" threshold: 0
                             gate_weight { regulator: "T" weight: 3e38 } }
                    router { score: GATE })",
                               {{"T", 1e30}},
                               {"domain 'd'"}}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace regulon::reference
