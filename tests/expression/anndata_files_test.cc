// Published AnnData and 10x files, read from where they stand beside the
// checkout. The facts are those that benchmarks/anndata_check.py prints: what
// anndata 0.8 reads, and h5py for the 10x file; that program compares all
// values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "engine/expression/hdf5_expression.h"
#include "engine/expression/read_expression.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

struct Entry {
  int sample, gene;
  float value;
};

struct Facts {
  const char *file, *layer, *unit;
  size_t samples, genes;
  double sum;
  int nonzeros;
  const char *first_sample, *last_sample, *first_gene, *last_gene;
  std::vector<Entry> entries;
};

const std::vector<Facts>& AllFacts() {
  static const auto& facts = *new std::vector<Facts>{
      {"3.0.0_filtered_feature_bc_matrix.h5",
       "X",
       "counts",
       1107,
       507,
       41549,
       23866,
       "AAACCCAAGGAGAGTA-1",
       "TTTGGTTGTAGAATAC-1",
       "ENSG00000279493",
       "ENSG00000160310",
       {{0, 138, 1},
        {120, 306, 2},
        {247, 506, 4},
        {360, 257, 4},
        {478, 257, 8},
        {610, 161, 1},
        {732, 246, 1},
        {862, 214, 2},
        {980, 75, 1},
        {1106, 504, 1}}},
      {"anndata_archive_v0.7.0.h5ad",
       "X",
       "counts",
       30,
       20,
       285,
       228,
       "cell0",
       "cell29",
       "gene0",
       "gene19",
       {{0, 6, 1},
        {3, 16, 1},
        {6, 4, 1},
        {8, 18, 1},
        {13, 4, 1},
        {17, 1, 1},
        {21, 0, 1},
        {23, 18, 1},
        {26, 19, 2},
        {29, 19, 1}}},
      {"anndata_archive_v0.7.0.h5ad",
       "layers/array",
       "counts",
       30,
       20,
       302.8304512,
       600,
       "cell0",
       "cell29",
       "gene0",
       "gene19",
       {{0, 0, 0.722368956f},
        {3, 6, 0.0338248014f},
        {6, 13, 0.949473977f},
        {9, 19, 0.963805616f},
        {13, 6, 0.8251459f},
        {16, 12, 0.131982967f},
        {19, 19, 0.890725195f},
        {23, 5, 0.470141381f},
        {26, 12, 0.409993231f},
        {29, 19, 0.652940214f}}},
      {"anndata_archive_v0.7.0.h5ad",
       "layers/sparse",
       "counts",
       30,
       20,
       3.46600217,
       6,
       "cell0",
       "cell29",
       "gene0",
       "gene19",
       {{5, 7, 0.661306143f},
        {15, 6, 0.711299479f},
        {18, 10, 0.998745382f},
        {19, 3, 0.523629844f},
        {26, 7, 0.0375173129f},
        {26, 18, 0.533504009f}}},
      {"anndata_archive_v0.7.0.h5ad",
       "raw",
       "counts",
       30,
       40,
       627,
       480,
       "cell0",
       "cell29",
       "gene0",
       "gene39",
       {{0, 1, 1},
        {3, 16, 1},
        {6, 18, 1},
        {9, 16, 1},
        {13, 8, 2},
        {17, 0, 2},
        {20, 5, 2},
        {23, 0, 2},
        {25, 37, 1},
        {29, 34, 1}}},
      {"pbmc68k_reduced_latest.h5ad",
       "X",
       "log2_intensity",
       700,
       765,
       -243.681058,
       535433,
       "AAAGCCTGGCTAAC-1",
       "TTGAGGTGGAGAGC-8",
       "HES4",
       "MT-ND3",
       {{0, 0, -0.326000005f},
        {77, 595, -0.653999984f},
        {155, 425, -0.395999998f},
        {233, 252, 0.155000001f},
        {311, 80, 0.0130000003f},
        {388, 677, -0.579999983f},
        {466, 510, -0.39199999f},
        {544, 338, -0.485000014f},
        {622, 168, 1.62399995f},
        {699, 764, -0.49000001f}}},
      {"pbmc68k_reduced_latest.h5ad",
       "raw",
       "counts",
       700,
       765,
       319044.2382,
       174400,
       "AAAGCCTGGCTAAC-1",
       "TTGAGGTGGAGAGC-8",
       "HES4",
       "MT-ND3",
       {{0, 3, 1.59099996f},
        {78, 114, 1.18799996f},
        {155, 398, 1.40999997f},
        {232, 445, 1.44299996f},
        {309, 82, 1.227f},
        {388, 234, 2.19099998f},
        {463, 659, 2.11800003f},
        {542, 138, 1.25f},
        {620, 734, 1.12600005f},
        {699, 761, 2.00200009f}}},
      {"transcriptformer_mouse_val.h5ad",
       "X",
       "counts",
       1000,
       1122,
       263707,
       103165,
       "68174593497378580773353162586355584693",
       "29462298956906434561300134087877827770",
       "0",
       "1121",
       {{0, 9, 2},
        {115, 387, 2},
        {225, 519, 1},
        {333, 946, 1},
        {447, 489, 1},
        {561, 931, 1},
        {674, 416, 1},
        {779, 157, 5},
        {887, 916, 2},
        {999, 1110, 5}}},
  };
  return facts;
}

