// Boundaries, marks, and places of elements and genes: what a spec may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

std::string With(absl::string_view more) {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n"
      "regulator { id: \"P\" }\n"
      "element { id: \"e\" gene: \"G\" contig: \"c\" center0: 9 mwc { } }\n",
      more);
}

TEST(Boundary, IsStoredWithItsInsulation) {
  const Compiled compiled = Compiles(
      With("boundary { id: \"b\" contig: \"c\" position0: 5 insulation: 0.25\n"
           "           note: \"CTCF\" citation: \"X 2020\" }\n"
           "boundary { id: \"b2\" contig: \"c\" insulation: 1 }"));
  EXPECT_THAT(compiled.draft.insulation, ElementsAre(0.25, 1));
  const proto::Boundary& boundary = compiled.draft.manifest.boundaries(0);
  EXPECT_EQ(boundary.position0(), 5);
  EXPECT_EQ(boundary.note(), "CTCF");
  EXPECT_EQ(boundary.citations(0), "X 2020");
}

TEST(Boundary, RefusesWhatMakesNoSense) {
  ExpectError(With("boundary { ^contig: \"c\" insulation: 1 }"),
              "an id is missing");
  ExpectError(With("boundary { id: \"b\" contig: \"c\" insulation: 1 }\n"
                   "boundary { ^id: \"b\" contig: \"c\" insulation: 1 }"),
              "two boundaries are called 'b'");
  ExpectError(With("boundary { ^id: \"b\" insulation: 1 }"),
              "boundary 'b' needs a contig and a position counted from 0");
  ExpectError(With("boundary { id: \"b\" contig: \"c\" ^position0: -1\n"
                   "insulation: 1 }"),
              "boundary 'b' needs a contig and a position counted from 0");
  for (const char* insulation : {"0", "-1", "1.5", "nan"}) {
    ExpectError(
        With(absl::StrCat("boundary { id: \"b\" contig: \"c\" ^insulation: ",
                          insulation, " }")),
        absl::StrCat("an insulation of ", insulation,
                     "; give what contacts across the boundary are multiplied "
                     "by, above 0 and up to 1"));
  }
}

TEST(Mark, WeighsAsMuchAsTheElementSays) {
  const Compiled compiled = Compiles(With(
      "element { id: \"own\" gene: \"G\" mwc { }\n"
      "          mark { mark: \"K27ac\" weight: 3 } }\n"
      "mark { id: \"K27ac\" weight: 0.5 } mark { id: \"K27me3\" weight: -1 "
      "}"));
  const Dense& weight = compiled.draft.mwc.mark_weight;
  EXPECT_EQ(weight.rows, 2);
  EXPECT_EQ(weight.columns, 2);
  EXPECT_THAT(weight.values, ElementsAre(0.5, 3, -1, -1));
  EXPECT_EQ(compiled.draft.manifest.marks(1).id(), "K27me3");
}

TEST(Mark, RefusesWhatMakesNoSense) {
  ExpectError(With("mark { ^weight: 1 }"), "an id is missing");
  ExpectError(With("mark { id: \"m\" } mark { ^id: \"m\" }"),
              "two marks are called 'm'");
  ExpectError(With("mark { id: \"m\" ^weight: inf }"),
              "'weight' is inf; give a finite number of at most 3e38");
  ExpectError(With("mark { id: \"m\" }\n"
                   "element { id: \"f\" gene: \"G\" mwc { }\n"
                   "  mark { ^mark: \"n\" weight: 1 } }"),
              "no mark is called 'n'; declare it: mark { id: \"n\" }");
  ExpectError(With("mark { id: \"m\" }\n"
                   "element { id: \"f\" gene: \"G\" mwc { }\n"
                   "  mark { mark: \"m\" ^weight: nan } }"),
              "'weight' is nan; give a finite number of at most 3e38");
  ExpectError(With("mark { id: \"m\" }\n"
                   "element { id: \"f\" gene: \"G\" state_table { state { } }\n"
                   "  ^mark { mark: \"m\" weight: 1 } }"),
              "element 'f' is not of the mwc kind, so marks do not act on it");
  ExpectError(
      "name: \"t\" unit: \"boolean\" gene { id: \"G\" rule: \"G\" }\n"
      "mark { ^id: \"m\" }",
      "marks act on mwc elements, and the genome has none");
}

TEST(Places, AreStoredWithAUsualWidth) {
  const Compiled compiled = Compiles(With(
      "element { id: \"f\" gene: \"G\" contig: \"c\" center0: 7 width: 80\n"
      "          mwc { } }\n"
      "element { id: \"nowhere\" gene: \"G\" mwc { } }"));
  const proto::Manifest& m = compiled.draft.manifest;
  EXPECT_EQ(m.elements(0).center0(), 9);
  EXPECT_EQ(m.elements(0).width(), 500);
  EXPECT_EQ(m.elements(1).width(), 80);
  EXPECT_EQ(m.elements(2).contig(), "");
  EXPECT_EQ(m.elements(2).width(), 0);
}

TEST(Places, RefuseWhatMakesNoSense) {
  ExpectError(With("element { id: \"f\" gene: \"G\" contig: \"c\" ^width: -1\n"
                   "          mwc { } }"),
              "element 'f' has a width of -1; give bp from 1, and a contig");
  ExpectError(With("element { id: \"f\" gene: \"G\" ^width: 80 mwc { } }"),
              "element 'f' has a width of 80; give bp from 1, and a contig");
  ExpectError(With("element { id: \"f\" gene: \"G\" ^center0: 80 mwc { } }"),
              "element 'f' needs a contig and a center counted from 0");
}

}  // namespace
}  // namespace regulon
