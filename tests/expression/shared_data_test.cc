// Published matrices and lists, read from where they stand beside the checkout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "engine/expression/lists.h"
#include "engine/expression/read_expression.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SharedData : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    folder_ = absl::StrCat(shared, "/data/");
  }

  std::string File(absl::string_view name) const {
    return absl::StrCat(folder_, name);
  }

  Expression Read(absl::string_view name, const char* unit,
                  ReadReport* report = nullptr) const {
    ReadOptions options;
    options.unit = unit;
    auto read = ReadExpression(File(name), options, report);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? *std::move(read) : Expression();
  }

  std::string folder_;
};

// The file as published has up to seven digits, the other up to six: 4,048
// values differ by their rounding.
TEST_F(SharedData, BacillusIsTheSameFromBothFiles) {
  ReadReport report;
  const Expression one =
      Read("bsubtilis/expression.tsv.gz", "log2_intensity", &report);
  const Expression other =
      Read("bsubtilis/expression.original_cr.tsv.gz", "log2_intensity");
  EXPECT_EQ(one.samples.size(), 266);
  EXPECT_EQ(one.genes.size(), 4218);
  EXPECT_EQ(one.samples[0], "S0_1");
  EXPECT_EQ(one.genes[0], "BSU00370");
  EXPECT_FLOAT_EQ(one.at(1, 0), 15.1474f);
  EXPECT_FLOAT_EQ(one.at(0, 1), 10.1872f);
  EXPECT_EQ(report.missing_values, 0);
  EXPECT_THAT(report.notes, IsEmpty());
  EXPECT_EQ(one.samples, other.samples);
  EXPECT_EQ(one.genes, other.genes);
  ASSERT_EQ(one.values.size(), other.values.size());
  int differ = 0;
  float most = 0;
  for (size_t i = 0; i < one.values.size(); ++i) {
    differ += one.values[i] != other.values[i] ? 1 : 0;
    most = std::max(most, std::abs(one.values[i] - other.values[i]));
  }
  EXPECT_EQ(differ, 4048);
  EXPECT_LE(most, 5.2e-5f);
}

TEST_F(SharedData, GtexHasTissuesInColumns) {
  const Expression gtex = Read("gtex/GTEx_Combine.expression.tsv.gz", "tpm");
  EXPECT_EQ(gtex.samples.size(), 29);
  EXPECT_EQ(gtex.genes.size(), 19139);
  EXPECT_EQ(gtex.samples[1], "Adrenal.Gland");
  EXPECT_EQ(gtex.genes[1], "ENSG00000000005");
  EXPECT_FLOAT_EQ(gtex.at(4, 1), 3.8153846154f);
}

TEST_F(SharedData, DreamHasAMatrixOfEdges) {
  const Expression dream = Read("dream4/expression.tsv", "activity");
  EXPECT_EQ(dream.samples.size(), 421);
  EXPECT_EQ(dream.genes.size(), 100);
  EXPECT_EQ(dream.samples[1], "G1(-/-)");
  EXPECT_EQ(dream.at(1, 0), 0);
  const auto edges = ReadEdges(File("dream4/gold_standard.tsv"));
  ASSERT_TRUE(edges.ok()) << edges.status();
  EXPECT_EQ(edges->size(), 10000);
  EXPECT_EQ(std::count_if(edges->begin(), edges->end(),
                          [](const NamedEdge& e) { return e.weight != 0; }),
            176);
  EXPECT_EQ((*edges)[100].regulator, "G1");
  EXPECT_EQ((*edges)[100].target, "G2");
  EXPECT_EQ((*edges)[100].weight, 1);
  EXPECT_EQ(ReadNames(File("dream4/tf_names.tsv"))->size(), 100);
}

TEST_F(SharedData, ListsAreRead) {
  EXPECT_EQ(ReadNames(File("bsubtilis/tf_names.tsv"))->size(), 239);
  EXPECT_EQ(ReadNames(File("networks/lambert2018.txt"))->size(), 1639);
  const auto known = ReadEdges(File("bsubtilis/gold_standard.edges.tsv.gz"));
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->size(), 3148);
  EXPECT_EQ((*known)[0].sign, 1);
  const auto human = ReadEdges(File("networks/collectri_with_pmid.csv.gz"));
  ASSERT_TRUE(human.ok()) << human.status();
  EXPECT_EQ(human->size(), 43178);
  EXPECT_EQ((*human)[0].regulator, "MYC");
  EXPECT_EQ((*human)[0].target, "TERT");
  const auto splits = ReadSampleTable(File("bsubtilis/splits.tsv"));
  ASSERT_TRUE(splits.ok()) << splits.status();
  EXPECT_EQ(splits->samples.size(), 266);
  EXPECT_THAT(*splits->Column("fold_series", {"S1_1", "S0_1"}),
              ElementsAre("2", "2"));
}

}  // namespace
}  // namespace regulon
