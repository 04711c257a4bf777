// AnnData and 10x files of every encoding; hdf5/make.py wrote them.
#include "engine/expression/hdf5_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/expression/read_expression.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

constexpr float kValues[] = {0, 1.5, 0, 2, 3, 0, 0, 0, 0, 0, 4, 5};

std::string File(absl::string_view name) {
  return absl::StrCat("tests/expression/hdf5/", name);
}

ReadOptions Layer(const std::string& layer) {
  ReadOptions options;
  options.unit = "tpm";
  options.layer = layer;
  return options;
}

Expression Read(absl::string_view name, const ReadOptions& options,
                ReadReport* report = nullptr) {
  auto read = ReadExpression(File(name), options, report);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : Expression();
}

std::string ErrorOf(absl::string_view name,
                    const ReadOptions& options = Layer("X")) {
  const auto read = ReadExpression(File(name), options);
  EXPECT_FALSE(read.ok()) << name;
  return std::string(read.status().message());
}

TEST(AnnData, IsReadInEveryEncoding) {
  for (const char* name : {"current.h5ad", "records.h5ad", "categories.h5ad"}) {
    const Expression x = Read(name, Layer("X"));
    EXPECT_THAT(x.samples, ElementsAre("s1", "s2", "s3")) << name;
    EXPECT_THAT(x.genes, ElementsAre("ga", "gb", "gc", "gd")) << name;
    EXPECT_THAT(x.values, ElementsAreArray(kValues)) << name;
  }
}

TEST(AnnData, HasLayersOfNumbersOfAnyWidth) {
  EXPECT_THAT(Read("current.h5ad", Layer("layers/half")).values,
              ElementsAre(0, 3, 0, 4, 6, 0, 0, 0, 0, 0, 8, 10));
  for (const char* layer : {"layers/bytes", "layers/big_endian"}) {
    EXPECT_THAT(Read("current.h5ad", Layer(layer)).values,
                ElementsAre(0, 1, 0, 2, 3, 0, 0, 0, 0, 0, 4, 5));
  }
}

TEST(AnnData, HasGenesOfItsOwnInRaw) {
  const Expression raw = Read("current.h5ad", Layer("raw"));
  EXPECT_THAT(raw.genes, ElementsAre("ga", "gb", "gc", "gd", "ge"));
  EXPECT_THAT(raw.values,
              ElementsAre(0, 1, 0, 2, 7, 3, 0, 0, 0, 8, 0, 0, 4, 5, 9));
  const Expression old = Read("records.h5ad", Layer("raw"));
  EXPECT_THAT(old.genes, ElementsAre("ga", "gb"));
  EXPECT_THAT(old.values, ElementsAre(0, 1.5, 3, 0, 0, 0));
}

TEST(AnnData, MayTakeIdsFromAColumn) {
  ReadOptions options = Layer("X");
  options.gene_ids = "gene_ids";
  const Expression x = Read("current.h5ad", options);
  EXPECT_THAT(x.genes, ElementsAre("E1", "E2", "E3", "E4"));
  EXPECT_THAT(x.symbols, ElementsAre("ga", "gb", "gc", "gd"));
  options.gene_ids = "gene_id";
  EXPECT_THAT(ErrorOf("current.h5ad", options),
              HasSubstr("/var: no column is called 'gene_id'; did you mean "
                        "'gene_ids'?"));
}

TEST(AnnData, KeepsMissingValuesToThePolicy) {
  EXPECT_THAT(ErrorOf("current.h5ad", Layer("layers/missing")),
              HasSubstr("1 values are missing, the first of gene 'gc' in "
                        "sample 's2'"));
  ReadOptions options = Layer("layers/missing");
  options.missing = MissingPolicy::kZero;
  EXPECT_EQ(Read("current.h5ad", options).at(1, 2), 0);
}

TEST(AnnData, HasColumnsOfTextForSamples) {
  const auto column = [](absl::string_view name, const char* column) {
    const auto texts = ReadObservationColumn(File(name), column);
    EXPECT_TRUE(texts.ok()) << texts.status();
    return texts.ok() ? *texts : std::vector<std::string>();
  };
  const auto types = ElementsAre("T cell", "", "B cell");
  EXPECT_THAT(column("current.h5ad", "type"), types);
  EXPECT_THAT(column("current.h5ad", "count"), ElementsAre("5", "", "7"));
  EXPECT_THAT(column("current.h5ad", "note"), ElementsAre("x", "", "z"));
  EXPECT_THAT(column("current.h5ad", "score"),
              ElementsAre("0.5", "1e-07", "3"));
  EXPECT_THAT(column("current.h5ad", "kept"),
              ElementsAre("TRUE", "FALSE", "TRUE"));
  EXPECT_THAT(column("records.h5ad", "type"),
              ElementsAre("T cell", "B cell", ""));
  EXPECT_THAT(column("records.h5ad", "score"), ElementsAre("0.25", "2", "4"));
  EXPECT_THAT(column("categories.h5ad", "type"),
              ElementsAre("B cell", "T cell", "B cell"));
  EXPECT_THAT(
      ReadObservationColumn(File("records.h5ad"), "typ").status().message(),
      HasSubstr("/obs: no column is called 'typ'; did you mean 'type'?; there "
                "are type, score"));
}

