// Published files of cells, read from where they stand beside the checkout.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/read_expression.h"
#include "engine/geneformer/rank_value.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

class SharedCells : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    folder_ = absl::StrCat(shared, "/data/h5ad/");
  }

  Expression Read(absl::string_view name, const std::string& layer = "X",
                  const std::string& gene_ids = "") const {
    ReadOptions options;
    options.unit = "counts";
    options.layer = layer;
    options.gene_ids = gene_ids;
    options.duplicate_genes = DuplicatePolicy::kSum;
    auto read = ReadExpression(absl::StrCat(folder_, name), options);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? *std::move(read) : Expression();
  }

  std::string folder_;
};

// Every second gene of the file is a token, in the file's order from 4 on, of
// median 1, 2, 1, 2, ...
class Half {
 public:
  explicit Half(const Expression& cells) {
    std::vector<std::string> tokens = {"\"<cls>\": 2", "\"<eos>\": 3"};
    std::vector<std::string> medians;
    for (size_t g = 0; g < cells.genes.size(); g += 2) {
      const size_t n = medians.size();
      tokens.push_back(absl::StrCat("\"", cells.genes[g], "\": ", n + 4));
      medians.push_back(absl::StrCat("\"", cells.genes[g], "\": ", Median(n)));
    }
    const auto text = [](const std::vector<std::string>& lines) {
      return absl::StrCat("{", absl::StrJoin(lines, ",\n"), "}");
    };
    dictionary_ = TokenDictionary::FromJson(
        text(tokens), "tokens.json", static_cast<int64_t>(tokens.size() + 2));
    medians_ = ReadMedians(text(medians), "medians.json", *dictionary_);
  }

  static double Median(size_t n) { return n % 2 == 0 ? 1 : 2; }
  const TokenDictionary& dictionary() const { return *dictionary_; }
  absl::StatusOr<RankValueEncoder> Encoder(const Expression& cells,
                                           int64_t positions) const {
    return RankValueEncoder::Create(*dictionary_, *medians_, cells,
                                    {positions});
  }

 private:
  absl::StatusOr<TokenDictionary> dictionary_ = absl::UnknownError("");
  absl::StatusOr<GeneMedians> medians_ = absl::UnknownError("");
};

void ExpectRanked(const Expression& cells) {
  const Half half(cells);
  const auto encoder = half.Encoder(cells, 100000);
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  const size_t genes = cells.genes.size();
  for (size_t i = 0; i < cells.samples.size(); ++i) {
    const EncodedCell cell = encoder->Encode(
        absl::MakeConstSpan(cells.values).subspan(i * genes, genes));
    double total = 0;
    std::set<std::pair<double, int32_t>> ranked;
    for (size_t g = 0; g < genes; ++g) {
      total += cells.at(i, g);
      if (g % 2 == 0 && cells.at(i, g) > 0) {
        ranked.emplace(-cells.at(i, g) / Half::Median(g / 2), g / 2 + 4);
      }
    }
    EXPECT_EQ(cell.total, total);
    ASSERT_EQ(cell.genes, ranked.size()) << cells.samples[i];
    ASSERT_EQ(cell.tokens.size(), ranked.size() + 2);
    size_t at = 0;
    for (const auto& [value, token] : ranked) {
      ASSERT_EQ(cell.tokens[at + 1], token) << cells.samples[i];
      EXPECT_DOUBLE_EQ(cell.values[at], -value / total * 10000);
      ++at;
    }
  }
}

TEST_F(SharedCells, OfTenXAreRanked) {
  const Expression cells = Read("3.0.0_filtered_feature_bc_matrix.h5");
  ASSERT_EQ(cells.samples.size(), 1107);
  ExpectRanked(cells);
}

TEST_F(SharedCells, OfAnnDataAreRankedByAColumnOfIds) {
  const Expression cells =
      Read("transcriptformer_mouse_val.h5ad", "X", "ensembl_id");
  ASSERT_EQ(cells.samples.size(), 1000);
  EXPECT_THAT(cells.genes[0], HasSubstr("ENSMUSG"));
  ExpectRanked(cells);
}

TEST_F(SharedCells, OfLogarithmsAreRefused) {
  const Expression cells = Read("pbmc68k_reduced_latest.h5ad", "raw");
  const auto encoder = Half(cells).Encoder(cells, 100);
  EXPECT_THAT(encoder.status().message(),
              HasSubstr("in cell 'AAAGCCTGGCTAAC-1' has 1.591, which is no "
                        "count"));
}

TEST_F(SharedCells, NamedByNumbersAreRefused) {
  const Expression by_ids =
      Read("transcriptformer_mouse_val.h5ad", "X", "ensembl_id");
  const Expression by_numbers = Read("transcriptformer_mouse_val.h5ad");
  const auto encoder = Half(by_ids).Encoder(by_numbers, 100);
  EXPECT_THAT(encoder.status().message(),
              HasSubstr("none of its 1122 genes, such as '0', is in "
                        "tokens.json, which has such as 'ENSMUSG"));
}

}  // namespace
}  // namespace regulon
