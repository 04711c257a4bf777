#include "engine/geneformer/rank_value.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kFirst[] =
    R"({"<pad>": 0, "<mask>": 1, "A": 2, "B": 3, "C": 4, "D": 5, "E": 6})";
constexpr char kSecond[] =
    R"({"<pad>": 0, "<mask>": 1, "<cls>": 2, "<eos>": 3,
        "A": 4, "B": 5, "C": 6, "D": 7, "E": 8})";
constexpr char kMedians[] = R"({"A": 2, "B": 4, "C": 1, "D": 5, "E": 1})";

Expression Cells(std::vector<std::string> genes,
                 const std::vector<std::vector<float>>& cells) {
  Expression expression;
  expression.genes = std::move(genes);
  expression.unit.text = "counts";
  expression.source = "cells.tsv";
  for (size_t i = 0; i < cells.size(); ++i) {
    expression.samples.push_back("cell" + std::to_string(i + 1));
    expression.values.insert(expression.values.end(), cells[i].begin(),
                             cells[i].end());
  }
  return expression;
}

absl::StatusOr<RankValueEncoder> Encoder(const char* tokens,
                                         const Expression& cells,
                                         const EncodingOptions& options,
                                         const char* medians = kMedians) {
  const auto dictionary = TokenDictionary::FromJson(tokens, "tokens.json", 20);
  const auto read = ReadMedians(medians, "medians.json", *dictionary);
  return RankValueEncoder::Create(*dictionary, *read, cells, options);
}

EncodedCell EncodeFirst(const char* tokens, const Expression& cells,
                        const EncodingOptions& options) {
  const auto encoder = Encoder(tokens, cells, options);
  EXPECT_TRUE(encoder.ok()) << encoder.status();
  return encoder->Encode(
      absl::MakeSpan(cells.values).subspan(0, cells.genes.size()));
}

// Of 100 counts, 50 of a gene without a token: A 10/2 = 5, B 10/4 = 2.5,
// C 0, D 25/5 = 5, E 5/1 = 5; A, D and E are equal and come by their ids.
TEST(RankValue, OrdersGenesByCountsOverMedian) {
  const Expression cells =
      Cells({"E", "D", "X", "C", "B", "A"}, {{5, 25, 50, 0, 10, 10}});
  const EncodedCell cell = EncodeFirst(kFirst, cells, {10});
  EXPECT_THAT(cell.tokens, ElementsAre(2, 5, 6, 3));
  EXPECT_THAT(cell.values, ElementsAre(DoubleEq(500), DoubleEq(500),
                                       DoubleEq(500), DoubleEq(250)));
  EXPECT_EQ(cell.first_gene, 0);
  EXPECT_EQ(cell.total, 100);
  EXPECT_EQ(cell.expressed, 4);
  EXPECT_EQ(cell.not_encoded, 1);
  EXPECT_EQ(cell.not_encoded_counts, 50);
}

TEST(RankValue, EnclosesACellWhereTheDictionaryHasTheTokens) {
  const Expression cells = Cells({"A", "B", "C"}, {{1, 1, 1}});
  const EncodedCell cell = EncodeFirst(kSecond, cells, {10});
  EXPECT_THAT(cell.tokens, ElementsAre(2, 6, 4, 5, 3));
  EXPECT_EQ(cell.first_gene, 1);
  EXPECT_EQ(cell.genes, 3);
  EncodingOptions plain = {10};
  plain.special = false;
  EXPECT_THAT(EncodeFirst(kSecond, cells, plain).tokens, ElementsAre(6, 4, 5));
}

TEST(RankValue, LeavesOutTheLastGenesWherePositionsEnd) {
  const Expression cells = Cells({"A", "B", "C", "D", "E"}, {{9, 9, 9, 9, 8}});
  const EncodedCell first = EncodeFirst(kFirst, cells, {3});
  EXPECT_THAT(first.tokens, ElementsAre(4, 6, 2));
  EXPECT_EQ(first.expressed, 5);
  EXPECT_EQ(first.genes, 3);
  EXPECT_THAT(EncodeFirst(kSecond, cells, {3}).tokens, ElementsAre(2, 6, 3));
}

TEST(RankValue, AddsCountsOfVersionsOfAGene) {
  const auto dictionary =
      TokenDictionary::FromJson(R"({"ENSG1": 0, "ENSG2": 1})", "t", 2);
  const auto medians =
      ReadMedians(R"({"ENSG1": 1, "ENSG2": 1})", "m", *dictionary);
  const Expression cells = Cells({"ENSG1.1", "ENSG2", "ENSG1.3"}, {{2, 3, 2}});
  const auto encoder =
      RankValueEncoder::Create(*dictionary, *medians, cells, {10});
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  EXPECT_THAT(encoder->Encode(cells.values).tokens, ElementsAre(0, 1));
}

TEST(RankValue, LeavesOutGenesWithoutAMedian) {
  const Expression cells = Cells({"A", "B"}, {{3, 4}});
  const auto encoder = Encoder(kFirst, cells, {10}, R"({"A": 1})");
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  const EncodedCell cell = encoder->Encode(cells.values);
  EXPECT_THAT(cell.tokens, ElementsAre(2));
  EXPECT_EQ(cell.not_encoded_counts, 4);
  EXPECT_EQ(cell.total, 7);
}

TEST(RankValue, MayLeaveACellWithoutGenes) {
  const Expression cells = Cells({"A", "X"}, {{0, 0}, {0, 7}});
  EXPECT_THAT(EncodeFirst(kFirst, cells, {10}).tokens, IsEmpty());
  EXPECT_EQ(EncodeFirst(kSecond, cells, {10}).genes, 0);
}

// 3/10 = 6/20 exactly, though 3/10*k/... might be rounded otherwise.
TEST(RankValue, TiesAreThoseOfTheRatioItself) {
  const Expression cells = Cells({"A", "B"}, {{3, 6}});
  const auto encoder =
      Encoder(R"({"A": 7, "B": 6})", cells, {10}, R"({"A": 10, "B": 20})");
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  EXPECT_THAT(encoder->Encode(cells.values).tokens, ElementsAre(6, 7));
}

TEST(RankValue, RefusesWhatIsNoCount) {
  const Expression logs = Cells({"A", "B"}, {{1, 2}, {0, 1.5f}});
  EXPECT_EQ(Encoder(kFirst, logs, {10}).status().message(),
            "cells.tsv: gene 'B' in cell 'cell2' has 1.5, which is no count; "
            "give raw counts and neither logarithms nor normalized values (of "
            "AnnData perhaps the layer raw or layers/NAME)");
  Expression declared = Cells({"A"}, {{1}});
  declared.unit.text = "log2(counts+1)";
  EXPECT_THAT(Encoder(kFirst, declared, {10}).status().message(),
              HasSubstr("not of 'log2(counts+1)'"));
}

TEST(RankValue, RefusesGenesThatAreNoneOfTheDictionary) {
  const Expression symbols = Cells({"SYNTF1", "SYNTF2"}, {{1, 2}});
  EXPECT_EQ(Encoder(kFirst, symbols, {10}).status().message(),
            "cells.tsv: none of its 2 genes, such as 'SYNTF1', is in "
            "tokens.json, which has such as 'A'; name genes by these ids (of "
            "AnnData, by the column of var that has them)");
}

TEST(RankValue, NeedsRoomForAGene) {
  const Expression cells = Cells({"A"}, {{1}});
  EXPECT_FALSE(Encoder(kFirst, cells, {2}).ok());
}

}  // namespace
}  // namespace regulon
