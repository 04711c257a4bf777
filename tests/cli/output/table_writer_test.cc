#include "engine/cli/output/table_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <limits>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "tests/cli/output/captured_file.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Rows = std::vector<std::vector<Value>>;

std::string Written(Format format, const std::vector<std::string>& columns,
                    const Rows& rows) {
  CapturedFile file;
  auto writer = TableWriter::Create(format, columns, file.get());
  for (const std::vector<Value>& row : rows) writer->AddRow(row);
  EXPECT_TRUE(writer->Finish().ok());
  return file.Text();
}

const std::vector<std::string>& OddColumns() {
  static const auto* const kColumns =
      new std::vector<std::string>{"gene", "ln(tpm)", "n", "open", "no\tte"};
  return *kColumns;
}

const Rows& OddRows() {
  static const auto* const kRows = new Rows{
      {"GATA1", 0.1f, int64_t{-3}, true, ""},
      {"", kNan, int64_t{0}, false, "tab\there"},
      {"\"β\"-globin", kInf, std::numeric_limits<int64_t>::max(), true,
       "line\r\nend"},
      {"日本", -kInf, std::numeric_limits<int64_t>::min(), true, "back\\slash"},
      {"\xFFx", 12345.678, int64_t{7}, false, "  "},
      {"\x1b[2Jy", -0.0, int64_t{7}, false, "e\u0301"},
  };
  return *kRows;
}

TEST(TsvFormat, WritesOddValues) {
  EXPECT_EQ(Written(Format::kTsv, OddColumns(), OddRows()),
            "gene\tln(tpm)\tn\topen\tno te\n"
            "GATA1\t0.1\t-3\t1\t\n"
            "\tnan\t0\t0\ttab here\n"
            "\"β\"-globin\tinf\t9223372036854775807\t1\tline  end\n"
            "日本\t-inf\t-9223372036854775808\t1\tback\\slash\n"
            "\xFFx\t12345.678\t7\t0\t  \n"
            "\x1b[2Jy\t-0\t7\t0\te\u0301\n");
}

TEST(JsonFormat, WritesOddValues) {
  EXPECT_EQ("\n" + Written(Format::kJson, OddColumns(), OddRows()), R"json(
[
{"gene": "GATA1", "ln(tpm)": 0.1, "n": -3, "open": true, "no\tte": ""},
{"gene": "", "ln(tpm)": null, "n": 0, "open": false, "no\tte": "tab\there"},
{"gene": "\"β\"-globin", "ln(tpm)": null, "n": 9223372036854775807, "open": true, "no\tte": "line\r\nend"},
{"gene": "日本", "ln(tpm)": null, "n": -9223372036854775808, "open": true, "no\tte": "back\\slash"},
{"gene": "�x", "ln(tpm)": 12345.678, "n": 7, "open": false, "no\tte": "  "},
{"gene": "\u001b[2Jy", "ln(tpm)": -0, "n": 7, "open": false, "no\tte": "é"}
]
)json");
}

TEST(TableFormat, WritesOddValues) {
  EXPECT_EQ(Written(Format::kTable, OddColumns(), OddRows()),
            "gene        ln(tpm)                     n  open  no te\n"
            "----------  -------  --------------------  ----  ----------\n"
            "GATA1           0.1                    -3  yes\n"
            "                nan                     0  no    tab here\n"
            "\"β\"-globin      inf   9223372036854775807  yes   line  end\n"
            "日本           -inf  -9223372036854775808  yes   back\\slash\n"
            "\xFFx            12346                     7  no\n"
            " [2Jy             0                     7  no    e\u0301\n");
}

TEST(TableWriter, WritesATableWithoutRows) {
  EXPECT_EQ(Written(Format::kTable, {"gene", "tpm"}, {}),
            "gene  tpm\n----  ---\n");
  EXPECT_EQ(Written(Format::kTsv, {"gene", "tpm"}, {}), "gene\ttpm\n");
  EXPECT_EQ(Written(Format::kJson, {"gene", "tpm"}, {}), "[\n]\n");
}

TEST(TableWriter, TakesARowFromAList) {
  CapturedFile file;
  auto writer =
      TableWriter::Create(Format::kTsv, {"a", "b", "c", "d"}, file.get());
  writer->AddRow({"text", 1, 0.5f, true});
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(file.Text(), "a\tb\tc\td\ntext\t1\t0.5\t1\n");
}

TEST(TableWriter, IgnoresASecondFinish) {
  CapturedFile file;
  auto writer = TableWriter::Create(Format::kJson, {"a"}, file.get());
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(file.Text(), "[\n]\n");
}

TEST(TableWriterDeathTest, StopsAtARowOfAnotherLength) {
  CapturedFile file;
  auto writer = TableWriter::Create(Format::kTsv, {"a", "b"}, file.get());
  EXPECT_DEATH(writer->AddRow({"only one"}), "");
}

