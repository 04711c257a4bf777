#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Domains a (mwc), b (a state table), and c that is always open.
std::string With(absl::string_view more, absl::string_view of_a = "") {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\" regulator { id: \"R\" }\n"
      "gene { id: \"A\" } gene { id: \"B\" } gene { id: \"C\" }\n"
      "domain { id: \"a\" gene: \"A\" threshold: 0.25 ",
      of_a,
      " }\n"
      "domain { id: \"c\" gene: \"C\" }\n"
      "domain { id: \"b\" gene: \"B\" threshold: 0.5 }\n"
      "element { id: \"table\" gene: \"B\" state_table { state { } } }\n"
      "element { id: \"enhancer\" gene: \"A\" mwc { } }\n",
      more);
}

TEST(Routing, ListsTheElementsThatScoreEachRoutedDomain) {
  const Compiled compiled =
      Compiles(With("element { id: \"of_b\" domain: \"b\" mwc { } }"));
  const RouterDraft& router = compiled.draft.router;
  EXPECT_THAT(router.threshold, ElementsAre(0.25, 0.5));
  // In the order of the file: enhancer, of_b, table.
  EXPECT_THAT(router.first, ElementsAre(0, 1, 3));
  EXPECT_THAT(router.element, ElementsAre(0, 1, 2));
  EXPECT_TRUE(compiled.draft.manifest.domains(0).routed());
  EXPECT_FALSE(compiled.draft.manifest.domains(1).routed());
}

TEST(Routing, ScoresByLogitWhereEveryElementHasOneAndElseByActivity) {
  const auto score = [](const std::string& spec) {
    return Compiles(spec).draft.manifest.routers(0).score();
  };
  EXPECT_EQ(score(With("")), proto::Router::ACTIVITY);
  EXPECT_EQ(score("name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n"
                  "domain { id: \"a\" gene: \"A\" threshold: 1 }\n"
                  "element { id: \"e\" gene: \"A\" mwc { } }"),
            proto::Router::LOGIT);
}

TEST(Routing, IgnoresTheInnerElementsOfARule) {
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"boolean\" gene { id: \"A\" rule: \"B & (A | C)\" }\n"
      "gene { id: \"B\" } gene { id: \"C\" }\n"
      "domain { id: \"a\" gene: \"A\" threshold: 1 }");
  EXPECT_EQ(compiled.draft.manifest.elements(0).id(), "A.rule.1");
  EXPECT_THAT(compiled.draft.router.element, ElementsAre(1));
}

TEST(Routing, WithoutARoutedDomainStoresNothing) {
  const RouterDraft router =
      Compiles(
          "name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n"
          "element { id: \"e\" gene: \"A\" mwc { } }")
          .draft.router;
  EXPECT_THAT(router.threshold, IsEmpty());
  EXPECT_THAT(router.first, IsEmpty());
}

TEST(Routing, ByAGateHasAColumnPerRoutedDomain) {
  const Compiled compiled =
      Compiles(With("router { score: GATE }",
                    "gate_weight { regulator: \"B\" weight: 2 }\n"
                    "gate_weight { regulator: \"R\" weight: 3 }"));
  const Dense& gate = compiled.draft.router.gate;
  EXPECT_EQ(gate.rows, 2);  // R, and B, which is implied
  EXPECT_EQ(gate.columns, 2);
  EXPECT_THAT(gate.values, ElementsAre(3, 0, 2, 0));
}

TEST(Routing, KeepsHowItWeighs) {
  const Compiled compiled = Compiles(
      With("router { score: ACTIVITY weighting: SOFTMAX_TOPK renormalize: true "
           "null_state: true }"));
  const proto::Router& router = compiled.draft.manifest.routers(0);
  EXPECT_EQ(router.weighting(), proto::Router::SOFTMAX_TOPK);
  EXPECT_TRUE(router.renormalize());
  EXPECT_TRUE(router.null_state());
  EXPECT_EQ(Compiles(With("router { score: ACTIVITY weighting: SIGMOID }"))
                .draft.manifest.routers(0)
                .weighting(),
            proto::Router::SIGMOID);
}

TEST(Routing, RefusesWhatCannotScore) {
  ExpectError(With("router { ^score: LOGIT }"),
              "score LOGIT needs mwc elements, and 'table' is none; use score: "
              "ACTIVITY");
  ExpectError(
      "name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n"
      "domain { id: \"a\" gene: \"A\" ^threshold: 1 }",
      "domain 'a' has a threshold but no element to score it; add an "
      "element, or choose another router score");
  ExpectError(With("router { ^top_k: 4 }"), "top_k is 4 of 3 domains");
  ExpectError(
      With("router { score: ACTIVITY weighting: SIGMOID ^null_state: true }"),
      "a null state takes its share of weighting: SOFTMAX_TOPK, which "
      "the router has not");
  ExpectError(With("router { score: AUTONOMY }",
                   "regulator: \"R\" ^autonomy { rows: 1 columns: 0 }"),
              "domain 'a' needs inputs and autonomy: [inputs, rank] to be "
              "scored by AUTONOMY");
  ExpectError(With("router { score: AUTONOMY }",
                   "regulator: \"R\" autonomy { ^rows: 2 columns: 1 }"),
              "autonomy is [2, 1]; it must be [1, 1]");
  ExpectError(With("router { score: GATE }",
                   "gate_weight { ^regulator: \"Q\" weight: 1 }"),
              "no regulator or gene is called 'Q'");
  ExpectError(
      "name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n"
      "domain { id: \"a\" gene: \"A\" threshold: 1 }\n"
      "router { ^score: GATE }",
      "score GATE needs a regulator to read");
}

}  // namespace
}  // namespace regulon
