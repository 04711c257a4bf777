// What `perturb` prints, and what it refuses.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using reference::FitKernelRidge;
using reference::FittedGenome;
using reference::WriteFitted;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kMyeloid[] = "models/myeloid.regulon";
constexpr char kEnhancers[] = "models/two_enhancers.regulon";

Outcome Perturb(const std::string& genome, Arguments rest) {
  Arguments arguments = {"perturb", genome};
  arguments.insert(arguments.end(), rest.begin(), rest.end());
  return Regulon(arguments);
}

TEST(Perturb, GivesARowSetForEachDose) {
  const Outcome outcome =
      Perturb(kLaci, {"--set", "LacI=260", "--set", "IPTG=0", "--dose",
                      "IPTG=0,50", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  // Razo-Mejia et al. 2018, by the numbers of docs/laci.md.
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("IPTG=0\tcontext\treporter"),
                    ContainsRegex("IPTG=50\tcontext\treporter\treporter\t"
                                  "0.01617363[0-9]*\t0.4748646[0-9]*\t")));
}

TEST(Perturb, SaysWhatHasNoRow) {
  const Outcome outcome = Perturb(
      kLaci, {"--set", "LacI=260", "--set", "IPTG=0", "--dose", "IPTG=0,50"});
  EXPECT_THAT(outcome.err, HasSubstr("1 of 2 perturbed contexts"));
}

TEST(Perturb, ActsWithAllEditsAtOnce) {
  const Arguments context = {"--set",  "TF_A=1",   "--set",
                             "TF_B=1", "--format", "tsv"};
  Arguments both = context;
  both.insert(both.end(), {"--element", "enh_near=off", "--knock-out", "TF_B"});
  const Outcome outcome = Perturb(kEnhancers, both);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("TF_B off + enh_near off\t"));
}