TEST(JsonFormat, IsReadBackByAParser) {
  const auto read =
      nlohmann::json::parse(Written(Format::kJson, OddColumns(), OddRows()));
  ASSERT_EQ(read.size(), OddRows().size());
  for (size_t i : {0, 1, 2, 3, 5}) {
    EXPECT_EQ(read[i]["gene"], std::get<std::string>(OddRows()[i][0]));
    EXPECT_EQ(read[i]["n"], std::get<int64_t>(OddRows()[i][2]));
    EXPECT_EQ(read[i]["open"], std::get<bool>(OddRows()[i][3]));
    EXPECT_EQ(read[i]["no\tte"], std::get<std::string>(OddRows()[i][4]));
  }
}

TEST(JsonFormat, WritesAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  const std::string text = Written(Format::kJson, {bytes}, {{bytes}});
  EXPECT_TRUE(nlohmann::json::accept(text)) << text;
}

TEST(TableFormat, FixesItsWidthsAfterAThousandRows) {
  CapturedFile file;
  auto writer = TableWriter::Create(Format::kTable, {"gene", "n"}, file.get());
  for (int i = 0; i < 999; ++i) writer->AddRow({"abc", i});
  EXPECT_EQ(file.Text(), "");
  writer->AddRow({"abcdef", 999});
  const std::string head = file.Text();
  EXPECT_EQ(head.substr(0, 40), "gene      n\n------  ---\nabc       0\nabc ");
  writer->AddRow({"abcdefghi", 12345});
  writer->AddRow({"a", 1});
  EXPECT_EQ(file.Text(), head + "abcdefghi  12345\na         1\n");
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(file.Text(), head + "abcdefghi  12345\na         1\n");
}

TEST(ParseFormat, KnowsEachFormat) {
  EXPECT_EQ(*ParseFormat("table"), Format::kTable);
  EXPECT_EQ(*ParseFormat("tsv"), Format::kTsv);
  EXPECT_EQ(*ParseFormat("json"), Format::kJson);
}

TEST(ParseFormat, ListsTheFormatsInsteadOfAnUnknownOne) {
  EXPECT_EQ(ParseFormat("xml").status(),
            absl::InvalidArgumentError(
                "unknown output format 'xml'; known: table, tsv, json"));
}

class OutputErrors : public testing::TestWithParam<Format> {};

TEST_P(OutputErrors, FullDiskAtTheFlush) {
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  auto writer = TableWriter::Create(GetParam(), {"a"}, full);
  writer->AddRow({1});
  EXPECT_EQ(writer->Finish(),
            absl::ResourceExhaustedError(
                "cannot write the output: No space left on device"));
  std::fclose(full);
}

TEST_P(OutputErrors, FullDiskInTheMiddle) {
  std::FILE* full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  auto writer = TableWriter::Create(GetParam(), {"a"}, full);
  for (int i = 0; i < 100000; ++i) writer->AddRow({i});
  const absl::Status status = writer->Finish();
  EXPECT_THAT(status.message(), HasSubstr("No space left on device"));
  EXPECT_EQ(writer->Finish(), status);
  std::fclose(full);
}

TEST_P(OutputErrors, ClosedPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const auto old_handler = std::signal(SIGPIPE, SIG_IGN);
  std::FILE* out = fdopen(ends[1], "w");
  auto writer = TableWriter::Create(GetParam(), {"a"}, out);
  writer->AddRow({1});
  EXPECT_THAT(writer->Finish().message(), HasSubstr("Broken pipe"));
  std::fclose(out);
  std::signal(SIGPIPE, old_handler);
}

// Counts writes, of which one fails.
struct FailingOutput {
  int writes = 0;
  int failing = 0;
};

ssize_t CountWrite(void* cookie, const char*, size_t size) {
  auto* output = static_cast<FailingOutput*>(cookie);
  if (output->writes++ != output->failing) return static_cast<ssize_t>(size);
  errno = EIO;
  return 0;
}

TEST_P(OutputErrors, NothingIsWrittenAfterAFailure) {
  FailingOutput output;
  output.failing = GetParam() == Format::kTable ? 0 : 2;
  cookie_io_functions_t functions = {};
  functions.write = CountWrite;
  std::FILE* out = fopencookie(&output, "w", functions);
  std::setvbuf(out, nullptr, _IONBF, 0);
  auto writer = TableWriter::Create(GetParam(), {"a"}, out);
  for (int i = 0; i < 3000; ++i) writer->AddRow({i});
  EXPECT_EQ(output.writes, output.failing + 1);
  EXPECT_THAT(writer->Finish().message(), HasSubstr("Input/output error"));
  EXPECT_EQ(output.writes, output.failing + 1);
  std::fclose(out);
}

TEST_P(OutputErrors, OfAnEarlierWriterToTheFile) {
  FailingOutput output;
  cookie_io_functions_t functions = {};
  functions.write = CountWrite;
  std::FILE* out = fopencookie(&output, "w", functions);
  std::setvbuf(out, nullptr, _IONBF, 0);
  std::fputs("SYNTHETIC\n", out);
  auto writer = TableWriter::Create(GetParam(), {"a"}, out);
  EXPECT_FALSE(writer->Finish().ok());
  std::fclose(out);
}

INSTANTIATE_TEST_SUITE_P(Formats, OutputErrors,
                         testing::Values(Format::kTable, Format::kTsv,
                                         Format::kJson));

}  // namespace
}  // namespace regulon
