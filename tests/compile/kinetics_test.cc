// Rates, first values and schedules of a spec as tensors.
#include "engine/simulation/kinetics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/genome/genome.h"
#include "engine/genome/tensors.h"
#include "tests/compile/marked_spec.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kHead[] = "name: \"t\" unit: \"boolean\"\n";

Draft Of(const std::string& text) {
  return Compiles(absl::StrCat(kHead, text)).draft;
}

TEST(Rates, AreNotStoredWhereNoGeneHasAny) {
  const Draft draft = Of("gene { id: 'A' rule: 'A' }");
  EXPECT_THAT(draft.kinetics.up.first, IsEmpty());
  EXPECT_THAT(draft.kinetics.initial_first, IsEmpty());
  EXPECT_FALSE(draft.manifest.has_kinetics());
}

TEST(Rates, AreOfEveryGeneWhereOneHasAny) {
  const Draft draft =
      Of("gene { id: 'A' rule: 'B' up { rate: 2 } }"
         "gene { id: 'B' rule: 'A' down { rule: 'A' rate: 3 } "
         "down { rate: 0 } }");
  const auto elements =
      static_cast<uint32_t>(draft.manifest.elements_size());  // with B.down.1
  ASSERT_EQ(elements, 3);
  const KineticsDraft& k = draft.kinetics;
  EXPECT_THAT(k.up.first, ElementsAre(0, 1, 2));
  EXPECT_THAT(k.up.condition, ElementsAre(elements + 1, elements + 1));
  EXPECT_THAT(k.up.rate, ElementsAre(2, 1));  // B's goes without saying
  EXPECT_THAT(k.down.first, ElementsAre(0, 1, 2));
  EXPECT_EQ(k.down.condition[0], elements + 2);
  EXPECT_EQ(draft.manifest.elements(k.down.condition[1]).id(), "B.down.1");
  EXPECT_THAT(k.down.rate, ElementsAre(1, 3));
}

TEST(Rates, DoNotTurnGenesOn) {
  // The condition of a rate is an element, but none of the gene's own.
  const reference::OpenedGenome genome(reference::ParseSpecText(
      absl::StrCat(kHead,
                   "gene { id: 'A' rule: '0' up { rule: '1' rate: 5 } "
                   "down { rule: '1' rate: 5 } }")));
  EXPECT_EQ(genome.Express(reference::ContextOf({})).expression[0], 0);
}

TEST(FirstValues, AreProbabilitiesOfListsOfGenesThatAreOn) {
  const Draft draft =
      Of("regulator { id: 'stress' kind: SIGNAL }"
         "gene { id: 'A' rule: 'stress' } gene { id: 'B' rule: 'A' }"
         "kinetics { max_time: 5 time_tick: 0.5 discrete_time: true samples: 7"
         "  initial { name: 'A' name: 'stress'"
         "    state { weight: 1 on: 'stress' } state { weight: 0 on: 'A' }"
         "    state { weight: 3 on: 'A' on: 'stress' } }"
         "  initial { name: 'B' state { weight: 2 } } }");
  const KineticsDraft& k = draft.kinetics;
  EXPECT_THAT(k.initial_first, ElementsAre(0, 2, 3));
  EXPECT_THAT(k.initial_variable, ElementsAre(0, 2, 1));  // genes + regulator
  EXPECT_THAT(k.initial_state_first, ElementsAre(0, 2, 3));
  EXPECT_THAT(k.initial_probability, ElementsAre(0.25F, 0.75F, 1));
  EXPECT_THAT(k.initial_on_first, ElementsAre(0, 1, 3, 3));
  EXPECT_THAT(k.initial_on, ElementsAre(2, 0, 2));
  EXPECT_EQ(draft.manifest.kinetics().max_time(), 5);
  EXPECT_EQ(draft.manifest.kinetics().time_tick(), 0.5);
  EXPECT_TRUE(draft.manifest.kinetics().discrete_time());
  EXPECT_EQ(draft.manifest.kinetics().samples(), 7);
}

TEST(Schedules, AreSortedByTime) {
  const Draft draft =
      Of("gene { id: 'A' rule: 'A' internal: true }"
         "kinetics { schedule { name: 'A' time: 9 probability: 0.5 }"
         "           schedule { name: 'A' time: 2 probability: 1 } }");
  EXPECT_THAT(draft.kinetics.schedule_time, ElementsAre(2, 9));
  EXPECT_THAT(draft.kinetics.schedule_variable, ElementsAre(0, 0));
  EXPECT_THAT(draft.kinetics.schedule_probability, ElementsAre(1, 0.5F));
  EXPECT_TRUE(draft.manifest.genes(0).internal());
}

