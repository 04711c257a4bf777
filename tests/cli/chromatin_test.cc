// --accessibility, --mark, --contacts, --gain and --temperature.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr char kGenome[] = "models/modulated_enhancer.regulon";
constexpr char kContacts[] = "models/two_enhancers.regulon";

Outcome Express(Arguments flags, const std::string& input = "",
                const std::string& genome = kGenome) {
  flags.insert(flags.begin(), {"express", genome});
  flags.insert(flags.end(), {"--format", "tsv"});
  return Regulon(flags, {input, "", 0});
}

std::string Peaks() {
  return WriteFile("peaks.bed",
                   "schematic\t9800\t10100\tp\t1.5\nschematic\t39000\t39501\tq"
                   "\t-2\nschematic\t0\t9\tr\t1\n");
}

TEST(ChromatinFlags, SayWhatAContextCanSay) {
  const std::string peaks = Peaks();
  const Outcome flags = Express({"--set", "T=1", "--accessibility", peaks});
  EXPECT_EQ(flags.status, 0);
  EXPECT_EQ(flags.err, "regulon: " + peaks +
                           ": 3 intervals, 1 of no use; accessibility of 2 of "
                           "3 mwc elements\n");
  const Outcome context = Express({"-"},
                                  R"({"name": "context", "regulators": {"T": 1},
          "accessibility": {"enh_a": 1.5, "enh_b": -2}})");
  EXPECT_EQ(flags.out, context.out);
  EXPECT_NE(flags.out, Express({"--set", "T=1"}).out);

  EXPECT_EQ(Express({"--set", "T=1", "--mark", "H3K27ac=" + peaks}).err,
            "regulon: " + peaks +
                ":2:25: a signal of '-2'; give a number from 0 to 1e+06\n");
  const std::string broad = WriteFile("broad.bed", "schematic\t0\t50000\n");
  EXPECT_EQ(Express({"--set", "T=1", "--mark", "H3K27me3=" + broad}).out,
            Express({"-"}, R"({"name": "context", "regulators": {"T": 1},
          "mark": {"H3K27me3": {"element": {"enh_a": 1, "enh_b": 1}}}})")
                .out);

  const std::string loops = WriteFile("loops.bedpe", "schematic 1e9 2 x\n");
  EXPECT_THAT(Express({"--contacts", loops}, "", kContacts).err,
              HasSubstr("loops.bedpe:1:18: a line of BEDPE has"));
  const std::string loop =
      WriteFile("loop.bedpe",
                "schematic\t1099000\t1101000\tschematic\t1149000\t1151000\tl\t"
                "0.006\n");
  EXPECT_EQ(Express({"--set", "TF_B=1", "--contacts", loop}, "", kContacts).out,
            Express({"-"}, R"({"name": "context", "regulators": {"TF_B": 1},
          "contact": [{"element": "enh_far", "gene": "geneB",
                       "contact": 0.006}]})",
                    kContacts)
                .out);

  EXPECT_EQ(Express({"--set", "T=1", "--gain", "2", "--temperature", "4"}).out,
            Express({"-"}, R"({"name": "context", "regulators": {"T": 1},
                "gain": 2, "temperature": 4})")
                .out);
}

// Columns of contexts, and a row for each, which is a stream.
TEST(ChromatinFlags, ActOnEveryContext) {
  const Arguments flags = {"-", "--accessibility", Peaks(), "--gain", "1.5"};
  const Outcome columns = Express(flags, "regulator\tu\tv\nT\t0.5\t1\n");
  const Outcome rows = Express(flags, "context\tT\nu\t0.5\nv\t1\n");
  EXPECT_EQ(columns.status, 0);
  EXPECT_EQ(columns.out, rows.out);
  EXPECT_EQ(columns.err, rows.err);
  const Outcome plain = Express({"-"}, "regulator\tu\tv\nT\t0.5\t1\n");
  EXPECT_NE(columns.out, plain.out);
}

TEST(ChromatinFlags, ReadTheStandardInputOnce) {
  const Outcome peaks = Express({"--set", "T=1", "--accessibility", "-"},
                                "schematic\t9800\t10100\tp\t1.5\n");
  EXPECT_EQ(peaks.status, 0);
  EXPECT_THAT(peaks.err, HasSubstr("<stdin>: 1 interval; accessibility of 1"));
  ExpectError(Express({"-", "--accessibility", "-"}, "regulator\tu\nT\t1\n"), 2,
              {"the standard input can be one file of a query"});
  ExpectError(
      Express({"--contacts", "-", "--mark", "H3K27ac=-"}, "schematic 1 2\n"), 2,
      {"the standard input can be one file of a query"});
}

TEST(ChromatinFlags, SayWhatIsWrong) {
  const std::string peaks = Peaks();
  ExpectError(Express({"--mark", peaks}), 2, {"write MARK=FILE"});
  ExpectError(Express({"--mark", "=" + peaks}), 2, {"write MARK=FILE"});
  ExpectError(Express({"--mark", "H3K27ac="}), 2, {"write MARK=FILE"});
  ExpectError(
      Express({"--mark", "H3K27ac=" + peaks, "--mark", "H3K27ac=" + peaks}), 2,
      {"--mark gives H3K27ac twice"});
  ExpectError(Express({"--mark", "H3K9=" + peaks}), 1,
              {"no mark is called 'H3K9'"});
  ExpectError(Express({"--accessibility", "no_such.bed"}), 1, {"no_such.bed"});
  const std::string bed3 = WriteFile("bed3.bed", "schematic\t1\t2\n");
  ExpectError(Express({"--accessibility", bed3}), 1,
              {bed3, ":1:14: an accessibility is missing", "column 5"});
  const std::string other = WriteFile("other.bed", "chr1\t1\t2\tp\t1\n");
  ExpectError(Express({"--accessibility", other}), 1,
              {"the file has 'chr1', the genome 'schematic'"});
  ExpectError(Express({"--gain", "0"}), 2, {"--gain: a gain of 0"});
  ExpectError(Express({"--temperature", "-1"}), 2,
              {"--temperature: a temperature of -1"});
  ExpectError(Express({"--gain", "2"}, "", kContacts), 1,
              {"--gain acts on mwc elements"});
  ExpectError(Express({"--temperature", "2"}, "", kContacts), 1,
              {"--temperature acts on weights of SOFTMAX_TOPK or "});
  ExpectError(Express({"--accessibility", peaks}, "", kContacts), 1,
              {"no mwc element with coordinates"});
}

}  // namespace
}  // namespace regulon