class AnnDataFiles : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    folder_ = absl::StrCat(shared, "/data/h5ad/");
  }

  std::string folder_;
};

TEST_F(AnnDataFiles, AreReadAsTheirAuthorsReadThem) {
  for (const Facts& facts : AllFacts()) {
    SCOPED_TRACE(absl::StrCat(facts.file, " ", facts.layer));
    ReadOptions options;
    options.unit = facts.unit;
    options.layer = facts.layer;
    const auto read = ReadExpression(folder_ + facts.file, options);
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(read->samples.size(), facts.samples);
    ASSERT_EQ(read->genes.size(), facts.genes);
    EXPECT_EQ(read->samples.front(), facts.first_sample);
    EXPECT_EQ(read->samples.back(), facts.last_sample);
    EXPECT_EQ(read->genes.front(), facts.first_gene);
    EXPECT_EQ(read->genes.back(), facts.last_gene);
    double sum = 0;
    int nonzeros = 0;
    for (const float value : read->values) {
      sum += value;
      nonzeros += value != 0 ? 1 : 0;
    }
    EXPECT_NEAR(sum, facts.sum, 1e-9 * std::abs(facts.sum));
    EXPECT_EQ(nonzeros, facts.nonzeros);
    for (const Entry& entry : facts.entries) {
      EXPECT_EQ(read->at(entry.sample, entry.gene), entry.value);
    }
  }
}

TEST_F(AnnDataFiles, MayHaveNoMatrix) {
  ReadOptions options;
  options.unit = "counts";
  const std::string path = folder_ + "anndata_archive_v0.11.4.h5ad";
  const auto read = ReadExpression(path, options);
  EXPECT_THAT(read.status().message(), HasSubstr("holds no expression"));
  const auto names = ReadAnnDataNames(path);
  ASSERT_TRUE(names.ok()) << names.status();
  EXPECT_EQ(names->samples.size(), 10);
  EXPECT_EQ(names->genes.size(), 20);
}

TEST_F(AnnDataFiles, HaveGroupsOfCells) {
  const auto labels = ReadObservationColumn(
      folder_ + "pbmc68k_reduced_latest.h5ad", "bulk_labels");
  ASSERT_TRUE(labels.ok()) << labels.status();
  ASSERT_EQ(labels->size(), 700);
  EXPECT_EQ((*labels)[0], "CD14+ Monocyte");
  EXPECT_EQ((*labels)[350], "CD19+ B");
  EXPECT_EQ((*labels)[699], "Dendritic");
  const auto old =
      ReadObservationColumn(folder_ + "anndata_archive_v0.7.0.h5ad", "obs_cat");
  ASSERT_TRUE(old.ok()) << old.status();
  EXPECT_EQ((*old)[0], "S");
  EXPECT_EQ((*old)[15], "p");
  EXPECT_EQ((*old)[29], "T");
}

}  // namespace
}  // namespace regulon
