// Embeddings and shifts of a tiny random encoder, against those that the
// float64 reference gives.
#include <cmath>
#include <map>
#include <memory>

#include "engine/convert/checkpoint/checkpoint_genome.h"
#include "engine/geneformer/gene_screen.h"
#include "engine/geneformer/in_silico.h"
#include "engine/geneformer/layer_embedder.h"
#include "engine/transformer/transformer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_checkpoint.h"

namespace regulon {
namespace {

constexpr int32_t kCls = 2, kEos = 3;

class Model : public testing::Test {
 protected:
  void SetUp() override {
    shape_.layers = 3;
    tensors_ = reference::RandomBert(shape_, 7);
    const std::string folder = testing::TempDir();
    reference::WriteCheckpoint(folder, reference::ConfigJson(shape_), tensors_);
    const std::string path = folder + "/tiny.regulon";
    const auto converted = ConvertCheckpoint(folder, {}, path);
    ASSERT_TRUE(converted.ok()) << converted.status();
    auto genome = Genome::Open(path);
    ASSERT_TRUE(genome.ok()) << genome.status();
    genome_ = *std::move(genome);
    auto transformer = Transformer::Create(*genome_, TransformerOptions());
    ASSERT_TRUE(transformer.ok()) << transformer.status();
    transformer_ = *std::move(transformer);
  }

  // [tokens][width] after so many blocks.
  reference::Rows Reference(const CellTokens& cell, int layer) const {
    return reference::ReadBert(
               shape_, tensors_,
               std::vector<int>(cell.tokens.begin(), cell.tokens.end()))
        .layers[layer];
  }

  // Of the genes.
  reference::Vector ReferenceMean(const CellTokens& cell, int layer) const {
    const reference::Rows rows = Reference(cell, layer);
    reference::Vector mean(shape_.width);
    for (int64_t i = 0; i < cell.genes; ++i) {
      for (int j = 0; j < shape_.width; ++j) {
        mean[j] += rows[cell.first_gene + i][j] / cell.genes;
      }
    }
    return mean;
  }