TEST(AnnData, MayBePackedByLzf) {
  const Expression ramp = Read("lzf.h5ad", Layer("X"));
  ASSERT_EQ(ramp.values.size(), 2000);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(ramp.values[i], i / 7) << i;
}

TEST(AnnData, NamesTheLayersThereAre) {
  EXPECT_THAT(ErrorOf("current.h5ad", Layer("layers/none")),
              HasSubstr("there is no layers/none; choose one of X, raw, "
                        "layers/big_endian"));
  EXPECT_THAT(ErrorOf("current.h5ad", Layer("var")),
              HasSubstr("'var' is no layer"));
  EXPECT_THAT(ErrorOf("empty.h5ad"), HasSubstr("holds no expression"));
  const auto names = ReadAnnDataNames(File("empty.h5ad"));
  ASSERT_TRUE(names.ok());
  EXPECT_THAT(names->samples, ElementsAre("s1", "s2", "s3"));
  EXPECT_THAT(names->genes, ElementsAre("ga", "gb", "gc", "gd"));
}

TEST(TenX, IsReadByGenome) {
  EXPECT_THAT(ErrorOf("genomes.h5"),
              HasSubstr("choose one of its matrices as the layer: hg19, mm10"));
  const Expression mouse = Read("genomes.h5", Layer("mm10"));
  EXPECT_THAT(mouse.samples, ElementsAre("AAA-1", "CCC-1", "GGG-1"));
  EXPECT_THAT(mouse.symbols, ElementsAre("A", "B", "C", "D"));
  EXPECT_THAT(mouse.values,
              ElementsAre(0, 15, 0, 20, 30, 0, 0, 0, 0, 0, 40, 50));
}

TEST(TenX, LeavesOutWhatIsNoGene) {
  ReadReport report;
  const Expression x = Read("antibodies.h5", Layer("X"), &report);
  EXPECT_THAT(x.genes, ElementsAre("ga", "gc", "gd"));
  EXPECT_THAT(x.values, ElementsAre(0, 0, 2, 3, 0, 0, 0, 4, 5));
  EXPECT_THAT(report.notes,
              testing::Contains(HasSubstr(
                  "1 features of type 'Antibody Capture' are no genes")));
}

TEST(DamagedHdf5, IsAnErrorThatNamesThePlace) {
  const std::pair<const char*, const char*> kDamaged[] = {
      {"index", "/X/indices: index 4 is not below 4"},
      {"negative", "/X/indices: index -2 is not below 4"},
      {"ends", "/X/indptr: does not ascend from 0 to the 5 entries"},
      {"last_end", "/X/indptr: does not ascend"},
      {"few_ends", "/X/indptr: 3 ends where there are 3 rows"},
      {"few_indices", "/X: 5 data but 4 indices"},
      {"shape", "/X: is 3 by 5 where 3 samples and 4 genes are named"},
      {"dense_shape", "/X: is 4 by 3 where 3 samples"},
      {"infinite", "gene 'gc' in sample 's3': inf is no level"},
      {"text", "/X: no numbers"},
      {"format", "/X: a matrix of encoding 'coo_matrix' is not read"},
      {"external_link", "/X: a link to elsewhere, which is not followed"},
      {"soft_link", "/X: a link to elsewhere"},
      {"virtual", "/X: its data are in another file"},
      {"external", "/X: its data are in another file"},
      {"huge", "/obs/names: 1099511627776 items; at most"},
      {"huge_chunk", "/X: in chunks above 1 GiB"},
      {"huge_sparse", "/X/indptr: does not ascend"}};
  for (const auto& [name, message] : kDamaged) {
    const std::string file = absl::StrCat("damaged_", name, ".h5ad");
    EXPECT_THAT(ErrorOf(file), HasSubstr(message));
    EXPECT_THAT(ErrorOf(file), HasSubstr(file));
  }
  EXPECT_THAT(ReadObservationColumn(File("damaged_codes.h5ad"), "type")
                  .status()
                  .message(),
              HasSubstr("/obs/type/codes: code 1 of 1 categories"));
}

TEST(Hdf5, IsRefusedAboveTheLimit) {
  ReadOptions options = Layer("X");
  options.most_values = 11;
  EXPECT_THAT(ErrorOf("current.h5ad", options),
              HasSubstr("/X: 3 samples by 4 genes are more than the 11"));
  EXPECT_THAT(ErrorOf("records.h5ad", options), HasSubstr("more than the 11"));
}

}  // namespace
}  // namespace regulon
