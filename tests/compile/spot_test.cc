#include "engine/compile/spot.h"

#include <gtest/gtest.h>

namespace regulon {
namespace {

std::string ErrorOf(absl::string_view text) {
  return std::string(ParseSpec(text, "m/t.textproto").status().message());
}

TEST(ParseSpec, SuggestsTheFieldThatWasMeant) {
  EXPECT_EQ(ErrorOf("name: \"x\"\ngene { idd: \"A\" }"),
            "m/t.textproto:2:8: Message type \"regulon.proto.GeneSpec\" has no "
            "field named \"idd\"; did you mean 'id'?");
  EXPECT_EQ(ErrorOf("gen { }"),
            "m/t.textproto:1:1: Message type \"regulon.proto.GenomeSpec\" has "
            "no field named \"gen\"; did you mean 'gene'?");
}

TEST(ParseSpec, SuggestsTheEnumeratorThatWasMeant) {
  EXPECT_EQ(ErrorOf("router { score: ACTIVTY }"),
            "m/t.textproto:1:17: Unknown enumeration value of \"ACTIVTY\" for "
            "field \"score\"; did you mean 'ACTIVITY'?");
  EXPECT_EQ(ErrorOf("gene { combination: CONTCT }"),
            "m/t.textproto:1:21: Unknown enumeration value of \"CONTCT\" for "
            "field \"combination\"; did you mean 'CONTACT'?");
  EXPECT_EQ(ErrorOf("\n link: SOFT_PLUS"),
            "m/t.textproto:2:8: Unknown enumeration value of \"SOFT_PLUS\" for "
            "field \"link\"; did you mean 'SOFTPLUS'?");
}

TEST(ParseSpec, PointsToTheMisspeltWordAndNotToTheNext) {
  EXPECT_EQ(ErrorOf("name: \"x\"\nlink: IDENTTY\n\nunit: \"tpm\""),
            "m/t.textproto:2:7: Unknown enumeration value of \"IDENTTY\" for "
            "field \"link\"; did you mean 'IDENTITY'?");
  EXPECT_EQ(ErrorOf("uni\n  : \"tpm\"").substr(0, 19), "m/t.textproto:1:1: ");
}

TEST(ParseSpec, SaysWhereTheSyntaxIsWrong) {
  EXPECT_EQ(ErrorOf("name: \"x\"\ngene {"),
            "m/t.textproto:2:7: Expected identifier, got: ");
  EXPECT_EQ(ErrorOf("name: 3").substr(0, 20), "m/t.textproto:1:7: E");
  EXPECT_EQ(ErrorOf("taxon: 99999999999999").substr(0, 19),
            "m/t.textproto:1:8: ");
  EXPECT_EQ(ErrorOf("name: \"a\" name: \"b\"").substr(0, 20),
            "m/t.textproto:1:15: ");
  EXPECT_EQ(ErrorOf("name: \"open").substr(0, 19), "m/t.textproto:1:12:");
  EXPECT_EQ(ErrorOf(absl::string_view("name: \"a\"\0", 10)).substr(0, 19),
            "m/t.textproto:1:10:");
}

TEST(Spot, IsThePlaceOfAFieldOfANestedMessage) {
  const auto text = ParseSpec(
      "name: \"x\"\n"
      "gene { id: \"A\" }\n"
      "element {\n"
      "  mwc {\n"
      "    site { copies: 2\n"
      "      binds { regulator: \"A\" kd: 3 } }\n"
      "  }\n"
      "}\n",
      "t");
  ASSERT_TRUE(text.ok()) << text.status();
  const Spot root = (*text)->Root();
  EXPECT_EQ(root.Place("name"), "t:1:1");
  EXPECT_EQ(root.Place("gene", 0), "t:2:1");
  const Spot site = root.Nested("element", 0).Nested("mwc").Nested("site", 0);
  EXPECT_EQ(site.Place("copies"), "t:5:12");
  EXPECT_EQ(site.Nested("binds", 0).Place("kd"), "t:6:30");
  EXPECT_EQ(site.Error("copies", 2, " copies").message(), "t:5:12: 2 copies");
}

TEST(Spot, OfAFieldThatIsMissingIsThatOfItsMessage) {
  const auto text = ParseSpec("unit: \"tpm\"\ngene {\n  basal: 1 }", "t");
  ASSERT_TRUE(text.ok());
  EXPECT_EQ((*text)->Root().Nested("gene", 0).Place("id"), "t:3:3");
  EXPECT_EQ((*text)->Root().Place("name"), "t:1:1");
}

TEST(Spot, OfALaterValueOfAListIsThatOfTheList) {
  const auto text = ParseSpec(
      "reference_states { states { rows: 1\n columns: 2\n value: [1, 2] } }",
      "t");
  ASSERT_TRUE(text.ok());
  const Spot states =
      (*text)->Root().Nested("reference_states").Nested("states");
  EXPECT_EQ(states.Place("value", 0), "t:3:2");
  EXPECT_EQ(states.Place("value", 1), "t:3:2");
}

TEST(Spot, OfASpecWithoutTextIsItsFile) {
  const Spot spot("made", proto::GenomeSpec::descriptor(), nullptr);
  EXPECT_EQ(spot.Place("name"), "made");
  EXPECT_EQ(spot.Nested("gene", 3).ErrorAt("alias", 1, "why").message(),
            "made: why");
}

}  // namespace
}  // namespace regulon