  reference::BertShape shape_;
  reference::HfTensors tensors_;
  std::unique_ptr<const Genome> genome_;
  std::unique_ptr<Transformer> transformer_;
};

double Shift(const reference::Vector& a, const reference::Vector& b) {
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return 1 - ab / std::sqrt(aa * bb);
}

CellTokens Cell(std::vector<int32_t> genes) {
  CellTokens cell;
  cell.first_gene = 1;
  cell.genes = static_cast<int64_t>(genes.size());
  cell.tokens = std::move(genes);
  cell.tokens.insert(cell.tokens.begin(), kCls);
  cell.tokens.push_back(kEos);
  return cell;
}

TEST_F(Model, EmbedsCellsAsTheReferenceDoes) {
  const CellTokens cell = Cell({17, 5, 30, 8, 21});
  for (int layer = 0; layer <= shape_.layers; ++layer) {
    const auto embedded =
        EmbedCell(cell, EmbedderOfLayer(*transformer_, layer));
    ASSERT_TRUE(embedded.ok()) << embedded.status();
    const reference::Vector mean = ReferenceMean(cell, layer);
    ASSERT_EQ(embedded->mean.size(), mean.size());
    for (size_t i = 0; i < mean.size(); ++i) {
      EXPECT_NEAR(embedded->mean[i], mean[i], 1e-5) << layer;
    }
  }
}

TEST_F(Model, ShiftsCellsAndGenesAsTheReferenceDoes) {
  const CellTokens cell = Cell({17, 5, 30, 8, 21});
  const int layer = shape_.layers - 1;
  const struct {
    TokenEdit edit;
    CellTokens after;
  } cases[] = {{{{30}, {}}, Cell({17, 5, 8, 21})},
               {{{}, {8}}, Cell({8, 17, 5, 30, 21})},
               {{{17}, {12}}, Cell({12, 5, 30, 8, 21})}};
  const Embedder embedder = EmbedderOfLayer(*transformer_, layer);
  const auto before = EmbedCell(cell, embedder);
  ASSERT_TRUE(before.ok()) << before.status();
  const reference::Rows rows = Reference(cell, layer);
  for (const auto& [edit, after] : cases) {
    const auto shift = ShiftCell(*before, edit, 64, embedder);
    ASSERT_TRUE(shift.ok()) << shift.status();
    EXPECT_NEAR(shift->shift,
                Shift(ReferenceMean(cell, layer), ReferenceMean(after, layer)),
                1e-5);
    EXPECT_GT(shift->shift, 1e-4);
    const reference::Rows moved = Reference(after, layer);
    std::map<int32_t, size_t> place;
    for (size_t i = 0; i < after.tokens.size(); ++i) place[after.tokens[i]] = i;
    double sum = 0;
    for (const GeneShift& gene : shift->genes) {
      size_t was = 0;
      while (cell.tokens[was] != gene.token) ++was;
      const double expected = Shift(rows[was], moved[place.at(gene.token)]);
      EXPECT_NEAR(gene.shift, expected, 1e-5) << gene.token;
      sum += expected / static_cast<double>(shift->genes.size());
    }
    EXPECT_NEAR(shift->mean_gene_shift, sum, 1e-5);
  }
}

// To encode the cell as if the gene had no token is to delete it.
TEST_F(Model, DeletionIsEncodingWithoutTheGenesToken) {
  Expression expression;
  expression.genes = {"A", "B", "C", "D", "E"};
  expression.samples = {"cell"};
  expression.unit.text = "counts";
  expression.values = {4, 9, 2, 7, 1};
  const auto encode = [&expression](const char* tokens) {
    const auto dictionary = TokenDictionary::FromJson(tokens, "t", 40);
    const auto medians = ReadMedians(
        R"({"A": 1, "B": 5, "C": 0.5, "D": 2, "E": 1})", "m", *dictionary);
    return RankValueEncoder::Create(*dictionary, *medians, expression, {64})
        ->Encode(expression.values);
  };
  const EncodedCell all = encode(
      R"({"<cls>": 2, "<eos>": 3, "A": 4, "B": 5, "C": 6, "D": 7, "E": 8})");
  const EncodedCell without =
      encode(R"({"<cls>": 2, "<eos>": 3, "A": 4, "B": 5, "C": 6, "E": 8})");
  const Embedder embedder = EmbedderOfLayer(*transformer_, 2);
  const auto before = EmbedCell(all, embedder);
  const auto after = EmbedCell(without, embedder);
  ASSERT_TRUE(before.ok() && after.ok());
  const auto shift = ShiftCell(*before, {{7}, {}}, 64, embedder);
  ASSERT_TRUE(shift.ok()) << shift.status();
  EXPECT_EQ(shift->shift, CosineShift(before->mean, after->mean));
  EXPECT_EQ(Edited(all, {{7}, {}}, 64).tokens, without.tokens);
}

TEST_F(Model, IsTheSameOnAnyNumberOfThreads) {
  const CellTokens cell = Cell({17, 5, 30, 8, 21, 9, 33});
  std::vector<std::vector<ScreenedGene>> ranked;
  for (const int threads : {1, 2, 3}) {
    TransformerOptions options;
    options.threads = threads;
    const auto transformer = Transformer::Create(*genome_, options);
    ASSERT_TRUE(transformer.ok()) << transformer.status();
    const Embedder embedder = EmbedderOfLayer(**transformer, 2);
    GeneScreen screen(EachGene::kDeleted);
    const auto before = EmbedCell(cell, embedder);
    ASSERT_TRUE(before.ok()) << before.status();
    ASSERT_TRUE(screen.Add(*before, 64, embedder).ok());
    ranked.push_back(screen.Ranked());
    ASSERT_EQ(ranked.back().size(), 7);
    for (size_t i = 0; i < ranked[0].size(); ++i) {
      EXPECT_EQ(ranked.back()[i].token, ranked[0][i].token);
      EXPECT_EQ(ranked.back()[i].shift, ranked[0][i].shift);
    }
  }
}

TEST_F(Model, SaysWhatTokenItHasNot) {
  const auto embedded =
      EmbedCell(Cell({17, 45}), EmbedderOfLayer(*transformer_, 1));
  EXPECT_THAT(embedded.status().message(), testing::HasSubstr("45"));
}

}  // namespace
}  // namespace regulon
