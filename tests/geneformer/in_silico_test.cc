#include "engine/geneformer/in_silico.h"

#include <cmath>

#include "engine/geneformer/gene_screen.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// <cls> 7 8 9 <eos>
CellTokens Enclosed() { return {{2, 7, 8, 9, 3}, 1, 3}; }
CellTokens Plain() { return {{7, 8, 9}, 0, 3}; }

// Of width 2: a token's id, and how many tokens there are.
absl::Status IdAndCount(absl::Span<const int32_t> tokens,
                        std::vector<float>& embeddings) {
  embeddings.clear();
  for (const int32_t token : tokens) {
    embeddings.push_back(static_cast<float>(token));
    embeddings.push_back(static_cast<float>(tokens.size()));
  }
  return absl::OkStatus();
}

absl::Status NeverRuns(absl::Span<const int32_t>, std::vector<float>&) {
  return absl::InternalError("the model ran");
}

double Cosine(double ax, double ay, double bx, double by) {
  return (ax * bx + ay * by) / std::hypot(ax, ay) / std::hypot(bx, by);
}

CellEmbedding Embed(const CellTokens& cell) {
  const auto embedded = EmbedCell(cell, IdAndCount);
  EXPECT_TRUE(embedded.ok()) << embedded.status();
  return *embedded;
}

CellShift Shift(const CellTokens& cell, const TokenEdit& edit,
                int64_t positions = 10) {
  const auto shift = ShiftCell(Embed(cell), edit, positions, IdAndCount);
  EXPECT_TRUE(shift.ok()) << shift.status();
  return *shift;
}

TEST(Edited, LeavesOutADeletedGene) {
  EXPECT_THAT(Edited(Plain(), {{8}, {}}, 10).tokens, ElementsAre(7, 9));
  const CellTokens enclosed = Edited(Enclosed(), {{8}, {}}, 10);
  EXPECT_THAT(enclosed.tokens, ElementsAre(2, 7, 9, 3));
  EXPECT_EQ(enclosed.first_gene, 1);
  EXPECT_EQ(enclosed.genes, 2);
}

TEST(Edited, PutsOverExpressedGenesFirst) {
  EXPECT_THAT(Edited(Plain(), {{}, {9}}, 10).tokens, ElementsAre(9, 7, 8));
  EXPECT_THAT(Edited(Enclosed(), {{}, {9, 8}}, 10).tokens,
              ElementsAre(2, 9, 8, 7, 3));
  EXPECT_THAT(Edited(Enclosed(), {{7}, {11}}, 10).tokens,
              ElementsAre(2, 11, 8, 9, 3));
}

TEST(Edited, DropsTheLastGeneWhereAnotherTakesItsRoom) {
  EXPECT_THAT(Edited(Plain(), {{}, {11}}, 3).tokens, ElementsAre(11, 7, 8));
  const CellTokens enclosed = Edited(Enclosed(), {{}, {11}}, 5);
  EXPECT_THAT(enclosed.tokens, ElementsAre(2, 11, 7, 8, 3));
  EXPECT_EQ(enclosed.genes, 3);
}

TEST(CosineShift, IsOneMinusTheCosine) {
  EXPECT_DOUBLE_EQ(CosineShift({3, 4}, {4, 3}), 1 - 24 / 25.0);
  EXPECT_DOUBLE_EQ(CosineShift({1, 0}, {0, 5}), 1);
  EXPECT_DOUBLE_EQ(CosineShift({1, 0}, {-2, 0}), 2);
  EXPECT_EQ(CosineShift({0.1f, 0.3f, 7}, {0.1f, 0.3f, 7}), 0);
  EXPECT_EQ(CosineShift({0, 0}, {0, 5}), 1);
  EXPECT_EQ(CosineShift({0, 0}, {0, 0}), 0);
}

// sin^2 / (1 + cos) of an angle of 1e-6, of which 1 - cos keeps 4 digits.
TEST(CosineShift, KeepsItsDigitsWhereItIsSmall) {
  const float y = 1e-6f;
  const double square = double{y} * double{y};
  const double cosine = 1 / std::sqrt(1 + square);
  EXPECT_NEAR(
      CosineShift({1, 0}, {1, y}) / (square / (1 + square) / (1 + cosine)), 1,
      1e-9);
}

TEST(EmbedCell, AveragesGenesWithoutSpecialTokens) {
  const CellEmbedding cell = Embed(Enclosed());
  EXPECT_THAT(cell.mean, ElementsAre(8, 5));
  EXPECT_THAT(cell.genes, ElementsAre(7, 5, 8, 5, 9, 5));
  EXPECT_FALSE(EmbedCell({{2, 3}, 1, 0}, IdAndCount).ok());
}

