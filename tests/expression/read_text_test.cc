// Expression matrices from TSV and CSV text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/expression/read_expression.h"
#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ReadOptions In(const std::string& unit) {
  ReadOptions options;
  options.unit = unit;
  return options;
}

Expression Read(absl::string_view text, const ReadOptions& options = In("tpm"),
                ReadReport* report = nullptr) {
  auto read = ReadExpression(WriteText("m.tsv", text), options, report);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : Expression();
}

std::string ErrorOf(absl::string_view text,
                    const ReadOptions& options = In("tpm")) {
  const auto read = ReadExpression(WriteText("m.tsv", text), options);
  EXPECT_FALSE(read.ok()) << text;
  return std::string(read.status().message());
}

void ExpectTwoByTwo(const Expression& expression) {
  EXPECT_THAT(expression.samples, ElementsAre("S1", "S2"));
  EXPECT_THAT(expression.genes, ElementsAre("ga", "gb"));
  EXPECT_THAT(expression.values, ElementsAre(1, 3, 2, 4.5));
}

TEST(ReadText, TakesTabsCommasLineEndsAndGzip) {
  for (const char* text :
       {"gene\tS1\tS2\nga\t1\t2\ngb\t3\t4.5\n",
        "\tS1\tS2\nga\t1\t2\ngb\t3\t4.5", "S1\tS2\nga\t1\t2\ngb\t3\t4.5\n",
        "gene,S1,S2\r\nga,1,2\r\ngb,3,4.5\r\n",
        "S1\tS2\rga\t1\t2\rgb\t3\t4.5\r",
        "\"S1\",\"S2\"\n\"ga\",1,2\n\"gb\",3,\"4.5\"\n",
        "\xEF\xBB\xBFgene\tS1\tS2\nga\t1\t2\ngb\t3\t4.5\n",
        "# from a pipeline, v2\n\ngene\tS1\tS2\nga\t1\t2\n\n"
        "gb\t3\t4.5\n\n"}) {
    ExpectTwoByTwo(Read(text));
    const auto packed = ReadExpression(WriteGzip("any_name", text), In("tpm"));
    ASSERT_TRUE(packed.ok()) << packed.status();
    ExpectTwoByTwo(*packed);
  }
}

TEST(ReadText, TakesSamplesAsRowsWhereTold) {
  ReadOptions options = In("tpm");
  options.samples_are_rows = true;
  ExpectTwoByTwo(Read("\tga\tgb\nS1\t1\t3\nS2\t2\t4.5\n", options));
}

TEST(ReadText, TransposesMatricesOfEveryShape) {
  for (const int rows : {1, 15, 16, 17, 40}) {
    for (const int columns : {1, 3, 33}) {
      std::string text = "g", transposed = "s";
      for (int j = 0; j < columns; ++j) text += "\tS" + std::to_string(j);
      for (int i = 0; i < rows; ++i) transposed += "\tG" + std::to_string(i);
      for (int i = 0; i < rows; ++i) {
        text += "\nG" + std::to_string(i);
        for (int j = 0; j < columns; ++j) {
          text += "\t" + std::to_string(100 * i + j);
        }
      }
      for (int j = 0; j < columns; ++j) {
        transposed += "\nS" + std::to_string(j);
        for (int i = 0; i < rows; ++i) {
          transposed += "\t" + std::to_string(100 * i + j);
        }
      }
      ReadOptions by_rows = In("tpm");
      by_rows.samples_are_rows = true;
      const Expression one = Read(text), other = Read(transposed, by_rows);
      ASSERT_EQ(one.samples.size(), columns);
      ASSERT_EQ(one.genes.size(), rows);
      EXPECT_EQ(one.at(columns - 1, rows - 1), 100 * (rows - 1) + columns - 1);
      EXPECT_EQ(one.values, other.values);
      EXPECT_EQ(one.genes, other.genes);
    }
  }
}

