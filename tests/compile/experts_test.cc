#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

// Gene G at 1 Mb of chr1 that sums two enhancers by their contact.
std::string WithEnhancers(absl::string_view first, absl::string_view second,
                          absl::string_view more = "") {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\"\n"
      "gene { id: \"G\" combination: CONTACT contig: \"chr1\" tss0: 1000000 }\n"
      "gene { id: \"H\" }\n"
      "element { id: \"e\" gene: \"G\" mwc { } ",
      first, " }\nelement { id: \"f\" gene: \"G\" mwc { } ", second, " }\n",
      more);
}

ExpertDraft ExpertOf(const std::string& spec) {
  return Compiles(spec).experts[0];
}

TEST(Contact, FallsWithDistance) {
  // The power law of the ABC model: 0.0630144 within 5 kb, 0.00293062 at 100.
  const ExpertDraft expert =
      ExpertOf(WithEnhancers("contig: \"chr1\" center0: 1004999",
                             "contig: \"chr1\" center0: 900000 strength: -2"));
  EXPECT_THAT(expert.contact_gene, ElementsAre(0));
  EXPECT_THAT(expert.contact_element, ElementsAre(0, 1));
  EXPECT_THAT(expert.contact_strength, ElementsAre(1, -2));
  EXPECT_NEAR(expert.contact_value[0], 0.0630144, 5e-8);
  EXPECT_NEAR(expert.contact_value[1], 0.00293062, 5e-9);
  EXPECT_FLOAT_EQ(expert.contact_norm[0], 0.0630144 + 2 * 0.00293062);
  EXPECT_THAT(expert.contact_amplitude, ElementsAre(1));
}

TEST(Contact, IsSymmetricAndFlatNearTheGene) {
  for (const int distance : {0, 17, 5000, 20000}) {
    const ExpertDraft expert = ExpertOf(WithEnhancers(
        absl::StrCat("contig: \"chr1\" center0: ", 1000000 - distance),
        absl::StrCat("contig: \"chr1\" center0: ", 1000000 + distance)));
    EXPECT_EQ(expert.contact_value[0], expert.contact_value[1]);
    EXPECT_EQ(expert.contact_value[0]<0.063f, distance> 5000);
  }
}

TEST(Contact, IsOneWithoutAPositionAndZeroAcrossContigs) {
  EXPECT_THAT(ExpertOf(WithEnhancers("", "contig: \"chr2\" center0: 1000000"))
                  .contact_value,
              ElementsAre(1, 0));
}

TEST(Contact, IsThatOfTheSpecWhereItGivesOne) {
  const ExpertDraft expert = ExpertOf(
      WithEnhancers("", "contig: \"chr1\" center0: 5",
                    "contact { element: \"f\" gene: \"G\" contact: 0.25 }"));
  EXPECT_THAT(expert.contact_value, ElementsAre(1, 0.25));
  EXPECT_THAT(expert.contact_norm, ElementsAre(1.25));
}

TEST(Contact, RefusesWhatMakesNoSense) {
  ExpectError(WithEnhancers("", "", "contact { ^element: \"x\" gene: \"G\" }"),
              "no element is called 'x'");
  ExpectError(WithEnhancers("", "", "contact { element: \"e\" ^gene: \"H\" }"),
              "element 'e' does not act on gene 'H'; add it to the element's "
              "genes");
  ExpectError(WithEnhancers("", "",
                            "contact { element: \"e\" gene: \"G\"\n"
                            "  ^contact: -1 }"),
              "a contact of -1; give a number from 0");
  ExpectError(
      "name: \"t\" unit: \"tpm\"\n"
      "gene { id: \"G\" ^combination: CONTACT contig: \"chr1\" }\n"
      "element { id: \"e\" gene: \"G\" contig: \"chr2\" mwc { } }",
      "no element is in contact with gene 'G'; check contigs, "
      "strengths and contacts");
  ExpectError(
      "name: \"t\" unit: \"tpm\"\n"
      "gene { id: \"G\" ^combination: CONTACT }\n"
      "element { id: \"e\" gene: \"G\" strength: 3e38 mwc { } }\n"
      "element { id: \"f\" gene: \"G\" strength: 3e38 mwc { } }",
      "'combination' is 6e+38; give a finite number of at most 3e38");
}

TEST(Any, ListsTheElementsOfEachGene) {
  const ExpertDraft expert = ExpertOf(
      "name: \"t\" unit: \"boolean\" gene { id: \"F\" }\n"
      "gene { id: \"G\" amplitude: 3 rule: \"F\" }\n"
      "gene { id: \"H\" amplitude: 0 }\n"
      "element { id: \"e\" gene: \"H\" gene: \"G\" rule: \"!F\" }");
  EXPECT_THAT(expert.any_gene, ElementsAre(1, 2));
  EXPECT_THAT(expert.any_first, ElementsAre(0, 2, 3));
  EXPECT_THAT(expert.any_element, ElementsAre(0, 1, 0));
  EXPECT_THAT(expert.any_amplitude, ElementsAre(3, 0));
  EXPECT_THAT(expert.contact_gene, IsEmpty());
}

