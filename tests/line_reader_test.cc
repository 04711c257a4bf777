#include "engine/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> LinesOf(const std::string& path) {
  std::vector<std::string> lines;
  auto reader = LineReader::Open(path);
  EXPECT_TRUE(reader.ok()) << reader.status();
  absl::string_view line;
  for (;;) {
    const auto more = reader->Next(&line);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    lines.emplace_back(line);
    EXPECT_EQ(reader->number(), static_cast<int64_t>(lines.size()));
  }
  return lines;
}

TEST(LineReader, TakesEveryLineEnd) {
  const auto expected = ElementsAre("a", "b c", "", "d");
  EXPECT_THAT(LinesOf(WriteText("lf", "a\nb c\n\nd\n")), expected);
  EXPECT_THAT(LinesOf(WriteText("crlf", "a\r\nb c\r\n\r\nd\r\n")), expected);
  EXPECT_THAT(LinesOf(WriteText("cr", "a\rb c\r\rd\r")), expected);
  EXPECT_THAT(LinesOf(WriteText("mixed", "a\rb c\r\n\nd")), expected);
  EXPECT_THAT(LinesOf(WriteGzip("packed", "a\nb c\n\nd")), expected);
}

TEST(LineReader, LeavesOutAByteOrderMarkOnlyAtTheStart) {
  EXPECT_THAT(LinesOf(WriteText("mark",
                                "\xEF\xBB\xBF"
                                "a\n\xEF\xBB\xBF")),
              ElementsAre("a", "\xEF\xBB\xBF"));
  EXPECT_THAT(LinesOf(WriteText("only_mark", "\xEF\xBB\xBF")), IsEmpty());
  EXPECT_THAT(LinesOf(WriteText("nothing", "")), IsEmpty());
}

TEST(LineReader, TellsAllThatItUnpacks) {
  std::string text =
      "\xEF\xBB\xBF"
      "first\r\n";
  for (int i = 0; text.size() < 500'000; ++i) text += std::to_string(i) + "\n";
  for (const std::string& path :
       {WriteText("watched", text), WriteGzip("watched.gz", text)}) {
    for (const bool whole : {false, true}) {
      auto reader = LineReader::Open(path);
      ASSERT_TRUE(reader.ok());
      std::string told;
      reader->Watch([&told](absl::string_view part) {
        told.append(part.data(), part.size());
      });
      if (whole) {
        EXPECT_TRUE(reader->Rest(1 << 20).ok());
      } else {
        for (absl::string_view line; *reader->Next(&line);) continue;
      }
      EXPECT_TRUE(told == text);
    }
  }
}

// Blocks are of 128 KiB, and each of these breaks one at another place.
TEST(LineReader, JoinsLinesAcrossBlocks) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    std::string text;
    std::vector<std::string> expected;
    for (int i = 0; text.size() < 2 << 20; ++i) {
      expected.push_back(std::string(1 + 33333 * (i % 19), 'a' + i % 26));
      text += expected.back() + end;
    }
    EXPECT_EQ(LinesOf(WriteText("long", text)), expected);
    for (const size_t before : {0, 1, 2, 3}) {
      const std::string first((1 << 17) - before, 'x');
      EXPECT_THAT(LinesOf(WriteText("edge", first + end + "y" + end)),
                  ElementsAre(first, "y"));
    }
  }
}

TEST(LineReader, SaysWhatCannotBeRead) {
  EXPECT_EQ(LineReader::Open("/no/such/file").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(LineReader::Open(testing::TempDir()).status().message(),
              HasSubstr("is a folder"));
  const std::string path = WriteGzip("cut.gz", std::string(100000, 'a'));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  auto reader = LineReader::Open(path);
  absl::Status status = reader.status();
  absl::string_view line;
  while (status.ok()) {
    const auto more = reader->Next(&line);
    status = more.status();
    ASSERT_TRUE(!more.ok() || *more) << "a cut file is not whole";
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(status.message(), HasSubstr("cut.gz: a damaged gzip file"));
}

TEST(FirstBytes, AreUnpacked) {
  EXPECT_EQ(*FirstBytes(WriteText("short", "ab"), 9), "ab");
  EXPECT_EQ(*FirstBytes(WriteGzip("bytes.gz", "abcdef"), 3), "abc");
  EXPECT_TRUE(*IsGzip(WriteGzip("bytes.gz", "abcdef")));
  EXPECT_FALSE(*IsGzip(WriteText("short", "ab")));
}

TEST(LineReader, ShowsWhatComesAndGivesAllThatIsLeft) {
  const std::string text = "a\n" + std::string(300'000, 'b') + "\nc";
  for (const std::string& path :
       {WriteText("rest", text), WriteGzip("rest.gz", text)}) {
    auto reader = LineReader::Open(path);
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_EQ(reader->Ahead().substr(0, 4), "a\nbb");
    absl::string_view line;
    ASSERT_TRUE(*reader->Next(&line));
    const auto rest = reader->Rest(1 << 20);
    ASSERT_TRUE(rest.ok()) << rest.status();
    EXPECT_TRUE(*rest == text.substr(2));
    EXPECT_FALSE(*reader->Next(&line));
    EXPECT_EQ(reader->ShareRead(), 1);
    reader = LineReader::Open(path);
    EXPECT_EQ(reader->Rest(1000).status().code(),
              absl::StatusCode::kResourceExhausted);
  }
}

TEST(LineReader, ReadsPipes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "a\nb", 3), 3);
  close(ends[1]);
  auto reader = LineReader::FromDescriptor(ends[0], "the pipe");
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_LT(reader->ShareRead(), 0);
  absl::string_view line;
  ASSERT_TRUE(*reader->Next(&line));
  ASSERT_TRUE(*reader->Next(&line));
  EXPECT_EQ(line, "b");
  EXPECT_EQ(reader->Place(), "the pipe:2");
  EXPECT_FALSE(*reader->Next(&line));
}

}  // namespace
}  // namespace regulon
