// Files that are not what they should be.
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

TEST(GenomeFile, IsNamedWithWhatIsWrongWithIt) {
  const std::string genome = ReadWholeFile(kLaci);
  std::string damaged_manifest = genome, damaged_tensor = genome;
  damaged_manifest[genome.size() - 100] ^= 1;
  damaged_tensor[4224] ^= 1;  // of the first state's energy
  const std::string missing = InTestFolder("missing.regulon");
  const std::string folder = InTestFolder("");
  const struct {
    std::string path, text;
  } cases[] = {
      {missing, "there is no such file"},
      {folder, "this is not a regular file"},
      {WriteFile("empty", ""), "'regulon compile' makes one from text"},
      {WriteFile("short", genome.substr(0, 30)), "this is not a genome file"},
      {"models/laci_o2.textproto", "'regulon compile' makes one from text"},
      {WriteFile("cut", genome.substr(0, 5000)),
       "it was cut short or added to; restore it or compile it again"},
      {WriteFile("longer", genome + "x"), "cut short or added to"},
      {WriteFile("damaged", damaged_manifest), "damaged"}};
  for (const auto& c : cases) {
    for (const std::string verb : {"express", "active", "inspect"}) {
      ExpectError(Regulon({verb, c.path}), 1, {c.path + ": ", c.text});
    }
  }
  const std::string path = WriteFile("tensor.regulon", damaged_tensor);
  ExpectError(Regulon({"inspect", path, "--verify"}), 1,
              {path, "'state.energy'"});
}

TEST(Spec, IsNamedWithTheLineThatIsWrong) {
  const std::string out = InTestFolder("spec.regulon");
  const struct {
    std::string path, text;
  } cases[] = {{InTestFolder("missing.textproto"), "No such file"},
               {InTestFolder(""), "Is a directory"},
               {WriteFile("empty.textproto", ""), "the genome has no name"},
               {WriteFile("word.textproto", "name: \"a\"\nhello { }\n"), ":2:"},
               {WriteFile("unknown.textproto",
                          "name: \"a\" unit: \"boolean\"\n"
                          "gene { id: \"A\" rule: \"GATA\" }\n"
                          "gene { id: \"GATA1\" rule: \"A\" }"),
                "did you mean 'GATA1'?"},
               {kLaci, ":1:"}};
  for (const auto& c : cases) {
    ExpectError(Regulon({"compile", c.path, "-o", out}), 1,
                {c.path + ":", c.text});
    EXPECT_EQ(ReadWholeFile(out), "");
  }
}

TEST(Contexts, AreNamedWithTheCellThatIsWrong) {
  const struct {
    std::string table, text;
  } cases[] = {
      {"", ": there is no context in it"},
      {"regulator\n", ": there is no context in it"},
      {"gene\ta\nNR3C1\t1\n",
       ":1:1: the first header cell is 'gene'; it must "
       "be 'regulator' or empty"},
      {"NR3C1,1\n", ":1:1: the first header cell is 'NR3C1,1'"},
      {"\ta\ta\nNR3C1\t1\t2\n", "two contexts are called 'a'; rename one"},
      {"\ta\t\nNR3C1\t1\t2\n", ":1:3: this context has no name"},
      {"\ta\tb\nNR3C1\t1\n", ":2: 2 cells where the header has 3"},
      {"\ta\nNR3C1\tlow\n", ":2:2: 'low' is not a number; leave a cell empty"},
      {"\ta\nNR3C1\t1\nGR\t1\n", ":3: a second row for regulator 'NR3C1'"},
      {"\ta\nNR3C1\t-1\n", ":2:2: regulator 'NR3C1': -1 is no level in nM"},
      {"\ta\nNR3C1\tnan\n", ":2:2: regulator 'NR3C1': nan is no level in nM"},
      {"\ta\nNR3C1\t1e400\n", ":2:2: regulator 'NR3C1': inf is no level in nM"},
      {"{\"regulators\":{\"NR3C1\":1}", ": "},
      {"{\"contexts\":[{\"regulator\":{}}]}",
       "regulator: there is no such field"},
      {"{\"contexts\":[{\"unit\":\"uM\",\"regulators\":{\"GR\":1}}]}",
       "'GR' is given in uM but is declared in nM; convert the level"},
      {"{\"memory\":{\"stress_response\":2}}", "a memory of 2 is not in 0..1"},
      {"{\"gain\":-1}", "a gain of -1; give a number above 0"},
      {"{\"accessibility\":{\"FKBP5_GRE\":1}}", "is not of the mwc kind"},
      {"\x1b]0;bad\a\n", "the first header cell is"}};
  for (const auto& c : cases) {
    ExpectError(Regulon({"express", kGlucocorticoid, "-"}, {c.table, "", 0}), 1,
                {"<stdin>:", c.text});
    const std::string path = WriteFile("contexts", c.table);
    const Outcome outcome = Regulon({"active", kGlucocorticoid, path});
    ExpectError(outcome, 1, {path + ":", c.text});
    EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
  }
  ExpectError(Regulon({"express", kGlucocorticoid, "nowhere.tsv"}), 1,
              {"nowhere.tsv: No such file"});
}

