// Contexts as a table with a row for each, which is read as a stream.

#include <algorithm>
#include <csignal>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kGlucocorticoid[] = "models/glucocorticoid.regulon";

// Untreated and treated.
constexpr char kColumns[] =
    "regulator\tu\tt\tv\n"
    "NR3C1\t100\t100\t50\n"
    "dex\t\t10\t1\n";
constexpr char kRows[] =
    "context\ttreatment\tNR3C1\tdex\n"
    "u\tno\t100\t\n"
    "t\tyes\t100\t10\n"
    "v\tyes\t50\t1\n";

Outcome Express(const std::string& contexts, Arguments flags,
                const std::string& genome = kGlucocorticoid) {
  flags.insert(flags.begin(), {"express", genome, "-"});
  return Regulon(flags, {contexts, "", 0});
}

// The lines that hold `text`.
std::string LinesWith(const std::string& all, const std::string& text) {
  std::string lines;
  for (size_t at = 0; at < all.size();) {
    const size_t end = all.find('\n', at) + 1;
    const std::string line = all.substr(at, end - at);
    if (line.find(text) != std::string::npos) lines += line;
    at = end;
  }
  return lines;
}

TEST(Stream, PrintsWhatTheTableOfTheOtherFormDoes) {
  for (const Arguments& flags :
       {Arguments{}, Arguments{"--format", "tsv"},
        Arguments{"--format", "json"}, Arguments{"--top", "2"},
        Arguments{"--genes", "PER1,ACTB", "--format", "tsv"},
        Arguments{"--set", "dex=5", "--clamp", "NR3C1=20", "--threads", "1"},
        Arguments{"--active", "--format", "tsv"},
        Arguments{"--active", "--top", "1", "--genes", "PER1,FKBP5"}}) {
    const Outcome columns = Express(kColumns, flags);
    const Outcome rows = Express(kRows, flags);
    EXPECT_EQ(rows.status, 0);
    EXPECT_EQ(rows.out, columns.out);
    EXPECT_EQ(rows.err,
              "regulon: <stdin>:1:2: column ignored: no regulator is called "
              "'treatment'\n");
  }
  const std::string path = WriteFile("rows.tsv", kRows);
  EXPECT_EQ(Regulon({"active", kGlucocorticoid, path}).out,
            Regulon({"active", kGlucocorticoid, "-"}, {kColumns, "", 0}).out);
}

TEST(Stream, DevelopsAsTheOtherFormDoes) {
  const std::string columns = "\ta\tb\nCln3\t1\t0\nSic1\t0\t1\n";
  const std::string rows = "context\tCln3\tSic1\na\t1\t0\nb\t0\t1\n";
  const std::string yeast = "models/budding_yeast.regulon";
  for (const Arguments& flags :
       {Arguments{"--steps", "5", "--format", "tsv"},
        Arguments{"--steps", "20", "--update", "async", "--runs", "300",
                  "--format", "tsv"}}) {
    const Outcome outcome = Express(rows, flags, yeast);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, Express(columns, flags, yeast).out);
  }
  ExpectError(
      Express(rows, {"--steps", "20", "--update", "async", "--runs", "3"},
              yeast),
      2, {"give --format tsv or json"});
}

TEST(Active, LeavesOutTheGenesOfClosedDomains) {
  const Outcome outcome = Express(kRows, {"--active", "--format", "tsv"});
  EXPECT_EQ(LinesWith(outcome.out, "u\t"),
            "u\tACTB\tACTB\t1\tfold_change\thousekeeping\t1\n");
  EXPECT_THAT(LinesWith(outcome.out, "t\t"), HasSubstr("t\tFKBP5\t"));
  EXPECT_EQ(outcome.out.find("\t0\n"), std::string::npos);
}

// Fold changes 1/(1 + p (R/N) exp(13.9)) of LacI's operator O2 at no inducer:
// of 260 repressors 0.0161736, of 0 exactly 1; the mean is 0.5080868.
TEST(Groups, HaveTheMeansOfTheirContexts) {
  const std::string rows =
      "context\tstrain\tLacI\n"
      "a\twild\t260\n"
      "b\tnull\t0\n"
      "c\twild\t0\n";
  const Outcome outcome =
      Express(rows, {"--group-by", "strain", "--format", "tsv"}, kLaci);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out,
              StartsWith("group\tgene\tsymbol\tmean\tn\tunit\tdomain\topen\n"
                         "wild\t"));
  EXPECT_THAT(LinesWith(outcome.out, "wild"), HasSubstr("\t0.508086"));
  EXPECT_THAT(LinesWith(outcome.out, "wild"), HasSubstr("\t2\tfold_change\t"));
  EXPECT_THAT(LinesWith(outcome.out, "null"),
              HasSubstr("\t1\t1\tfold_change\t"));
}

