#include "engine/context/intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/status.h"
#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "chr1:0-300" of each line, or the error.
absl::StatusOr<std::vector<std::string>> Read(const std::string& path) {
  ASSIGN_OR_RETURN(LineReader lines, LineReader::Open(path));
  std::vector<std::string> read;
  RETURN_IF_ERROR(ForEachInterval(lines, [&read](const IntervalLine& line) {
    const absl::StatusOr<Interval> interval = line.IntervalAt(0);
    if (!interval.ok()) return interval.status();
    read.push_back(absl::StrCat(interval->contig, ":", interval->start0, "-",
                                interval->end0));
    return absl::OkStatus();
  }));
  return read;
}

// What Read says of a text, without the folder of its file.
std::string ErrorOf(absl::string_view text) {
  const std::string path = WriteText("wrong.bed", text);
  const absl::Status status = Read(path).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  const std::string message(status.message());
  EXPECT_EQ(message.compare(0, path.size(), path), 0) << message;
  return message.substr(path.size());
}

TEST(Intervals, AreThoseOfTheLinesThatHoldSome) {
  constexpr char kText[] =
      "browser position chr7:1-2\n"
      "track name=\"peaks\"\tof=liver\n"
      "# a comment\n"
      "\n"
      "chr1\t0\t300\tpeak 1\t0\n"
      "chr1   300 400\r\n"
      "chr2\t5\t5\r\n"
      "chr 3\t7\t9";
  const auto plain = Read(WriteText("plain.bed", kText));
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_THAT(*plain, ElementsAre("chr1:0-300", "chr1:300-400", "chr2:5-5",
                                  "chr 3:7-9"));
  const auto packed = Read(WriteGzip("packed.bed.gz", kText));
  ASSERT_TRUE(packed.ok()) << packed.status();
  EXPECT_EQ(*packed, *plain);
  EXPECT_THAT(*Read(WriteText("none.bed", "")), IsEmpty());
}

TEST(Intervals, SayWhereALineIsWrong) {
  EXPECT_EQ(ErrorOf("chr1\t1\t2\nchr1\t0\n"),
            ":2:7: a line of BED has a sequence, a start and an end");
  EXPECT_EQ(ErrorOf("chr1 3 2\n"),
            ":1:8: an interval that ends at 2 cannot start at 3; the end is "
            "the base after the last");
  EXPECT_EQ(ErrorOf("chr1\t-1\t2\n"),
            ":1:6: '-1' is not a place in a sequence; BED counts bases from 0");
  EXPECT_EQ(ErrorOf("chr1\t1\t1e3\n"),
            ":1:8: '1e3' is not a place in a sequence; BED counts bases from "
            "0");
  EXPECT_EQ(ErrorOf("chr1\t1\t9223372036854775808\n"),
            ":1:8: '9223372036854775808' is not a place in a sequence; BED "
            "counts bases from 0");
  EXPECT_EQ(ErrorOf("\t1\t2\n"), ":1:1: the name of a sequence is missing");
}

TEST(IntervalLine, ReadsNumbersWithinTheirLimits) {
  const IntervalLine line("f", 7, "a\t0.5\tnan\t-3\t1e400\tx");
  EXPECT_EQ(*line.NumberAt(1, "a signal", 0, 1), 0.5);
  for (const size_t cell : {2, 3, 4, 5}) {
    EXPECT_FALSE(line.NumberAt(cell, "a signal", 0, 1).ok()) << cell;
  }
  EXPECT_EQ(line.NumberAt(3, "a signal", 0, 1).status().message(),
            "f:7:11: a signal of '-3'; give a number from 0 to 1");
}

}  // namespace
}  // namespace regulon
