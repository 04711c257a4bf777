#include "engine/geneformer/token_dictionary.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

constexpr char kTokens[] =
    R"({"<pad>": 0, "<mask>": 1, "ENSG01": 4, "ENSG02.7": 2, "ENSG03": 3})";

TokenDictionary Dictionary(absl::string_view text, int64_t vocabulary = 5) {
  auto read = TokenDictionary::FromJson(text, "tokens.json", vocabulary);
  EXPECT_TRUE(read.ok()) << read.status();
  return *std::move(read);
}

std::string ErrorOf(absl::string_view text) {
  const auto read = TokenDictionary::FromJson(text, "tokens.json", 5);
  EXPECT_FALSE(read.ok()) << text;
  return std::string(read.status().message());
}

std::string MedianErrorOf(absl::string_view text) {
  const TokenDictionary dictionary = Dictionary(kTokens);
  const auto read = ReadMedians(text, "medians.json", dictionary);
  EXPECT_FALSE(read.ok()) << text;
  return std::string(read.status().message());
}

TEST(TokenDictionary, KnowsGenesByIdsWithAndWithoutVersions) {
  const TokenDictionary dictionary = Dictionary(kTokens);
  EXPECT_EQ(dictionary.genes(), 3);
  EXPECT_EQ(dictionary.TokenOf("ENSG01"), 4);
  EXPECT_EQ(dictionary.TokenOf("ENSG01.12"), 4);
  EXPECT_EQ(dictionary.TokenOf("ENSG02"), 2);
  EXPECT_EQ(dictionary.TokenOf("ENSG04"), TokenDictionary::kNoToken);
  EXPECT_EQ(dictionary.NameOf(2), "ENSG02");
}

TEST(TokenDictionary, HasSpecialTokensThatAreNoGenes) {
  const TokenDictionary dictionary = Dictionary(kTokens);
  EXPECT_EQ(dictionary.NameOf(0), "<pad>");
  EXPECT_EQ(dictionary.TokenOf("<pad>"), TokenDictionary::kNoToken);
  EXPECT_FALSE(dictionary.IsGene(0));
  EXPECT_TRUE(dictionary.IsGene(4));
  EXPECT_EQ(dictionary.cls(), TokenDictionary::kNoToken);
  const TokenDictionary enclosed =
      Dictionary(R"({"<cls>": 2, "<eos>": 3, "ENSG01": 4})");
  EXPECT_EQ(enclosed.cls(), 2);
  EXPECT_EQ(enclosed.eos(), 3);
  EXPECT_EQ(enclosed.NameOf(1), "");
  EXPECT_FALSE(enclosed.IsGene(1));
}

TEST(TokenDictionary, NamesFileAndGeneOfWhatIsWrong) {
  EXPECT_EQ(ErrorOf(R"({"A": 1.5})"),
            "tokens.json: 'A' has the id 1.5; ids are whole numbers from 0 on");
  EXPECT_EQ(ErrorOf(R"({"A": -1})"),
            "tokens.json: 'A' has the id -1; ids are whole numbers from 0 on");
  EXPECT_EQ(ErrorOf(R"({"A": 5})"),
            "tokens.json: 'A' has the id 5, and the model's vocabulary ends at "
            "4; give the dictionary of this model");
  EXPECT_EQ(ErrorOf(R"({"A": 2, "B": 2})"),
            "tokens.json: 'A' and 'B' have the same id 2; each needs its own");
  EXPECT_EQ(ErrorOf(R"({"ENSG1.1": 2, "ENSG1.2": 3})"),
            "tokens.json: gene 'ENSG1' is there twice, 'ENSG1.2' being one of "
            "them; keep one");
  EXPECT_EQ(ErrorOf(R"({"A": "2"})"),
            "tokens.json: 'A' has something else than a number");
  EXPECT_EQ(ErrorOf(R"({"": 2})"),
            "tokens.json: a gene has no name; give it its id");
  EXPECT_EQ(ErrorOf(R"({"<pad>": 0})"),
            "tokens.json: no gene in it; a dictionary of tokens has lines as "
            "\"ENSG00000000003\": 4");
}

TEST(TokenDictionary, NamesThePlaceOfWhatIsNoJson) {
  EXPECT_EQ(ErrorOf("{\"A\": 1,\n\"B\": ?}"),
            "tokens.json:2:6: JSON: Expected a value");
  EXPECT_EQ(ErrorOf(R"({"A": 1, "A": 2})"),
            "tokens.json: JSON at fields[0]: A: Repeated map key: 'A' is "
            "already set");
  EXPECT_EQ(ErrorOf("[1]"), "tokens.json: JSON that is no object");
}

TEST(GeneMedians, AreThoseOfTheDictionarysGenes) {
  const TokenDictionary dictionary = Dictionary(kTokens);
  const auto medians =
      ReadMedians(R"({"ENSG01.3": 0.5, "ENSG02": 2, "ENSG99": 1, "<pad>": 3})",
                  "medians.json", dictionary);
  ASSERT_TRUE(medians.ok()) << medians.status();
  EXPECT_THAT(medians->of_token, ElementsAre(0, 0, 2, 0, 0.5));
  EXPECT_EQ(medians->genes_without, 1);
  EXPECT_EQ(medians->not_in_dictionary, 2);
}

TEST(GeneMedians, MustBeAboveZeroAndOnePerGene) {
  EXPECT_EQ(MedianErrorOf(R"({"ENSG01": 0})"),
            "medians.json: gene 'ENSG01' has the median 0; it must be above "
            "0, as one of cells that express it");
  EXPECT_EQ(MedianErrorOf(R"({"ENSG01": -2})"),
            "medians.json: gene 'ENSG01' has the median -2; it must be above "
            "0, as one of cells that express it");
  EXPECT_EQ(MedianErrorOf(R"({"ENSG01": 1, "ENSG01.4": 1})"),
            "medians.json: gene 'ENSG01' has two medians, 'ENSG01.4' being "
            "one of them; keep one");
  EXPECT_EQ(MedianErrorOf(R"({"ENSG01": [1]})"),
            "medians.json: 'ENSG01' has something else than a number");
  EXPECT_EQ(MedianErrorOf(R"({"ENSG77": 1})"),
            "medians.json: no gene of tokens.json has a median in it; give "
            "the two files of one model");
}

}  // namespace
}  // namespace regulon