TEST(Contexts, OfAnotherKindOfFileAreOneLineToo) {
  const Outcome outcome =
      Regulon({"express", kGlucocorticoid, kGlucocorticoid});
  ExpectError(outcome, 1, {"glucocorticoid.regulon:1:1: "});
  for (const char c : outcome.err) EXPECT_TRUE(c == '\n' || c < 0 || c >= ' ');
}

TEST(Contexts, AreAnsweredWithoutTheRowsThatAreUnknown) {
  const Surroundings around = {
      "regulator\tx\nGATAX\t5\ndexametasone\t10\nNR3C1\t100\n", "", 0};
  const Outcome outcome =
      Regulon({"express", kGlucocorticoid, "-", "--format", "tsv"}, around);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err,
            "regulon: <stdin>:2: row ignored: no regulator is called 'GATAX'\n"
            "regulon: <stdin>:3: row ignored: no regulator is called "
            "'dexametasone'; did you mean 'dexamethasone'?\n");
  EXPECT_THAT(outcome.out, StartsWith("context\tgene\t"));
  EXPECT_THAT(outcome.out, HasSubstr("\nx\tFKBP5\t"));
  EXPECT_EQ(outcome.out.find("ignored"), std::string::npos);
}

TEST(Contexts, ReportTwentyUnknownRowsAndTheNumberOfTheOthers) {
  std::string table = "regulator\tx\nNR3C1\t1\n";
  for (int i = 0; i < 25; ++i) table += "Q" + std::to_string(i) + "\t1\n";
  const Outcome outcome =
      Regulon({"express", kGlucocorticoid, "-"}, {table, "", 0});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 21);
  EXPECT_THAT(outcome.err, HasSubstr("and 5 more lines ignored like these"));
}

TEST(Contexts, MayBeJsonOfOneOrOfSeveral) {
  const std::string level = R"("regulators":{"GR":100,"dex":10})";
  const Outcome one =
      Regulon({"express", kGlucocorticoid, "-"}, {"{" + level + "}", "", 0});
  EXPECT_THAT(one.out, HasSubstr("\n1        FKBP5    FKBP5     6.76  "));
  const Outcome two =
      Regulon({"express", kGlucocorticoid, "-", "--format", "tsv"},
              {R"({"contexts":[{"name":"y",)" + level + "},{}]}", "", 0});
  EXPECT_EQ(two.status, 0);
  EXPECT_THAT(two.out, HasSubstr("\ny\tFKBP5\tFKBP5\t6.7"));
  EXPECT_THAT(two.out, HasSubstr("\n2\tFKBP5\tFKBP5\t1\t"));
}

}  // namespace
}  // namespace regulon
