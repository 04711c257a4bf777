// What `regulon explain` writes, and what it will not.
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kGlucocorticoid[] = "models/glucocorticoid.regulon";
constexpr char kTreatment[] =
    "regulator\tuntreated\ttreated\n"
    "NR3C1\t100\t100\n"
    "dexamethasone\t0\t10\n";

std::vector<std::string> LinesOf(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TEST(Explain, RowsOfAGeneSumToItsDifference) {
  const Outcome outcome =
      Regulon({"explain", kGlucocorticoid, "-", "--reference", "untreated",
               "--format", "tsv"},
              {kTreatment, "", 0});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::map<std::string, double> sums, differences;
  const std::vector<std::string> lines = LinesOf(outcome.out);
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = absl::StrSplit(lines[i], '\t');
    ASSERT_EQ(cells.size(), 12u) << lines[i];
    EXPECT_EQ(cells[0], "treated");
    sums[cells[1]] += std::stod(cells[11]);
    differences[cells[1]] = std::stod(cells[2]) - std::stod(cells[3]);
  }
  EXPECT_EQ(sums.size(), 4u);
  for (const auto& [gene, sum] : sums) {
    EXPECT_NEAR(sum, differences[gene], 1e-12) << gene;
  }
  EXPECT_NEAR(differences["FKBP5"], 5.76, 0.01);
  EXPECT_THAT(outcome.out, HasSubstr("\topens\tstress_response\t"));
}

TEST(Explain, WritesNetworksByTheEndingOfTheirName) {
  const struct {
    const char* name;
    const char* begins;
  } cases[] = {{"network.tsv", "from\tfrom_kind\tto"},
               {"network.graphml", "<?xml"},
               {"network.dot", "digraph"}};
  for (const auto& [name, begins] : cases) {
    const std::string path = InTestFolder(name);
    const Outcome outcome =
        Regulon({"explain", kLaci, "--set", "LacI=260", "--network", path});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(path + ": the network of context"));
    const std::string text = ReadWholeFile(path);
    EXPECT_THAT(text, HasSubstr(begins));
    EXPECT_THAT(text, HasSubstr("LacI"));
  }
  ExpectError(Regulon({"explain", kLaci, "--network", "network.png"}), 2,
              {"network.png", ".graphml"});
  ExpectError(Regulon({"explain", kGlucocorticoid, "-", "--network",
                       InTestFolder("two.tsv")},
                      {kTreatment, "", 0}),
              2, {"--network is of one context", "--context"});
}

TEST(Explain, WritesTheJacobianAsTextAndAsANumpyArray) {
  const std::string tsv = InTestFolder("j.tsv"), npy = InTestFolder("j.npy");
  for (const std::string& path : {tsv, npy}) {
    const Outcome outcome =
        Regulon({"explain", kGlucocorticoid, "-", "--context", "treated",
                 "--genes", "FKBP5,ACTB", "--matrix", path},
                {kTreatment, "", 0});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("2 genes x 2 regulators"));
  }
  const std::vector<std::string> lines = LinesOf(ReadWholeFile(tsv));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "gene\tNR3C1\tdexamethasone");
  EXPECT_EQ(lines[2], "ACTB\t0\t0");
  const std::vector<std::string> row = absl::StrSplit(lines[1], '\t');
  const std::string bytes = ReadWholeFile(npy);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const size_t start = bytes.find('\n') + 1;
  EXPECT_EQ(start % 64, 0u);
  EXPECT_THAT(bytes.substr(0, start),
              HasSubstr("{'descr': '<f8', 'fortran_order': False, "
                        "'shape': (2, 2), }"));
  ASSERT_EQ(bytes.size(), start + 4 * sizeof(double));
  double values[4];
  std::memcpy(values, bytes.data() + start, sizeof(values));
  EXPECT_THAT(values, ElementsAre(std::stod(row[1]), std::stod(row[2]), 0, 0));
  EXPECT_GT(values[0], 0);
}

TEST(Explain, TellsTwoContextsApart) {
  const Outcome outcome = Regulon({"explain", kGlucocorticoid, "-", "--diff",
                                   "untreated", "treated", "--format", "tsv"},
                                  {kTreatment, "", 0});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("only in 'treated'"));
  EXPECT_THAT(outcome.err, HasSubstr("Jaccard"));
  ExpectError(Regulon({"explain", kGlucocorticoid, "-", "--diff", "untreated",
                       "treatet"},
                      {kTreatment, "", 0}),
              1, {"--diff", "'treatet'", "did you mean 'treated'?"});
}

TEST(Explain, RefusesWhatItCannotExplain) {
  ExpectError(Regulon({"explain", kLaci, "--steps", "3"}), 2,
              {"one reading", "express --steps"});
  ExpectError(Regulon({"explain", kGlucocorticoid, "-", "--reference", "none"},
                      {kTreatment, "", 0}),
              1, {"--reference", "'none'"});
  ExpectError(Regulon({"explain", kLaci, "--genes", "lacX"}), 1,
              {"--genes", "lacX"});
}

}  // namespace
}  // namespace regulon
