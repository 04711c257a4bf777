// linear elements and the features of regulators: what a spec may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// P, Q and S, of which Q has no features; L before a threshold element.
std::string With(absl::string_view p, absl::string_view linear) {
  return absl::StrCat(
      "name: \"t\" unit: \"nM\" gene { id: \"G\" }\n"
      "regulator { id: \"S\" feature: 0 feature: 2 value: -1 }\n"
      "regulator { id: \"Q\" }\n"
      "regulator { id: \"P\" ",
      p, " }\n", "element { id: \"L\" gene: \"G\" linear { ", linear, " } }\n",
      "element { id: \"T\" gene: \"G\" threshold {\n"
      "  input { name: \"Q\" weight: 1 } } }\n");
}

TEST(LinearElement, IsARowOfItsFeaturesBehindAllOthers) {
  const Compiled compiled = Compiles(
      With("feature: 1 feature: 3 value: 4", "query: 5 query: 0 readout: 0.5"));
  const LinearDraft& draft = compiled.draft.linear;
  EXPECT_EQ(draft.key.rows, 3);
  EXPECT_THAT(draft.key.values, ElementsAre(0, 2, 0, 0, 1, 3));
  EXPECT_THAT(draft.value.values, ElementsAre(-1, 0, 4));
  EXPECT_THAT(draft.query.values, ElementsAre(5, 0));
  EXPECT_THAT(draft.readout.values, ElementsAre(0.5));
  const proto::Manifest& manifest = compiled.draft.manifest;
  EXPECT_EQ(manifest.elements(0).id(), "T");
  EXPECT_EQ(manifest.elements(1).id(), "L");
  EXPECT_EQ(manifest.elements(1).kind(), proto::Element::LINEAR);
  // Rows of the regulators and of T alone.
  EXPECT_EQ(compiled.draft.threshold.weight_first.size(), 3 + 1 + 1u);
  EXPECT_THAT(compiled.warnings, IsEmpty());
}

TEST(LinearElement, IsNotThereWithoutElementsThatReadFeatures) {
  EXPECT_THAT(Compiles("name: \"t\" unit: \"nM\" gene { id: \"G\" }\n"
                       "regulator { id: \"P\" feature: 1 value: 1 }")
                  .draft.linear.key.values,
              IsEmpty());
}

TEST(LinearElement, RefusesWhatMakesNoSense) {
  const char* fine = "feature: 1 feature: 3 value: 4";
  ExpectError(With("^feature: 1 value: 4", "query: 5 query: 0 readout: 1"),
              "the feature of 'P' has 1 numbers where the first has 2; give as "
              "many");
  ExpectError(With("feature: 1 ^feature: -3 value: 4", "query: 5 readout: 1"),
              "the feature of 'P' has -3; features are affinities, from 0 on");
  ExpectError(With(fine, "query: 1 ^query: -1 readout: 1"),
              "the query of 'L' has -1; features are affinities, from 0 on");
  ExpectError(With(fine, "^query: 5 readout: 1"),
              "the query of 'L' has 1 numbers where the first has 2; give as "
              "many");
  ExpectError(With(fine, "query: 5 query: 1 ^readout: 1 readout: 1"),
              "the readout of 'L' has 2 numbers where the first has 1; give as "
              "many");
  ExpectError(With(fine, "query: 5 ^query: inf readout: 1"),
              "'query' is inf; give a finite number of at most 3e38");
  ExpectError(
      "name: \"t\" unit: \"nM\" gene { id: \"G\" }\n"
      "element { ^id: \"L\" gene: \"G\" linear { query: 1 readout: 1 } }",
      "element 'L' is linear, and no regulator has features; add feature and "
      "value to those that it reads");
  ExpectError(With(fine, "query: 5 query: 1 readout: 1") +
                  "element { id: \"U\" gene: \"G\" threshold {\n"
                  "  input { ^name: \"L\" weight: 1 } } }",
              "element 'U' reads element 'L', which is linear: it comes after "
              "threshold elements; read the gene that it acts on instead, of "
              "the step before");
}

}  // namespace
}  // namespace regulon