TEST(Perturb, ComparesPairsWithWhatTheyAddUpTo) {
  const Outcome outcome =
      Perturb(kEnhancers, {"--set", "TF_A=1", "--set", "TF_B=1", "--pairs",
                           "TF_A,TF_B", "--genes", "geneB", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("a\tb\trms_change\trms_additive\t"));
  EXPECT_THAT(outcome.out, HasSubstr("TF_A off\tTF_B off\t"));
}

TEST(Perturb, ShowsWhatChangesInTheNetwork) {
  const Outcome outcome =
      Perturb(kEnhancers, {"--set", "TF_A=1", "--set", "TF_B=1", "--element",
                           "enh_near=off", "--network", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("geneA\tTF_A\telement\tenh_near\t"));
  EXPECT_THAT(outcome.err, HasSubstr("Jaccard"));
  const Outcome logical =
      Perturb(kMyeloid, {"--set", "GATA1=1", "--set", "FOG1=1", "--knock-out",
                         "GATA1", "--network", "--format", "tsv"});
  EXPECT_EQ(logical.status, 0) << logical.err;
  EXPECT_THAT(logical.out, HasSubstr("EKLF\tGATA1\telement\t"));
  EXPECT_EQ(Perturb(kMyeloid, {"--screen", "regulators", "--network"}).status,
            2);
}

TEST(Perturb, SaysWhereStepsLeaveOutLagsAndMemories) {
  const Outcome steps = Perturb(
      "models/stem_cell.regulon",
      {"--set", "signal_A=1", "--knock-out", "master_A", "--steps", "9"});
  EXPECT_THAT(steps.err, HasSubstr("'regulon trajectory' follows"));
  const Outcome once =
      Perturb("models/stem_cell.regulon",
              {"--set", "signal_A=1", "--knock-out", "master_A"});
  EXPECT_THAT(once.err, Not(HasSubstr("trajectory")));
}

TEST(Perturb, RefusesWhatMakesNoSense) {
  ExpectError(Perturb(kMyeloid, {}), 2, {"say what is changed"});
  ExpectError(Perturb(kMyeloid, {"--knock-out", "GATAX"}), 1,
              {"--knock-out GATAX: no regulator is called 'GATAX'; did you "
               "mean 'GATA1'?"});
  ExpectError(Perturb(kMyeloid, {"--knock-out", "GATA1,GATA1"}), 2,
              {"are edits of the same thing; keep one"});
  ExpectError(
      Perturb(kMyeloid, {"--knock-out", "GATA1", "--over-express", "GATA1"}), 2,
      {"'GATA1 off' and 'GATA1=1'"});
  ExpectError(Perturb(kLaci, {"--dose", "IPTG=1,lots"}), 2,
              {"'lots' is not a number"});
  ExpectError(Perturb(kMyeloid, {"--knock-down", "GATA1=0.5"}), 2,
              {"is boolean"});
  ExpectError(Perturb(kLaci, {"--move", "O2=5000"}), 2, {"has no place"});
  ExpectError(Perturb(kEnhancers, {"--cut-boundary", "wall"}), 1,
              {"no boundary is called 'wall'"});
  ExpectError(
      Perturb(kMyeloid, {"--screen", "regulators", "--knock-out", "GATA1"}), 2,
      {"--screen and --pairs choose what is edited"});
  ExpectError(Perturb(kMyeloid, {"--pairs", "3"}), 2, {"go with --screen"});
  ExpectError(Perturb(kLaci, {"--knock-out", "LacI", "--steps", "3"}), 1,
              {"steps change nothing"});
}

TEST(Perturb, SaysWhereAFactorChangesNothing) {
  const Outcome outcome = Perturb(kLaci, {"--over-express", "LacI=4"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err,
              HasSubstr("LacI x4: absent from 1 of 1 context, where a factor "
                        "changes nothing; --to gives it a level"));
}

std::string ObservationalFit() {
  FittedGenome fit = FitKernelRidge(1);
  fit.draft.manifest.mutable_provenance()->set_observational_fit(true);
  return WriteFitted(fit.draft, fit.experts);
}

constexpr char kContexts[] =
    "regulator\ta\tb\tc\nR0\t53.6\t80\t20\nR1\t40\t53.6\t90\n";

TEST(Perturb, HasBaselinesBesideOnObservationalFits) {
  const std::string genome = ObservationalFit();
  const std::string contexts = WriteFile("contexts.tsv", kContexts);
  const Outcome full =
      Perturb(genome, {contexts, "--screen", "regulators", "--full", "--genes",
                       "g1", "--format", "tsv"});
  EXPECT_EQ(full.status, 0) << full.err;
  EXPECT_THAT(full.out, HasSubstr("\tno_change\tmean_of_others\t"));
  EXPECT_THAT(full.err, HasSubstr("observational_fit: "));
  EXPECT_THAT(full.err, Not(HasSubstr("causal")));
  EXPECT_THAT(full.err, HasSubstr("have no intervals; --group-by gives"));
  const Outcome summary =
      Perturb(genome, {contexts, "--screen", "regulators", "--format", "tsv"});
  EXPECT_THAT(summary.out, HasSubstr("\trms_beyond_mean_of_others\t"));
}

TEST(Perturb, HasIntervalsOverGroups) {
  const std::string genome = ObservationalFit();
  const std::string contexts = WriteFile("contexts.tsv", kContexts);
  const std::string groups =
      WriteFile("groups.tsv", "context\tgroup\na\tone\nb\tone\nc\ttwo\n");
  const Arguments asked = {contexts, "--knock-out", "R0", "--group-by",
                           groups,   "--genes",     "g1", "--format",
                           "tsv",    "--seed",      "3"};
  const Outcome outcome = Perturb(genome, asked);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith("perturbation\tgene\tsymbol\tcontexts\tgroups\t"
                         "wild_type\tperturbed\tchange\tlow\thigh\tno_change\t"
                         "mean_of_others\tunit\nR0 off\tg1\tg1\t3\t2\t"));
  EXPECT_EQ(Perturb(genome, asked).out, outcome.out) << "the same draws";
  ExpectError(Perturb(genome, {contexts, "--knock-out", "R0", "--group-by",
                               "no_file.tsv"}),
              1, {"no_file.tsv"});
}

}  // namespace
}  // namespace regulon
