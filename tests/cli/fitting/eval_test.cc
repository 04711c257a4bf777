// `eval` from a table to its judgement.
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr int kSamples = 24, kGenes = 12;  // of which r0 and r1 come first

std::string Id(int gene) {
  return gene < 2 ? absl::StrCat("r", gene) : absl::StrCat("g", gene);
}

std::string Table() {
  std::string text = "gene";
  for (int i = 0; i < kSamples; ++i) absl::StrAppend(&text, "\ts", i);
  for (int g = 0; g < kGenes; ++g) {
    absl::StrAppend(&text, "\n", Id(g));
    for (int i = 0; i < kSamples; ++i) {
      const double first = std::sin(i), second = std::cos(3 * i);
      const double level = g == 0   ? first
                           : g == 1 ? second
                                    : std::sin(first + g * second);
      absl::StrAppend(&text, "\t", 8 + level);
    }
  }
  return WriteFile("expression.tsv", text + "\n");
}

std::string Symbols() {
  std::string text = "id\tsymbol\n";
  for (int g = 0; g < kGenes; ++g) {
    absl::StrAppend(&text, Id(g), "\tSymbol", g, "\n");
  }
  return WriteFile("symbols.tsv", text);
}

// The last gene's, which all symbols before it have to agree with.
TEST(Eval, KnowsGenesBySymbolWhereRegulatorsAreNotJudged) {
  const std::string prior = WriteFile(
      "prior.tsv", absl::StrCat("Symbol0\tSymbol", kGenes - 1, "\t+\n"));
  const Outcome outcome =
      Regulon({"eval", Table(), "--unit", "log2_intensity", "--tfs",
               WriteFile("tfs.txt", "r0\nr1\n"), "--targets", "all",
               "--symbols", Symbols(), "--prior", prior, "--folds", "3"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("2 genes are regulators"));
  EXPECT_THAT(outcome.out, HasSubstr("parameters read"));
}

}  // namespace
}  // namespace regulon
