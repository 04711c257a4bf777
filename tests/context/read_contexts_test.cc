#include "engine/context/read_contexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSpec[] = R"spec(
  name: "g"
  unit: "tpm"
  regulator { id: "A" alias: "a1" alias: "twin" }
  regulator { id: "B" alias: "twin" }
  regulator { id: "C" unit: "boolean" }
  regulator { id: "L" unit: "log2(tpm+1)" }
  gene { id: "G" }
  element { id: "e" gene: "G" mwc { } }
  element { id: "s" gene: "G" state_table { state { } } }
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

ContextTable Tsv(absl::string_view text) {
  auto table = ReadContextsTsv(TheGenome(), text, "t.tsv");
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : ContextTable();
}

std::string TsvError(absl::string_view text) {
  const auto table = ReadContextsTsv(TheGenome(), text, "t.tsv");
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(table.status().message());
}

TEST(Tsv, HasAColumnPerContextAndARowPerRegulator) {
  const ContextTable table =
      Tsv("regulator\tone\ttwo\n"
          "B\t2.5\t1e3\n"
          "A\t0\t\n");
  ASSERT_THAT(table.contexts, SizeIs(2));
  EXPECT_EQ(table.contexts[0].name(), "one");
  EXPECT_EQ(table.contexts[1].name(), "two");
  // Empty is not given; 0 is absent.
  EXPECT_THAT(LevelsOf(table.contexts[0]), ElementsAre(0, 2.5, -1, -1));
  EXPECT_THAT(LevelsOf(table.contexts[1]), ElementsAre(-1, 1000, -1, -1));
  EXPECT_THAT(table.ignored, IsEmpty());
}

TEST(Tsv, IsTheSameFromWindowsAndWithComments) {
  const std::vector<double> plain =
      LevelsOf(Tsv("regulator\tone\nA\t1\nC\t1\n").contexts[0]);
  for (const char* text :
       {"\xEF\xBB\xBFregulator\tone\r\nA\t1\r\nC\t1\r\n",
        "# by hand\nregulator\tone\n\n# not B\nA\t1\n   \nC\t1",
        "\tone\nC\t1\nA\t1", " regulator \t one \nA\t 1 \n C \t1\n"}) {
    const ContextTable table = Tsv(text);
    ASSERT_THAT(table.contexts, SizeIs(1)) << text;
    EXPECT_EQ(table.contexts[0].name(), "one");
    EXPECT_EQ(LevelsOf(table.contexts[0]), plain) << text;
  }
}

TEST(Tsv, TakesLevelsInTheRegulatorsOwnUnit) {
  EXPECT_THAT(LevelsOf(Tsv("\tone\nL\t3\nC\t0\n").contexts[0]),
              ElementsAre(-1, -1, 0, 3));
  EXPECT_EQ(TsvError("\tone\nC\t0.5\n"),
            "t.tsv:2:2: regulator 'C': 0.5 is not 0 or 1, as a boolean level "
            "must be");
  EXPECT_THAT(TsvError("\tone\nL\t-3\n"),
              HasSubstr("t.tsv:2:2: regulator 'L'"));
  EXPECT_THAT(LevelsOf(Tsv("\tone\nL\t-1e-9\n").contexts[0]),
              ElementsAre(-1, -1, -1, -1e-9));
}

TEST(Tsv, ReportsTheRowsThatItLeavesOut) {
  const ContextTable table =
      Tsv("\tone\n"
          "X\t1\n"
          "twin\tnot even a number\n"
          "a1\t4\n");
  EXPECT_THAT(LevelsOf(table.contexts[0]), ElementsAre(4, -1, -1, -1));
  EXPECT_THAT(
      table.ignored,
      ElementsAre("t.tsv:2: row ignored: no regulator is called 'X'",
                  "t.tsv:3: row ignored: 'twin' names several regulators; use "
                  "one of their ids: A, B"));
}

TEST(Tsv, SuggestsNamesForTheFirstRowsOnly) {
  std::string text = "\tone\n";
  for (int i = 0; i < 25; ++i) absl::StrAppend(&text, "A_", i, "\t1\n");
  absl::StrAppend(&text, "twin\t1\n");
  const ContextTable table = Tsv(text);
  ASSERT_THAT(table.ignored, SizeIs(26));
  for (int i = 0; i < 25; ++i) {
    EXPECT_THAT(table.ignored[i],
                HasSubstr(absl::StrCat("no regulator is called 'A_", i, "'")));
  }
  EXPECT_THAT(table.ignored[25], HasSubstr("use one of their ids: A, B"));
}

