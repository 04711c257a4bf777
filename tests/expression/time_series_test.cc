#include "engine/expression/time_series.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string>& Samples() {
  static const auto& samples =
      *new std::vector<std::string>{"wt", "b2", "a0", "a1", "a2", "b0", "b1"};
  return samples;
}

absl::StatusOr<TimeSeries> Read(const std::string& rows) {
  return ReadTimeSeries(
      WriteText("series.tsv",
                "\"isTs\"\t\"prevCol\"\t\"del.t\"\t\"condName\"\n" + rows),
      Samples());
}

void ExpectError(const std::string& rows, const std::string& message) {
  const auto read = Read(rows);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(read.status().message(), HasSubstr(message));
}

TEST(TimeSeries, AreWhatFollowsEachOther) {
  const auto read = Read(
      "FALSE\tNA\tNA\t\"wt\"\n"
      "TRUE\tNA\tNA\ta0\n"
      "TRUE\t\"a0\"\t50\ta1\n"
      "TRUE\tb1\t50\tb2\n"
      "TRUE\ta1\t50\ta2\n"
      "TRUE\t\t\tb0\n"
      "TRUE\tx8\t50\tx9\n"
      "TRUE\tb0\t50\tb1\n");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->samples,
              ElementsAre(ElementsAre(2, 3, 4), ElementsAre(5, 6, 1)));
  EXPECT_EQ(read->time_step, 50);
}

TEST(TimeSeries, AreRefusedWithThePlace) {
  ExpectError("TRUE\ta9\t50\ta1\n", ":2:2: there is no sample 'a9'");
  ExpectError("TRUE\ta0\t50\ta1\nTRUE\ta0\t50\ta2\n",
              ":3:2: sample 'a0' is followed by two");
  ExpectError("TRUE\ta0\t50\ta1\nTRUE\tb0\t50\ta1\n",
              ":3:2: sample 'a1' follows two");
  ExpectError("TRUE\ta0\t-5\ta1\n", ":2:3: '-5' is no time since 'a0'");
  ExpectError("TRUE\ta0\tNA\ta1\n", ":2:3: 'NA' is no time");
  ExpectError("TRUE\ta0\t50\ta1\nTRUE\ta1\t30\ta2\n",
              ":3:3: a step of 30 where others are 50");
  ExpectError("TRUE\ta0\t50\ta1\nTRUE\ta1\t50\ta0\n",
              ":3:2: sample 'a0' follows itself");
  ExpectError("FALSE\tNA\tNA\twt\n", "no sample of the matrix, such as 'wt'");
  const auto read =
      ReadTimeSeries(WriteText("two.tsv", "sample\tbefore\na0\t\n"), Samples());
  EXPECT_THAT(read.status().message(),
              HasSubstr(":1: a table of time series has the columns prevCol "
                        "and del.t; there are sample, before"));
}

}  // namespace
}  // namespace regulon