// Genes A, B, C; domain d of C and A, in this order, with two inputs.
std::string WithDomain(absl::string_view fields, absl::string_view more = "") {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\"\n"
      "gene { id: \"A\" } gene { id: \"B\" } gene { id: \"C\" }\n"
      "domain { id: \"d\" gene: \"C\" gene: \"A\"\n"
      "  regulator: \"B\" regulator: \"A\"\n",
      fields, "\n}\n", more);
}

TEST(Dense, HasARowPerInputAndAColumnPerGeneInAscendingOrder) {
  const ExpertDraft expert =
      ExpertOf(WithDomain("linear { gene: \"C\" regulator: \"B\" weight: 2 }\n"
                          "linear { gene: \"A\" regulator: \"A\" weight: 3 }"));
  EXPECT_THAT(expert.inputs, ElementsAre(0, 1));  // B is implied first
  EXPECT_EQ(expert.linear.rows, 2);
  EXPECT_EQ(expert.linear.columns, 2);
  EXPECT_THAT(expert.linear.values, ElementsAre(0, 2, 3, 0));
}

TEST(Dense, TakesTheInputsThatItsLinearWeightsName) {
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"tpm\" regulator { id: \"R\" } gene { id: \"A\" }\n"
      "regulator { id: \"S\" }\n"
      "domain { id: \"d\" gene: \"A\"\n"
      "  linear { gene: \"A\" regulator: \"S\" weight: 1 }\n"
      "  linear { gene: \"A\" regulator: \"R\" weight: 2 }\n"
      "  linear { gene: \"A\" regulator: \"S\" weight: 3 } }");
  EXPECT_THAT(compiled.experts[0].inputs, ElementsAre(1, 0));
  EXPECT_THAT(compiled.experts[0].linear.values, ElementsAre(3, 2));
  // x is needed, so its constants are stored, and the basal levels are not.
  EXPECT_THAT(compiled.draft.log_sd, ElementsAre(1, 1));
  EXPECT_THAT(compiled.draft.basal, IsEmpty());
}

TEST(Dense, RefusesMatricesOfAnotherShape) {
  ExpectError(WithDomain("gate { ^rows: 3 columns: 1 value: [1, 2, 3] }"),
              "gate is [3, 1]; it must be [2, 1]");
  ExpectError(WithDomain("gate { rows: 2 columns: 1 ^value: 1 }"),
              "gate has 1 values where its shape needs 2");
  ExpectError(WithDomain("gate { rows: 2 columns: 1 ^value: [1, nan] }"),
              "'value' is nan; give a finite number of at most 3e38");
  ExpectError(WithDomain("^gate { rows: 2 }"),
              "domain 'd' needs inputs and hidden units for its gate");
  ExpectError(WithDomain("^gate { rows: 2 columns: -2147483648 }"),
              "domain 'd' needs inputs and hidden units for its gate");
  ExpectError(WithDomain("gate { rows: 2 columns: 1 value: [1, 2] }\n"
                         "up { rows: 2 columns: 1 value: [1, 2] }\n"
                         "down { ^rows: 1 columns: 3 value: [1, 2, 3] }"),
              "down is [1, 3]; it must be [1, 2]");
  ExpectError(WithDomain("^reference_values { rows: 1 columns: 2 }"),
              "the genome has no reference_states");
  ExpectError(WithDomain("", "shared { reading { ^rows: 3 columns: 1 } }"),
              "reading is [3, 1]; it must be [2, 1]");
  ExpectError(WithDomain("",
                         "shared {\n"
                         "  reading { rows: 2 columns: 1 value: [1, 2] }\n"
                         "  writing { ^rows: 1 columns: 2 } }"),
              "writing is [1, 2]; it must be [1, 3]");
  ExpectError(WithDomain("",
                         "reference_states { ^sharpness: -1\n"
                         "  states { rows: 1 columns: 2 value: [1, 2] } }"),
              "a sharpness of -1; give a number above 0");
  for (const char* path : {"shared", "reference_states"}) {
    ExpectError(absl::StrCat("name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n^",
                             path, " { }"),
                "the genome has no regulator to read");
  }
}

TEST(Dense, RefusesWeightsOfGenesAndRegulatorsOfOthers) {
  ExpectError(WithDomain("linear { ^gene: \"B\" regulator: \"A\" weight: 1 }"),
              "gene 'B' is not in domain 'd'");
  ExpectError(WithDomain("linear { gene: \"A\" ^regulator: \"C\" weight: 1 }"),
              "regulator 'C' is not among the domain's own");
  ExpectError(WithDomain("^regulator: \"B\""), "regulator 'B' is named twice");
  ExpectError(
      "name: \"t\" unit: \"tpm\" gene { id: \"A\" }\n"
      "domain { ^id: \"d\" regulator: \"A\"\n"
      "  gate { rows: 1 columns: 1 value: 1 } }",
      "domain 'd' has matrices but no genes");
}

}  // namespace
}  // namespace regulon