// Before, the cell is at (8, 3); without 7 it is at (8.5, 2).
TEST(ShiftCell, MeasuresCellAndRemainingGenes) {
  const CellShift shift = Shift(Plain(), {{7}, {}});
  EXPECT_NEAR(shift.shift, 1 - Cosine(8, 3, 8.5, 2), 1e-12);
  ASSERT_EQ(shift.genes.size(), 2);
  EXPECT_EQ(shift.genes[0].token, 8);
  EXPECT_NEAR(shift.genes[0].shift, 1 - Cosine(8, 3, 8, 2), 1e-12);
  EXPECT_EQ(shift.genes[1].token, 9);
  EXPECT_NEAR(shift.genes[1].shift, 1 - Cosine(9, 3, 9, 2), 1e-12);
  EXPECT_NEAR(shift.mean_gene_shift,
              (shift.genes[0].shift + shift.genes[1].shift) / 2, 1e-15);
  EXPECT_THAT(shift.absent, IsEmpty());
}

// Room for 3: 9 falls out, and 11 has no place before.
TEST(ShiftCell, ComparesGenesThatAreThereBeforeAndAfter) {
  const CellShift shift = Shift(Plain(), {{}, {11}}, 3);
  ASSERT_EQ(shift.genes.size(), 2);
  EXPECT_EQ(shift.genes[0].token, 7);
  EXPECT_EQ(shift.genes[0].shift, 0);
  EXPECT_EQ(shift.genes[1].token, 8);
  EXPECT_NEAR(shift.shift, 1 - Cosine(8, 3, 26 / 3.0, 3), 1e-7);
  EXPECT_THAT(shift.absent, ElementsAre(11));
}

TEST(ShiftCell, LeavesOutThePerturbedGeneItself) {
  const CellShift shift = Shift(Plain(), {{}, {9}});
  ASSERT_EQ(shift.genes.size(), 2);
  EXPECT_EQ(shift.genes[0].token, 7);
  EXPECT_EQ(shift.genes[1].token, 8);
  EXPECT_THAT(shift.absent, IsEmpty());
}

TEST(ShiftCell, DoesNotRunTheModelForAnAbsentGene) {
  const auto shift = ShiftCell(Embed(Plain()), {{11}, {}}, 10, NeverRuns);
  ASSERT_TRUE(shift.ok()) << shift.status();
  EXPECT_EQ(shift->shift, 0);
  EXPECT_EQ(shift->genes.size(), 3);
  EXPECT_THAT(shift->absent, ElementsAre(11));
}

TEST(ShiftCell, SaysWhereNoGeneIsLeft) {
  const CellShift shift = Shift({{2, 7, 3}, 1, 1}, {{7}, {}});
  EXPECT_TRUE(shift.emptied);
  EXPECT_THAT(shift.genes, IsEmpty());
}

TEST(GeneScreen, AveragesOverTheCellsThatHaveAGene) {
  GeneScreen screen(EachGene::kDeleted);
  const CellTokens other = {{9, 5}, 0, 2};
  int genes = 0;
  for (const CellTokens& cell : {Plain(), other, CellTokens{{4}, 0, 1}}) {
    ASSERT_TRUE(screen
                    .Add(Embed(cell), 10, IdAndCount,
                         [&genes](const CellShift&) { ++genes; })
                    .ok());
  }
  EXPECT_EQ(genes, 6);
  const std::vector<ScreenedGene> ranked = screen.Ranked();
  ASSERT_EQ(ranked.size(), 4);  // 4 alone has no other gene
  const auto of = [&ranked](int32_t token) {
    for (const ScreenedGene& gene : ranked) {
      if (gene.token == token) return gene;
    }
    return ScreenedGene();
  };
  EXPECT_EQ(of(9).cells, 2);
  EXPECT_EQ(of(7).cells, 1);
  EXPECT_NEAR(of(9).shift,
              (1 - Cosine(8, 3, 7.5, 2) + 1 - Cosine(7, 2, 5, 1)) / 2, 1e-12);
  EXPECT_NEAR(of(5).shift, 1 - Cosine(7, 2, 9, 1), 1e-12);
  for (size_t i = 1; i < ranked.size(); ++i) {
    EXPECT_GE(ranked[i - 1].shift, ranked[i].shift);
  }
}

}  // namespace
}  // namespace regulon
