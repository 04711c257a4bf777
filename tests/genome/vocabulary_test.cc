#include "engine/genome/vocabulary.h"

#include <gtest/gtest.h>

namespace regulon {
namespace {

TEST(Vocabulary, FindsByIdAndByAlias) {
  Vocabulary names("gene");
  ASSERT_TRUE(names.AddId("ENSG1", 0).ok());
  ASSERT_TRUE(names.AddId("ENSG2", 1).ok());
  names.AddAlias("GATA1", 0);
  names.AddAlias("GATA1", 0);  // as symbol and as alias: still one gene
  names.AddAlias("", 1);       // no symbol
  EXPECT_EQ(*names.Find("ENSG2"), 1);
  EXPECT_EQ(*names.Find("GATA1"), 0);
  EXPECT_EQ(names.FindId("ENSG1"), 0);
  EXPECT_EQ(names.FindId("GATA1"), -1);
  EXPECT_TRUE(names.Knows("GATA1"));
  EXPECT_FALSE(names.Knows(""));
  EXPECT_FALSE(names.Knows("gata1"));
}

TEST(Vocabulary, NamesTheCandidatesOfAnAmbiguousAlias) {
  Vocabulary names("gene");
  ASSERT_TRUE(names.AddId("Y", 0).ok());
  ASSERT_TRUE(names.AddId("X", 1).ok());
  ASSERT_TRUE(names.AddId("Z", 2).ok());
  names.AddAlias("twin", 0);
  names.AddAlias("twin", 1);
  const auto found = names.Find("twin");
  EXPECT_EQ(found.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(found.status().message(),
            "'twin' names several genes; use one of their ids: X, Y");
  EXPECT_TRUE(names.Knows("twin"));
}

TEST(Vocabulary, PrefersAnIdToAnAliasOfTheSameName) {
  Vocabulary names("gene");
  ASSERT_TRUE(names.AddId("A", 0).ok());
  ASSERT_TRUE(names.AddId("B", 1).ok());
  names.AddAlias("A", 1);
  EXPECT_EQ(*names.Find("A"), 0);
}

TEST(Vocabulary, HasEachIdOnce) {
  Vocabulary names("regulator");
  ASSERT_TRUE(names.AddId("A", 0).ok());
  const absl::Status twice = names.AddId("A", 1);
  EXPECT_EQ(twice.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(twice.message(), "the id 'A' belongs to two regulators");
  EXPECT_EQ(*names.Find("A"), 0);
}

TEST(Vocabulary, SuggestsTheNearestName) {
  Vocabulary names("regulator");
  ASSERT_TRUE(names.AddId("GATA1", 0).ok());
  names.AddAlias("PU.1", 0);
  const auto found = names.Find("gata2");
  EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(found.status().message(),
            "no regulator is called 'gata2'; did you mean 'GATA1'?");
  EXPECT_EQ(names.Find("PU1").status().message(),
            "no regulator is called 'PU1'; did you mean 'PU.1'?");
  EXPECT_EQ(names.Find("dexamethasone").status().message(),
            "no regulator is called 'dexamethasone'");
}

TEST(DidYouMean, TakesOneEditInThree) {
  const std::vector<std::string> known = {"GATA1"};
  EXPECT_EQ(DidYouMean("GATA", known), "; did you mean 'GATA1'?");    // 1 of 4
  EXPECT_EQ(DidYouMean("GATAXX", known), "; did you mean 'GATA1'?");  // 2 of 6
  EXPECT_EQ(DidYouMean("GXXA1", known), "");                          // 2 of 5
  EXPECT_EQ(DidYouMean("ATAG1", {}), "");
  EXPECT_EQ(DidYouMean("B", {"A"}), "");  // one letter is any other
  EXPECT_EQ(DidYouMean("", {"A"}), "");
}

TEST(DidYouMean, TakesTheFirstInTheAlphabetOfEquallyNearNames) {
  const std::vector<std::string> forwards = {"KLF1", "KLF2", "KLF3"};
  const std::vector<std::string> backwards = {"KLF3", "KLF2", "KLF1"};
  EXPECT_EQ(DidYouMean("KLF9", forwards), "; did you mean 'KLF1'?");
  EXPECT_EQ(DidYouMean("KLF9", backwards), "; did you mean 'KLF1'?");
}

}  // namespace
}  // namespace regulon
