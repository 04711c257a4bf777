// What `express` says of the answers of a fitted genome.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using reference::FitKernelRidge;
using reference::FittedGenome;
using reference::WriteFitted;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kColumns[] = "context\tgene\tsymbol\tvalue\tunit\tdomain\topen";
// exp(4) - 1 tpm of every regulator but the first is x = 0.
constexpr char kContexts[] = "regulator\tnear\tfar\nR0\t53.6\t1e30\n";

std::string Written(bool repertoire, bool observational) {
  FittedGenome fit = FitKernelRidge(1);
  if (repertoire) fit.draft.repertoire_distance = {1000};
  fit.draft.manifest.mutable_provenance()->set_observational_fit(observational);
  return WriteFitted(fit.draft, fit.experts);
}

TEST(Express, MarksContextsThatAreOutOfTheRepertoire) {
  const std::string contexts = WriteFile("contexts.tsv", kContexts);
  const Outcome outcome = Regulon({"express", Written(true, false), contexts,
                                   "--genes", "g1", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith(std::string(kColumns) + "\tout_of_repertoire\n"));
  EXPECT_THAT(outcome.out, ::testing::ContainsRegex("\nnear.*\t0\nfar"));
  EXPECT_THAT(outcome.out, ::testing::ContainsRegex("\nfar.*\t1\n"));
  EXPECT_THAT(outcome.err, HasSubstr("out_of_repertoire: 1 of 2 contexts "));
}

TEST(Express, SaysOfWhatItIsToldToSetThatTheFitWasObservational) {
  const std::string genome = Written(false, true);
  const Outcome set = Regulon(
      {"express", genome, "--set", "R0=3", "--genes", "g1", "--format", "tsv"});
  EXPECT_EQ(set.status, 0) << set.err;
  EXPECT_THAT(set.out,
              StartsWith(std::string(kColumns) + "\tobservational_fit\n"));
  EXPECT_THAT(set.out, HasSubstr("\t1\n"));
  EXPECT_THAT(
      set.err,
      HasSubstr("observational_fit: fitted to data without perturbations; "));
  const std::string held = WriteFile(
      "held.json", R"({"contexts": [{"name": "a", "clamp": {"R0": 1}}]})");
  EXPECT_THAT(Regulon({"express", genome, held}).err,
              HasSubstr("observational_fit: "));
  const std::string measured = WriteFile("contexts.tsv", kContexts);
  const Outcome table = Regulon(
      {"express", genome, measured, "--genes", "g1", "--format", "tsv"});
  EXPECT_THAT(table.out, HasSubstr("\t0\n"));
  EXPECT_EQ(table.err, "");
}

TEST(Express, SaysNothingOfTheKindForOtherGenomes) {
  const Outcome outcome =
      Regulon({"express", Written(false, false), "--set", "R0=1e30", "--genes",
               "g1", "--format", "tsv"});
  EXPECT_THAT(outcome.out, StartsWith(std::string(kColumns) + "\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("fit")));
}

}  // namespace
}  // namespace regulon