TEST(Groups, MayComeFromAFileForEveryFormOfContexts) {
  const std::string file =
      WriteFile("groups.tsv", "context\tgroup\nt\tyes\nv\tyes\nu\tno\n");
  const Arguments by_column = {"--group-by", "treatment", "--format", "tsv"};
  const Arguments by_file = {"--group-by", file, "--format", "tsv"};
  const std::string expected = Express(kRows, by_column).out;
  EXPECT_THAT(expected, HasSubstr("\nyes\tFKBP5\t"));
  EXPECT_EQ(Express(kRows, by_file).out, expected);
  EXPECT_EQ(Express(kColumns, by_file).out, expected);
}

TEST(Groups, TakeTheirGenesFromWhatIsChosen) {
  const Outcome active = Express(
      kRows, {"--group-by", "treatment", "--active", "--format", "tsv"});
  EXPECT_EQ(LinesWith(active.out, "no\t"),
            "no\tACTB\tACTB\t1\t1\tfold_change\thousekeeping\t1\n");
  const Outcome top = Express(
      kRows, {"--group-by", "treatment", "--top", "1", "--format", "tsv"});
  EXPECT_THAT(LinesWith(top.out, "yes\t"), StartsWith("yes\t"));
  EXPECT_EQ(std::count(top.out.begin(), top.out.end(), '\n'), 3);
}

TEST(Groups, TellWhoHasNone) {
  const std::string file = WriteFile("few.tsv", "context\tgroup\nt\tyes\n");
  const Outcome outcome =
      Express(kColumns, {"--group-by", file, "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err,
            "regulon: 2 of 3 contexts, 'u' first, have no group "
            "in " +
                file + " and are in no mean\n");
  const std::string other = WriteFile("other.tsv", "context\tgroup\nT\tyes\n");
  ExpectError(Express(kColumns, {"--group-by", other}), 1,
              {"3 of 3 contexts, 'u' first, have no group in " + other});
  ExpectError(Express(kColumns, {"--group-by", "nowhere.tsv"}), 1,
              {"--group-by: there is no such column in CONTEXTS, and no file: "
               "nowhere.tsv: No such file"});
  const std::string wide = WriteFile("wide.tsv", "context\tg\th\nt\t1\t2\n");
  ExpectError(Express(kColumns, {"--group-by", wide}), 1,
              {wide, "columns g, h beside the contexts' names"});
}

TEST(Stream, NamesTheCellThatIsWrong) {
  const struct {
    std::string table, text;
  } cases[] = {
      {"context\tNR3C1\n", "<stdin>: there is no context in it"},
      {"context\tNR3C1\na\t1\nb\tlow\n", "<stdin>:3:2: 'low' is not a number"},
      {"context\tNR3C1\na\n", "<stdin>:2: 1 cells where the header has 2"},
      {"context\tNR3C1\tGR\n", "<stdin>:1:3: a second column for regulator"},
      {"context\tNR3C1\na\t-1\n", "<stdin>:2:2: regulator 'NR3C1': -1"}};
  for (const auto& c : cases) {
    ExpectError(Express(c.table, {}), 1, {c.text});
  }
}

// More than a pipe holds.
std::string ManyRows() {
  std::string table = "context\tLacI\n";
  for (int i = 0; i < 200'000; ++i) {
    table += "c" + std::to_string(i) + "\t1\n";
  }
  return WriteFile("many_rows.tsv", table);
}

TEST(Stream, EndsWithAnErrorWhereItsOutputTakesNoMore) {
  const std::string rows = ManyRows();
  const Arguments arguments = {"express", kLaci, rows, "--format", "tsv"};
  const Outcome full = Regulon(arguments, {"", "/dev/full", 0});
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.err,
              HasSubstr("cannot write the output: No space left on device"));
  Started program(arguments);
  EXPECT_EQ(program.Read(13), "context\tgene\t");
  program.CloseOutput();
  EXPECT_EQ(program.Wait(), 1);
}

TEST(Stream, IsWholeAsFarAsItIsWhenInterrupted) {
  Started program({"express", kLaci, ManyRows(), "--format", "json"});
  std::string out = program.Read(1000);
  program.Signal(SIGINT);
  for (std::string more; !(more = program.Read(4096)).empty();) out += more;
  EXPECT_EQ(program.Wait(), 1);
  EXPECT_THAT(out, ::testing::EndsWith("}\n]\n"));
  EXPECT_THAT(out, ::testing::Not(HasSubstr("c199999")));
}

}  // namespace
}  // namespace regulon