TEST(Tsv, NamesEachContextAndEachRegulatorOnce) {
  EXPECT_EQ(TsvError("\tone\ttwo\tone\nA\t1\t2\t3\n"),
            "t.tsv: two contexts are called 'one'; rename one");
  EXPECT_EQ(TsvError("\tone\t \nA\t1\t2\n"),
            "t.tsv:1:3: this context has no name");
  EXPECT_EQ(TsvError("\tone\nA\t1\nB\t1\na1\t1\n"),
            "t.tsv:4: a second row for regulator 'A'; keep one");
}

TEST(Tsv, IsARectangleOfNumbers) {
  EXPECT_EQ(TsvError("\tone\ttwo\nA\t1\n"),
            "t.tsv:2: 2 cells where the header has 3");
  EXPECT_EQ(TsvError("\tone\n\nA\t1\t\n"),
            "t.tsv:3: 3 cells where the header has 2");
  EXPECT_EQ(TsvError("\tone\ttwo\nA\t1\thigh\n"),
            "t.tsv:2:3: 'high' is not a number; leave a cell empty where a "
            "level is not known");
  for (const char* level : {"-1", "nan", "inf", "-inf", "1e39", "1e999"}) {
    EXPECT_THAT(TsvError(absl::StrCat("\tone\nA\t", level, "\n")),
                HasSubstr("is no level in tpm: give a number from 0 to 3e+38"));
  }
  EXPECT_THAT(TsvError("\tone\nA\t1,5\n"), HasSubstr("is not a number"));
}

TEST(Tsv, HasAHeader) {
  EXPECT_EQ(TsvError(""), "t.tsv: there is no context in it");
  EXPECT_EQ(TsvError("# only this\n"), "t.tsv: there is no context in it");
  EXPECT_EQ(TsvError("regulator\nA\n"), "t.tsv: there is no context in it");
  EXPECT_EQ(TsvError("A\t1\n"),
            "t.tsv:1:1: the first header cell is 'A'; it must be 'regulator' "
            "or empty, and the others name the contexts, or 'context', and the "
            "others name regulators");
}

ContextTable Json(absl::string_view text) {
  auto table = ReadContextsJson(TheGenome(), text, "t.json");
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : ContextTable();
}

std::string JsonError(absl::string_view text) {
  const auto table = ReadContextsJson(TheGenome(), text, "t.json");
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(table.status().message());
}

TEST(Json, IsOneContextOrASet) {
  const ContextTable one =
      Json(R"json({"name": "one", "regulators": {"a1": 2, "L": 1}})json");
  ASSERT_THAT(one.contexts, SizeIs(1));
  EXPECT_EQ(one.contexts[0].name(), "one");
  EXPECT_THAT(LevelsOf(one.contexts[0]), ElementsAre(2, -1, -1, 1));
  const ContextTable set = Json(
      R"json({"contexts": [{"regulators": {"A": 0}}, {"name": "x"}, {}]})json");
  ASSERT_THAT(set.contexts, SizeIs(3));
  EXPECT_EQ(set.contexts[0].name(), "1");
  EXPECT_EQ(set.contexts[1].name(), "x");
  EXPECT_EQ(set.contexts[2].name(), "3");
}

TEST(Json, BringsChromatinMemoryAndGain) {
  const Context context = Json(R"json({
      "clamp": {"B": 3}, "accessibility": {"e": -1.5}, "memory": {"main": 0.75},
      "gain": 2})json")
                              .contexts[0];
  EXPECT_THAT(LevelsOf(context), ElementsAre(-1, 3, -1, -1));
  EXPECT_TRUE(context.held(1));
  EXPECT_FALSE(context.held(0));
  ASSERT_THAT(context.accessibility(), SizeIs(2));
  EXPECT_EQ(context.accessibility()[0], -1.5);
  EXPECT_TRUE(std::isnan(context.accessibility()[1]));
  EXPECT_THAT(context.memory(), ElementsAre(0.75));
  EXPECT_EQ(context.gain(), 2);
  const Context plain = Json("{\"name\": \"plain\"}").contexts[0];
  EXPECT_THAT(plain.accessibility(), IsEmpty());
  EXPECT_THAT(plain.memory(), IsEmpty());
  EXPECT_EQ(plain.gain(), 1);
}

