#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

// One element with these states; P has its reference at 10 nM.
std::string WithStates(absl::string_view states) {
  return absl::StrCat(
      "name: \"t\" unit: \"nM\" gene { id: \"G\" }\n"
      "regulator { id: \"P\" reference: 10 } regulator { id: \"Q\" }\n"
      "element { id: \"e\" gene: \"G\" state_table {\n",
      states, "\n} }");
}

StateDraft StatesOf(absl::string_view states) {
  return Compiles(WithStates(states)).draft.state;
}

// Sum over states of exp(-energy) prod activity^count, by their value.
double WeightAt(const StateDraft& draft, float value,
                const std::vector<double>& activity) {
  double sum = 0;
  for (size_t s = 0; s < draft.energy.size(); ++s) {
    if (draft.value[s] != value) continue;
    double weight = std::exp(-draft.energy[s]);
    for (uint32_t b = draft.binding_first[s]; b < draft.binding_first[s + 1];
         ++b) {
      weight *= std::pow(activity[draft.regulator[b]], draft.count[b]);
    }
    sum += weight;
  }
  return sum;
}

TEST(StateTable, PutsMultiplicityAndKdsIntoEnergies) {
  const StateDraft draft = StatesOf(
      "state { value: 0 multiplicity: 2 }\n"
      "state { value: 1 energy: -3 binds { regulator: \"P\" count: 2 kd: 40 }\n"
      "                            binds { regulator: \"Q\" } }");
  EXPECT_THAT(draft.state_first, ElementsAre(0, 2));
  EXPECT_THAT(draft.value, ElementsAre(0, 1));
  EXPECT_FLOAT_EQ(draft.energy[0], -std::log(2));
  // (10 / 40)^2 at the reference; Q has its kd at its own.
  EXPECT_FLOAT_EQ(draft.energy[1], -3 + 2 * std::log(4));
  EXPECT_THAT(draft.binding_first, ElementsAre(0, 0, 2));
  EXPECT_THAT(draft.regulator, ElementsAre(0, 1));
  EXPECT_THAT(draft.count, ElementsAre(2, 1));
}

TEST(StateTable, WritesOutPocketsAsTheirBinomialStates) {
  const StateDraft draft = StatesOf(
      "state { value: 0 }\n"
      "state { value: 1 pocket { regulator: \"P\" copies: 3 kd: 20 } }");
  EXPECT_THAT(draft.state_first, ElementsAre(0, 5));
  EXPECT_THAT(draft.binding_first, ElementsAre(0, 0, 0, 1, 2, 3));
  EXPECT_THAT(draft.count, ElementsAre(1, 2, 3));
  // 1, 3 x, 3 x^2, x^3 with x = 10 / 20 at the reference.
  const double weights[] = {1, 1.5, 0.75, 0.125};
  for (int k = 0; k < 4; ++k) {
    EXPECT_NEAR(std::exp(-draft.energy[1 + k]), weights[k], 1e-6);
  }
}

TEST(StateTable, WithPocketsWeighsWhatTheirProductWeighs) {
  const StateDraft draft = StatesOf(
      "state { value: 0 }\n"
      "state { value: 1 energy: 0.5 binds { regulator: \"Q\" kd: 4 }\n"
      "  pocket { regulator: \"P\" copies: 4 kd: 5 }\n"
      "  pocket { regulator: \"Q\" copies: 2 }\n"
      "  pocket { regulator: \"P\" } }");
  EXPECT_EQ(draft.energy.size(), 1 + 5 * 3 * 2u);
  for (const double p : {0.0, 0.3, 1.0, 7.0}) {
    for (const double q : {0.0, 0.5, 2.0}) {
      EXPECT_NEAR(WeightAt(draft, 1, {p, q}),
                  std::exp(-0.5) * (q / 4) * std::pow(1 + 2 * p, 4) *
                      std::pow(1 + q, 2) * (1 + p),
                  1e-5 * (1 + WeightAt(draft, 1, {p, q})));
    }
  }
}

TEST(StateTable, RefusesStatesThatMakeNoSense) {
  ExpectError(WithStates("^state { value: 1 binds { regulator: \"P\" } }"),
              "element 'e' has no state without a regulator, so it has none "
              "where they are absent; add state { value: 0 }");
  ExpectError(WithStates("state { value: 1 ^multiplicity: -1 }"),
              "a multiplicity of -1; give a number above 0");
  ExpectError(WithStates("state { ^value: inf }"),
              "'value' is inf; give a finite number of at most 3e38");
  ExpectError(WithStates("state { value: 1 ^energy: -inf }"),
              "'energy' is -inf; give a finite number of at most 3e38");
  ExpectError(WithStates("state { binds { regulator: \"P\" ^kd: -1 } }"),
              "'kd' is -1; give a level above 0 in nM");
  ExpectError(WithStates("state { binds { regulator: \"P\" ^count: -1 } }"),
              "a count of -1; give a number above 0");
  ExpectError(WithStates("state { binds { ^regulator: \"R\" } }"),
              "no regulator or gene is called 'R'");
  ExpectError(WithStates("state { pocket { ^regulator: \"R\" } }"),
              "no regulator or gene is called 'R'");
  for (const int copies : {-3, 1001}) {
    ExpectError(WithStates(absl::StrCat("state { pocket { regulator: \"P\"\n"
                                        "  ^copies: ",
                                        copies, " } }")),
                absl::StrCat(copies, " copies; give 1 to 1000"));
  }
}

TEST(StateTable, StopsAtMoreStatesThanAGenomeCanHold) {
  ExpectError(WithStates("state { pocket { regulator: \"P\" copies: 1000 }\n"
                         "  pocket { regulator: \"Q\" ^copies: 1000 } }"),
              "the pockets stand for more than 100000 states");
}

}  // namespace
}  // namespace regulon
