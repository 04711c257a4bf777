#include "engine/context/context_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/context/read_contexts.h"
#include "tests/expression/scratch_file.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kSpec[] = R"spec(
  name: "g"
  unit: "tpm"
  regulator { id: "A" alias: "a1" alias: "twin" }
  regulator { id: "B" alias: "twin" }
  regulator { id: "C" unit: "boolean" }
  regulator { id: "L" unit: "log2(tpm+1)" }
  gene { id: "G" }
  element { id: "e" gene: "G" mwc { } }
)spec";

const Genome& TheGenome() {
  static const Genome& genome = *[] {
    const std::string path = Scratch("g.regulon");
    WriteBytes(path, CompiledBytes(kSpec));
    return Genome::Open(path)->release();
  }();
  return genome;
}

// Levels of a context, -1 where not given.
std::vector<double> LevelsOf(const Context& context) {
  std::vector<double> levels;
  for (const double level : context.levels()) {
    levels.push_back(std::isnan(level) ? -1 : level);
  }
  return levels;
}

absl::StatusOr<ContextStream> Opened(const std::string& path,
                                     absl::string_view label = "") {
  auto lines = LineReader::Open(path);
  EXPECT_TRUE(lines.ok()) << lines.status();
  return ContextStream::Create(TheGenome(), *std::move(lines), label);
}

struct Read {
  std::vector<Context> contexts;
  std::vector<std::string> labels, ignored;
};

// In batches of `batch`, into contexts that were used before.
absl::StatusOr<Read> ReadAll(const std::string& path, int batch = 2,
                             absl::string_view label = "") {
  absl::StatusOr<ContextStream> stream = Opened(path, label);
  if (!stream.ok()) return stream.status();
  Context used(TheGenome(), "used");
  EXPECT_TRUE(used.Clamp("A", 7).ok() && used.SetGain(2).ok() &&
              used.SetAccessibility("e", 1).ok());
  std::vector<Context> contexts(batch, used);
  Read read;
  for (;;) {
    const absl::StatusOr<int> count = stream->Next(absl::MakeSpan(contexts));
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    read.contexts.insert(read.contexts.end(), contexts.begin(),
                         contexts.begin() + *count);
    read.labels.insert(read.labels.end(), stream->labels().begin(),
                       stream->labels().end());
    EXPECT_EQ(stream->contexts_read(),
              static_cast<int64_t>(read.contexts.size()));
  }
  read.ignored = stream->ignored();
  return read;
}

Read Of(absl::string_view text, absl::string_view label = "") {
  auto read = ReadAll(WriteText("t.tsv", text), 2, label);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : Read();
}

// Without the folder of the file.
std::string ErrorOf(absl::string_view text, absl::string_view label = "") {
  const std::string path = WriteText("t.tsv", text);
  const auto read = ReadAll(path, 2, label);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument) << text;
  const std::string message(read.status().message());
  EXPECT_THAT(message, StartsWith(path + ":"));
  return message.substr(path.size());
}

TEST(ContextStream, IsToldByItsFirstHeaderCell) {
  EXPECT_TRUE(IsContextStream("context\tA\n"));
  EXPECT_TRUE(IsContextStream("# by hand\r\n\r\n context \tA"));
  EXPECT_TRUE(IsContextStream("context"));
  for (const char* other : {"", "\n", "regulator\ta\n", "\tcontext\n",
                            "contexts\tA\n", "{\"context\": 1}", "#context"}) {
    EXPECT_FALSE(IsContextStream(other)) << other;
  }
}

TEST(ContextStream, HasARowPerContextAndAColumnPerRegulator) {
  const Read read =
      Of("context\tB\ta1\n"
         "one\t2.5\t0\n"
         "two\t 1e3 \t\n"
         "three\t\t+4\n");
  ASSERT_THAT(read.contexts, SizeIs(3));
  EXPECT_EQ(read.contexts[0].name(), "one");
  EXPECT_EQ(read.contexts[2].name(), "three");
  // Empty is not given; 0 is absent.
  EXPECT_THAT(LevelsOf(read.contexts[0]), ElementsAre(0, 2.5, -1, -1));
  EXPECT_THAT(LevelsOf(read.contexts[1]), ElementsAre(-1, 1000, -1, -1));
  EXPECT_THAT(LevelsOf(read.contexts[2]), ElementsAre(4, -1, -1, -1));
  EXPECT_THAT(read.ignored, IsEmpty());
  EXPECT_THAT(read.labels, IsEmpty());
}

TEST(ContextStream, LeavesNothingOfTheContextBefore) {
  for (const Context& context : Of("context\tB\none\t1\ntwo\t1\n").contexts) {
    EXPECT_THAT(LevelsOf(context), ElementsAre(-1, 1, -1, -1));
    EXPECT_FALSE(context.held(0) || context.holds_any());
    EXPECT_THAT(context.accessibility(), IsEmpty());
    EXPECT_EQ(context.gain(), 1);
  }
}

TEST(ContextStream, IsTheSameFromWindowsAndWithComments) {
  for (const char* text :
       {"context\tA\none\t1\ntwo\t2\n",
        "\xEF\xBB\xBF"
        "context\tA\r\none\t1\r\ntwo\t2\r\n",
        "# by hand\ncontext\tA\n\n# not yet\none\t1\n   \ntwo\t2"}) {
    const Read read = Of(text);
    ASSERT_THAT(read.contexts, SizeIs(2)) << text;
    EXPECT_THAT(LevelsOf(read.contexts[1]), ElementsAre(2, -1, -1, -1));
  }
}