TEST(Json, PutsAClampBeforeALevel) {
  const Context context =
      Json(R"json({"regulators": {"A": 1}, "clamp": {"a1": 5}})json")
          .contexts[0];
  EXPECT_THAT(LevelsOf(context), ElementsAre(5, -1, -1, -1));
  EXPECT_TRUE(context.held(0));
}

TEST(Json, ReportsTheNamesThatItLeavesOut) {
  const ContextTable table = Json(
      R"json({"name": "x", "regulators": {"B": 1, "Q": 1}, "clamp": {"twin": 1}}
      )json");
  EXPECT_THAT(table.ignored,
              ElementsAre("t.json: context 'x': ignored: no regulator is "
                          "called 'Q'",
                          "t.json: context 'x': ignored: 'twin' names several "
                          "regulators; use one of their ids: A, B"));
}

TEST(Json, SaysWhatIsWrongInWhichContext) {
  const auto in_x = [](absl::string_view fields) {
    return JsonError(absl::StrCat("{\"name\": \"x\", ", fields, "}"));
  };
  EXPECT_EQ(in_x("\"unit\": \"tpm\", \"regulators\": {\"A\": 1, \"L\": 1}"),
            "t.json: context 'x': regulator 'L' is given in tpm but is "
            "declared in log2(tpm+1); convert the level");
  EXPECT_EQ(in_x("\"regulators\": {\"A\": 1, \"a1\": 2}"),
            "t.json: context 'x': 'A' and 'a1' are the same regulator; keep "
            "one");
  EXPECT_THAT(in_x("\"regulators\": {\"A\": -1}"),
              HasSubstr("context 'x': regulator 'A': -1 is no level in tpm"));
  EXPECT_THAT(in_x("\"regulators\": {\"A\": \"NaN\"}"),
              HasSubstr("context 'x': regulator 'A': nan is no level in tpm"));
  EXPECT_EQ(in_x("\"accessibility\": {\"f\": 1}"),
            "t.json: context 'x': no element is called 'f'");
  EXPECT_EQ(in_x("\"accessibility\": {\"s\": 1}"),
            "t.json: context 'x': element 's' is not of the mwc kind, so "
            "accessibility does not act on it");
  EXPECT_THAT(in_x("\"accessibility\": {\"e\": 2e6}"),
              HasSubstr("give a number from -1e6 to 1e6"));
  EXPECT_EQ(in_x("\"memory\": {\"main\": 1.5}"),
            "t.json: context 'x': domain 'main': a memory of 1.5 is not in "
            "0..1");
  EXPECT_THAT(in_x("\"memory\": {\"man\": 1}"),
              HasSubstr("no domain is called 'man'; did you mean 'main'?"));
  for (const char* gain : {"-1", "\"NaN\"", "\"Infinity\"", "1e7"}) {
    EXPECT_THAT(in_x(absl::StrCat("\"gain\": ", gain)),
                HasSubstr("give a number above 0 and up to 1e6"));
  }
}

TEST(Json, KnowsItsFields) {
  EXPECT_THAT(JsonError("{\"regulator\": {}}"), HasSubstr("regulator"));
  EXPECT_THAT(JsonError("{\"contexts\": [{\"regulator\": {}}]}"),
              HasSubstr("contexts[0]"));
  EXPECT_THAT(JsonError("{\"regulators\": {\"A\": \"high\"}}"),
              HasSubstr("t.json: "));
  EXPECT_THAT(JsonError("{"), HasSubstr("t.json:1:1: JSON: "));
  EXPECT_THAT(JsonError("[]"), HasSubstr("t.json: "));
  EXPECT_EQ(JsonError("{}"), "t.json: there is no context in it");
  EXPECT_EQ(JsonError("{\"contexts\": [{\"name\": \"2\"}, {}]}"),
            "t.json: two contexts are called '2'; rename one");
}

TEST(ReadContexts, TellsJsonByItsBrace) {
  for (const char* text : {"{\"name\": \"x\"}", " \n{\"name\": \"x\"}",
                           "\xEF\xBB\xBF{\"name\": \"x\"}"}) {
    const auto table = ReadContexts(TheGenome(), text, "t");
    ASSERT_TRUE(table.ok()) << table.status();
    EXPECT_EQ(table->contexts[0].name(), "x");
  }
  const auto table = ReadContexts(TheGenome(), "\tx\nA\t1\n", "t");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(LevelsOf(table->contexts[0]), ElementsAre(1, -1, -1, -1));
}

}  // namespace
}  // namespace regulon