TEST(ReadText, LeavesOutColumnsOfTextAndSaysSo) {
  ReadReport report;
  const Expression gct = Read(
      "#1.2\n2\t2\nName\tDescription\tS1\tS2\nga\tA\t1\t2\ngb\tB\t3\t4.5\n",
      In("tpm"), &report);
  ExpectTwoByTwo(gct);
  EXPECT_THAT(gct.symbols, ElementsAre("A", "B"));
  EXPECT_THAT(report.ignored_columns, IsEmpty());

  const Expression other =
      Read("gene\tchromosome\tS1\tS2\nga\tchr1\t1\t2\ngb\tchr2\t3\t4.5\n",
           In("tpm"), &report);
  ExpectTwoByTwo(other);
  EXPECT_THAT(other.symbols, IsEmpty());
  EXPECT_THAT(report.ignored_columns, ElementsAre("chromosome"));
  EXPECT_THAT(report.notes,
              ElementsAre(HasSubstr("1 columns of text were left out: "
                                    "chromosome")));
}

TEST(ReadText, NamesThePlaceAndTheRemedy) {
  EXPECT_THAT(
      ErrorOf("gene\tS1\tS2\nga\t1\t2\ngb\t0x3\t4\n"),
      HasSubstr("m.tsv:3:2: '0x3' is hexadecimal; write it in decimal"));
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\rga\t1\tinf\r"),
              HasSubstr("m.tsv:2:3: 'inf' is infinite"));
  EXPECT_THAT(ErrorOf("gene\tS1\nga\t1e39\n"),
              HasSubstr("m.tsv:2:2: 1e+39 is beyond 3.4e38"));
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\nga\t1\t2\ngb\t3\n"),
              HasSubstr("m.tsv:3: fewer fields than the 3"));
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\nga\t1\t2\ngb\t3\t4\t5\n"),
              HasSubstr("m.tsv:3: more fields than the 3"));
  EXPECT_THAT(ErrorOf("a\tb\tc\td\nga\t1\n"),
              HasSubstr("m.tsv:2: 2 fields where the header has 4"));
  EXPECT_THAT(ErrorOf("gene\tS1\nga\t\"1\n"),
              HasSubstr("m.tsv:2:2: a quote that does not close"));
  EXPECT_THAT(ErrorOf("ga 1 2\ngb 3 4\n"),
              HasSubstr("m.tsv:2: one field only; separate"));
  EXPECT_THAT(ErrorOf("gene\tS1\nga\tx\n"), HasSubstr("no number in this row"));
  EXPECT_THAT(ErrorOf("ga\t1.5\t2.5\ngb\t3\t4\n"),
              HasSubstr("the columns are named by numbers"));
  EXPECT_THAT(ErrorOf("gene\tS1\n"), HasSubstr("no row below the header"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("there is no table in it"));
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\n\t1\t2\n"),
              HasSubstr("gene 1 of 1 has no name"));
}

TEST(ReadText, RefusesWhatExceedsTheLimit) {
  ReadOptions options = In("tpm");
  options.most_values = 3;
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\nga\t1\t2\ngb\t3\t4\n", options),
              HasSubstr("m.tsv:3: 2 samples by 2 genes are more than the 3"));
}

TEST(ReadText, WantsAUnitThatTheValuesFit) {
  constexpr char kText[] = "gene\tS1\tS2\nga\t1\t-2\n";
  EXPECT_THAT(ErrorOf(kText, ReadOptions()),
              HasSubstr("its unit is not declared"));
  EXPECT_THAT(ErrorOf(kText, In("tmp")), HasSubstr("'tmp' is no unit"));
  EXPECT_THAT(ErrorOf(kText, In("tpm")),
              HasSubstr("gene 'ga' in sample 'S2': -2 is no level in tpm"));
  EXPECT_THAT(Read(kText, In("log2_intensity")).values, ElementsAre(1, -2));
  EXPECT_THAT(ErrorOf("gene\tS1\tS2\tS3\nga\t1\t0\t0.5\n", In("boolean")),
              HasSubstr("gene 'ga' in sample 'S3'"));
  EXPECT_EQ(Read(kText, In("log2_intensity")).unit.text, "log2_intensity");
}

TEST(ReadText, KnowsOtherFormatsByTheirContent) {
  EXPECT_THAT(ErrorOf("PK\x03\x04..."), HasSubstr("export it as TSV"));
  const auto twice = ReadExpression(
      WriteGzip("twice.gz", absl::string_view("\x1f\x8b\x08 more", 8)),
      In("tpm"));
  EXPECT_THAT(twice.status().message(), HasSubstr("packed twice"));
  EXPECT_EQ(ReadExpression("/no/such", In("tpm")).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regulon