TEST(ContextStream, ReportsEachUnknownColumnOnce) {
  const Read read = Of("context\tGATA\tA\ttwin\none\tx\t1\t\ntwo\ty\t2\t5\n");
  EXPECT_THAT(read.contexts, SizeIs(2));
  EXPECT_THAT(
      read.ignored,
      ElementsAre(HasSubstr("t.tsv:1:2: column ignored: no regulator is "
                            "called 'GATA'"),
                  HasSubstr("t.tsv:1:4: column ignored: ")));
}

TEST(ContextStream, KeepsTheTextsOfOneColumn) {
  const Read read =
      Of("context\ttissue\tA\none\t x y \t1\ntwo\t\t2\nc\tz\t\n", "tissue");
  EXPECT_THAT(read.labels, ElementsAre("x y", "", "z"));
  EXPECT_THAT(read.ignored, IsEmpty());
  EXPECT_FALSE(
      Opened(WriteText("t.tsv", "context\tA\n"), "tissue")->has_labels());
  EXPECT_THAT(ErrorOf("context\tk\tk\n", "k"),
              StartsWith(":1:3: a second column is called 'k'; rename one"));
}

TEST(ContextStream, NamesThePlaceOfWhatIsWrong) {
  const struct {
    const char *text, *error;
  } cases[] = {
      {"", ": the first header cell must be 'context'"},
      {"\n\ncell\tA\n", ":3:1: the first header cell must be 'context'"},
      {"context\tA\n", ": there is no context in it"},
      {"context\tA\ta1\n", ":1:3: a second column for regulator 'A'; keep one"},
      {"context\tA\n\t1\n", ":2:1: this context has no name"},
      {"context\tA\nx\n", ":2: 1 cells where the header has 2"},
      {"context\tA\nx\t1\n#\ny\t1\t\t\n", ":4: 4 cells where the header has 2"},
      {"context\tA\tB\nx\t1\tlow\n",
       ":2:3: 'low' is not a number; leave a cell empty"},
      {"context\tA\nx\t-1\n", ":2:2: regulator 'A': -1 is no level in tpm"},
      {"context\tA\nx\tnan\n", ":2:2: regulator 'A': nan is no level in tpm"},
      {"context\tA\nx\t1e400\n", ":2:2: regulator 'A': inf is no level"},
      {"context\tC\nx\t0.5\n", ":2:2: regulator 'C': 0.5 is not 0 or 1"}};
  for (const auto& c : cases) {
    EXPECT_THAT(ErrorOf(c.text), StartsWith(c.error)) << c.text;
  }
}

// Numbers as people and programs write them.
std::string RandomCell(std::mt19937& random) {
  const double level =
      std::exp(std::uniform_real_distribution<>(-20, 8)(random));
  switch (random() % 8) {
    case 0:
      return absl::StrCat(level);
    case 1:
      return absl::StrCat("+", std::to_string(level));
    case 2:
      return absl::StrCat(" ", random() % 1000, "e-300 ");
    case 3:
      return std::to_string(level * 1e3);
    case 4:
      return "1e-400";
    default:
      return "";
  }
}

// Longer than the blocks that a file is read in.
TEST(ContextStream, IsTheTableOfTheOtherForm) {
  std::mt19937 random(1);
  constexpr int kContexts = 9000;
  std::vector<std::string> rows = {"context\tL\tC\tB\tA"};
  std::vector<std::string> columns = {"regulator", "L", "C", "B", "A"};
  for (int i = 0; i < kContexts; ++i) {
    const std::vector<std::string> cells = {
        absl::StrCat("context number ", i),
        i % 5 == 0 ? "" : absl::StrCat(i % 1000 / 8.0), i % 3 == 0 ? "" : "1",
        RandomCell(random), RandomCell(random)};
    rows.push_back(absl::StrJoin(cells, "\t"));
    for (size_t k = 0; k < cells.size(); ++k) {
      absl::StrAppend(&columns[k], "\t", cells[k]);
    }
  }
  const std::string text = absl::StrJoin(rows, "\n");
  ASSERT_GT(text.size(), 2u << 17);
  const auto table =
      ReadContextsTsv(TheGenome(), absl::StrJoin(columns, "\n"), "columns.tsv");
  ASSERT_TRUE(table.ok()) << table.status();
  const std::string plain = WriteText("rows.tsv", text);
  const std::string packed = WriteGzip("rows.tsv.gz", text);
  for (const std::string& path : {plain, packed}) {
    for (const int batch : {1, 7, 256, 10000}) {
      const auto read = ReadAll(path, batch);
      ASSERT_TRUE(read.ok()) << read.status();
      ASSERT_THAT(read->contexts, SizeIs(kContexts));
      for (int i = 0; i < kContexts; ++i) {
        ASSERT_EQ(read->contexts[i].name(), table->contexts[i].name());
        ASSERT_EQ(LevelsOf(read->contexts[i]), LevelsOf(table->contexts[i]));
      }
    }
  }
  auto stream = Opened(plain);
  const auto all = ReadAllContexts(TheGenome(), *stream);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(*all, SizeIs(kContexts));
  EXPECT_EQ(stream->ShareRead(), 1);
}

TEST(ReadAllContexts, WantsUniqueNames) {
  const std::string path = WriteText("t.tsv", "context\tA\nx\t1\nx\t2\n");
  auto stream = Opened(path);
  EXPECT_THAT(ReadAllContexts(TheGenome(), *stream).status().message(),
              HasSubstr("t.tsv: two contexts are called 'x'; rename one"));
}

}  // namespace
}  // namespace regulon
