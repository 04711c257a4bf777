// Matrix Market files with their names, as 10x lays them out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/expression/read_expression.h"
#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kCounts[] =
    "%%MatrixMarket matrix coordinate integer general\n% by a pipeline\n"
    "3 2 4\n1 1 5\n3 1 1\n2 2 7\n3 1 2\n";
constexpr char kGenes[] = "E1\tA\nE2\tB\nE3\tC\n";
constexpr char kBarcodes[] = "AAA-1\nCCC-1\n";

// A folder of its own with a matrix between the usual names; returns the
// matrix's path.
std::string Folder(const std::string& name, absl::string_view matrix) {
  WriteText(absl::StrCat(name, "/genes.tsv"), kGenes);
  WriteText(absl::StrCat(name, "/barcodes.tsv"), kBarcodes);
  return WriteText(absl::StrCat(name, "/matrix.mtx"), matrix);
}

absl::StatusOr<Expression> Read(const std::string& path,
                                bool samples_are_rows = false,
                                ReadReport* report = nullptr) {
  ReadOptions options;
  options.unit = "counts";
  options.samples_are_rows = samples_are_rows;
  options.missing = MissingPolicy::kZero;
  return ReadExpression(path, options, report);
}

void ExpectCounts(const absl::StatusOr<Expression>& read) {
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->samples, ElementsAre("AAA-1", "CCC-1"));
  EXPECT_THAT(read->genes, ElementsAre("E1", "E2", "E3"));
  EXPECT_THAT(read->symbols, ElementsAre("A", "B", "C"));
  EXPECT_THAT(read->values, ElementsAre(5, 0, 3, 0, 7, 0));
}

TEST(MatrixMarket, IsFoundByFolderOrFile) {
  const std::string path = Folder("v2", kCounts);
  ExpectCounts(Read(path));
  ExpectCounts(Read(path.substr(0, path.rfind('/'))));
}

TEST(MatrixMarket, TakesTheThirdVersionOf10xAndPrefixes) {
  ReadReport report;
  WriteGzip("v3/features.tsv.gz",
            "E1\tA\tGene Expression\nE2\tB\tGene Expression\n"
            "P1\tCD3\tAntibody Capture\n");
  WriteGzip("v3/barcodes.tsv.gz", kBarcodes);
  const auto read =
      Read(WriteGzip("v3/matrix.mtx.gz", kCounts), false, &report);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->genes, ElementsAre("E1", "E2"));
  EXPECT_THAT(read->values, ElementsAre(5, 0, 0, 7));
  EXPECT_THAT(report.notes,
              testing::Contains(HasSubstr(
                  "1 features of type 'Antibody Capture' are no genes")));

  WriteText("geo/GSM1_genes.tsv", kGenes);
  WriteGzip("geo/GSM1_barcodes.tsv.gz", kBarcodes);
  ExpectCounts(Read(WriteText("geo/GSM1_matrix.mtx", kCounts)));
}

TEST(MatrixMarket, HasSamplesAsRowsWhereTheNamesSaySo) {
  ExpectCounts(
      Read(Folder("transposed",
                  "%%MatrixMarket matrix coordinate real general\n2 3 3\n"
                  "1 1 5.0\n2 2 7\n1 3 3e0\n")));
  WriteText("square/genes.tsv", "E1\nE2\n");
  WriteText("square/barcodes.tsv", kBarcodes);
  const std::string path = WriteText(
      "square/matrix.mtx",
      "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n");
  EXPECT_THAT(Read(path)->values, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(Read(path, true)->values, ElementsAre(0, 1, 0, 0));
}

TEST(MatrixMarket, MayBeAnArray) {
  ReadReport report;
  const auto read = Read(
      Folder("array",
             "%%MatrixMarket matrix array real general\n3 2\n5\nnan\n3\n0\n7\n"
             "0\n"),
      false, &report);
  ExpectCounts(read);
  EXPECT_EQ(report.missing_values, 1);
}

TEST(MatrixMarket, NamesThePlaceOfAnError) {
  const std::string head = "%%MatrixMarket matrix coordinate integer general\n";
  const std::pair<std::string, const char*> kWrong[] = {
      {head + "3 2 1\n4 1 5\n", "matrix.mtx:3:1: not a row from 1 to 3"},
      {head + "3 2 1\n0 1 5\n", "matrix.mtx:3:1: not a row"},
      {head + "3 2 1\n1 3 5\n", "matrix.mtx:3:2: not a column from 1 to 2"},
      {head + "3 2 1\n1 1 x\n", "matrix.mtx:3:3: 'x' is not a number"},
      {head + "3 2 1\n1 1\n", "matrix.mtx:3:3: '' is not a number"},
      {head + "3 2 1\n1 1 5 6\n", "matrix.mtx:3:4: more than an entry has"},
      {head + "3 2 1\n1 1 5\n2 1 5\n", "matrix.mtx:4: more entries than the 1"},
      {head + "3 2 2\n1 1 5\n", "1 entries where 2 are announced"},
      {head + "3 2\n", "does not give the size: ROWS COLUMNS ENTRIES"},
      {head + "3 -2 1\n", "does not give the size"},
      {head + "30 2 1\n", "genes.tsv names 3 genes"},
      {head + "9000000000 9000000000 1\n", "genes.tsv names 3 genes"},
      {"%%MatrixMarket matrix coordinate integer symmetric\n",
       ":1: a matrix 'coordinate integer symmetric' is not read"},
      {"%%MatrixMarket matrix coordinate complex general\n", "is not read"},
      {"%%MatrixMarket\n", ":1: no Matrix Market header"}};
  for (const auto& [text, message] : kWrong) {
    const auto read = Read(Folder("wrong", text));
    EXPECT_THAT(read.status().message(), HasSubstr(message)) << text;
  }
}

TEST(MatrixMarket, SaysWhichFilesItMisses) {
  const std::string path = WriteText("alone/matrix.mtx", kCounts);
  EXPECT_THAT(Read(path).status().message(),
              HasSubstr("alone/features.tsv.gz"));
  WriteText("alone/other.mtx", kCounts);
  EXPECT_THAT(Read(path.substr(0, path.rfind('/'))).status().message(),
              HasSubstr("several matrices"));
  WriteText("bare/readme", "");
  EXPECT_THAT(Read(testing::TempDir() + "/bare").status().message(),
              HasSubstr("a folder without a .mtx"));
}

}  // namespace
}  // namespace regulon
