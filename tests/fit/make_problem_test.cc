#include "engine/fit/make_problem.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Expression Small(const std::string& unit) {
  Expression expression;
  expression.samples = {"wild", "ko", "again"};
  expression.genes = {"ENSG01.3", "ENSG02.1", "ENSG03", "ENSG04"};
  expression.unit = *ParseUnit(unit);
  expression.values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  expression.source = "small.tsv";
  return expression;
}

ProblemParts Parts() {
  ProblemParts parts;
  parts.regulators = {"GATA1", "ENSG03", "NOWHERE"};
  parts.symbols = {{"ENSG01.9", "GATA1"}, {"ENSG02", "TAL1"}};
  return parts;
}

TEST(MakeProblem, NamesGenesWithoutVersionsAndBySymbol) {
  ProblemReport report;
  const auto problem = MakeProblem(Small("tpm"), Parts(), report);
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_THAT(problem->regulators, ElementsAre("ENSG01", "ENSG03"));
  EXPECT_THAT(problem->genes, ElementsAre("ENSG02", "ENSG04"));
  EXPECT_THAT(report.symbols, ElementsAre("TAL1", ""));
  EXPECT_THAT(report.regulator_symbols, ElementsAre("GATA1", ""));
  EXPECT_THAT(problem->group, ElementsAre(0, 1, 2));
  EXPECT_EQ(problem->levels(1, 1), 7);
  EXPECT_EQ(problem->values(2, 0), 10);
  EXPECT_THAT(report.notes,
              ElementsAre(HasSubstr("2 Ensembl ids"),
                          HasSubstr("1 of 3 regulators have no data and are "
                                    "left out: NOWHERE")));
}

TEST(MakeProblem, PredictsWhatIsAskedFor) {
  ProblemReport report;
  ProblemParts parts = Parts();
  parts.targets = Targets::kAll;
  EXPECT_THAT(MakeProblem(Small("tpm"), parts, report)->genes,
              ElementsAre("ENSG01", "ENSG02", "ENSG03", "ENSG04"));
  parts.targets = Targets::kListed;
  parts.listed = {"ENSG04", "GATA1", "ENSG04.7"};
  EXPECT_THAT(MakeProblem(Small("tpm"), parts, report)->genes,
              ElementsAre("ENSG04", "ENSG01"));
}

TEST(MakeProblem, GroupsSamplesByText) {
  ProblemReport report;
  ProblemParts parts = Parts();
  parts.groups = {"a", "b", "a"};
  EXPECT_THAT(MakeProblem(Small("tpm"), parts, report)->group,
              ElementsAre(0, 1, 0));
}

TEST(MakeProblem, ClampsTheActivityAndNotTheMessage) {
  ProblemReport report;
  ProblemParts parts = Parts();
  parts.targets = Targets::kAll;
  parts.perturbations = {{"ko", "GATA1", PerturbationKind::kKnockout},
                         {"again", "ENSG03", PerturbationKind::kKnockdown}};
  const auto problem = MakeProblem(Small("tpm"), parts, report);
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_EQ(problem->levels(1, 0), 0);   // the activity
  EXPECT_EQ(problem->values(1, 0), 5);   // the gene's own message, as measured
  EXPECT_EQ(problem->levels(2, 1), 11);  // no level given: as measured
  EXPECT_THAT(problem->clamped,
              ElementsAre(ElementsAre(), ElementsAre(0), ElementsAre(1)));
}

TEST(MakeProblem, AsksForTheLevelOfAbsenceWhereAUnitHasNoZero) {
  ProblemReport report;
  ProblemParts parts = Parts();
  parts.perturbations = {{"ko", "GATA1", PerturbationKind::kKnockout}};
  EXPECT_THAT(
      MakeProblem(Small("log2_intensity"), parts, report).status().message(),
      HasSubstr("the unit log2_intensity has no zero"));
  parts.perturbations[0].level = 2.5;
  EXPECT_EQ(MakeProblem(Small("log2_intensity"), parts, report)->levels(1, 0),
            2.5f);
}

TEST(MakeProblem, RefusesWhatItCannotPlace) {
  ProblemReport report;
  ProblemParts parts = Parts();
  parts.perturbations = {{"kp", "GATA1", PerturbationKind::kKnockout}};
  EXPECT_THAT(MakeProblem(Small("tpm"), parts, report).status().message(),
              HasSubstr("sample 'kp', which small.tsv does not have; did you "
                        "mean 'ko'?"));
  parts = Parts();
  parts.regulators = {"x"};
  EXPECT_THAT(MakeProblem(Small("tpm"), parts, report).status().message(),
              HasSubstr("none of the 1 regulators listed"));
  parts = Parts();
  parts.symbols = {{"ENSG01", "TWICE"}, {"ENSG02", "TWICE"}};
  parts.regulators = {"TWICE"};
  EXPECT_FALSE(MakeProblem(Small("tpm"), parts, report).ok());
}

}  // namespace
}  // namespace regulon