TEST(Kinetics, ReadsBackWhatWasCompiled) {
  const reference::OpenedGenome genome(reference::ParseSpecText(absl::StrCat(
      kHead,
      "regulator { id: 'stress' kind: SIGNAL }"
      "gene { id: 'A' rule: 'stress' up { rate: 2 } down { rule: '1' rate: 4 }"
      "       down { rule: 'A' rate: 5 } }"
      "kinetics { initial { name: 'stress' state { weight: 1 on: 'stress' } }"
      "           schedule { name: 'stress' time: 3 probability: 0 } }")));
  const Network network = Network::FromGenome(genome.genome()).value();
  const Kinetics k = Kinetics::FromGenome(genome.genome(), network).value();
  const int stress = FindVariable(network, genome.genome(), "stress").value();
  ASSERT_EQ(k.rates[0].up.size(), 1);
  EXPECT_EQ(k.rates[0].up[0].condition, Rate::kRuleOn);
  EXPECT_EQ(k.rates[0].up[0].rate, 2);
  ASSERT_EQ(k.rates[0].down.size(), 2);
  EXPECT_GE(k.rates[0].down[0].condition, 0);
  EXPECT_TRUE(k.rates[stress].up.empty());
  EXPECT_THAT(k.initial[0].members, ElementsAre(stress));
  EXPECT_THAT(k.initial[0].outcomes[0].on, ElementsAre(stress));
  EXPECT_EQ(k.schedule[0].variable, stress);
}

TEST(Kinetics, IsNoParameterThatExpressionReads) {
  const reference::OpenedGenome genome(reference::ParseSpecText(
      absl::StrCat(kHead,
                   "gene { id: 'A' rule: 'A' up { rate: 2 } }"
                   "kinetics { initial { name: 'A' state { weight: 1 } } }")));
  const auto& inventory = genome.cell().inventory();
  const Answer answer = genome.Express(reference::ContextOf({{"A", 1}}));
  const Count simulate = inventory.Measure(answer.reads)
                             .Sum(-1, static_cast<int>(Stage::kSimulate));
  EXPECT_EQ(simulate.all, 3);  // up, down, and a probability
  EXPECT_EQ(simulate.active, 0);
}

TEST(Kinetics, NamesThePlaceOfWhatIsWrong) {
  const struct {
    const char* text;
    const char* error;
  } cases[] = {
      {"gene { id: 'A' up { ^rate: -1 } }",
       "gene 'A' has a rate of -1; a rate is 0 or from 1e-30 to 1e+30"},
      {"gene { id: 'A' up { ^rate: 1e31 } }",
       "gene 'A' has a rate of 1e+31; a rate is 0 or from 1e-30 to 1e+30"},
      {"gene { id: 'A' down { ^rule: 'B' rate: 1 } }",
       "the rule of 'A.down.1': no regulator or gene is called 'B'"},
      {"gene { id: 'A' unit: 'tpm' ^up { rate: 1 } }",
       "gene 'A' is in tpm; rates go with unit: \"boolean\""},
      {"gene { id: 'A' } kinetics { ^max_time: -1 }",
       "a max_time of -1; it is above 0"},
      {"gene { id: 'A' } kinetics { initial { ^name: 'B' } }",
       "no regulator is called 'B'"},
      {"gene { id: 'A' } kinetics { initial { ^name: 'A' } }",
       "first values need a name and a state of weight > 0"},
      {"gene { id: 'A' } kinetics { initial { name: 'A' state { "
       "^weight: -1 } } }",
       "a weight of -1; it is 0 or more"},
      {"gene { id: 'A' } kinetics { initial { name: 'A' state { weight: 1 "
       "^on: 'B' } } }",
       "'B' is not among the names of its group"},
      {"gene { id: 'A' } kinetics { schedule { ^name: 'B' } }",
       "no regulator is called 'B'"},
      {"gene { id: 'A' } kinetics { schedule { name: 'A' ^time: -1 } }",
       "a time of -1; it is from 0"},
      {"gene { id: 'A' } kinetics { schedule { name: 'A' ^probability: 2 } }",
       "a probability of 2; it is from 0 to 1"},
  };
  for (const auto& [text, error] : cases) {
    ExpectError(absl::StrCat(kHead, text), error);
  }
}

}  // namespace
}  // namespace regulon
