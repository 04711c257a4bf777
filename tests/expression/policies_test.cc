// What becomes of missing values and of names that several have.
#include "engine/expression/policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

Expression Matrix(std::vector<std::string> samples,
                  std::vector<std::string> genes, std::vector<float> values) {
  Expression expression;
  expression.samples = std::move(samples);
  expression.genes = std::move(genes);
  expression.values = std::move(values);
  expression.unit = *ParseUnit("tpm");
  expression.source = "m";
  return expression;
}

Expression WithGaps() {
  return Matrix({"s1", "s2", "s3"}, {"a", "b", "c"},
                {1, kNone, 7,  //
                 3, kNone, 7,  //
                 kNone, 5, 7});
}

TEST(Missing, IsAnErrorUnlessTold) {
  Expression expression = WithGaps();
  ReadReport report;
  const absl::Status status = ApplyPolicies({}, expression, report);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(),
              HasSubstr("m: 3 values are missing, the first of gene 'b' in "
                        "sample 's1'; have them replaced"));
}

TEST(Missing, IsLeftOutWhereAGeneOrASampleHasNoValue) {
  Expression expression = Matrix({"s1", "s2", "s3"}, {"a", "b"},
                                 {1, kNone, kNone, kNone, 2, kNone});
  ReadReport report;
  ReadOptions options;
  options.missing = MissingPolicy::kKeep;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_THAT(expression.genes, ElementsAre("a"));
  EXPECT_THAT(expression.samples, ElementsAre("s1", "s3"));
  EXPECT_THAT(expression.values, ElementsAre(1, 2));
  EXPECT_THAT(report.dropped_genes, ElementsAre("b"));
  EXPECT_THAT(report.dropped_samples, ElementsAre("s2"));
  EXPECT_EQ(report.notes.size(), 3u);
}

TEST(Missing, MayBeKept) {
  for (const char* unit : {"tpm", "boolean"}) {
    Expression expression =
        Matrix({"s1", "s2"}, {"a", "b"}, {1, kNone, kNone, 1});
    expression.unit = *ParseUnit(unit);
    ReadReport report;
    ReadOptions options;
    options.missing = MissingPolicy::kKeep;
    const absl::Status status = ApplyPolicies(options, expression, report);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(expression.values[0], 1);
    EXPECT_TRUE(std::isnan(expression.values[1]));
    EXPECT_EQ(report.missing_values, 2);
    EXPECT_THAT(report.constant_genes, ElementsAre("a", "b"));
  }
}

TEST(Missing, BecomesZeroOrTheGeneIsLeftOut) {
  Expression expression = WithGaps();
  ReadReport report;
  ReadOptions options;
  options.missing = MissingPolicy::kZero;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_THAT(expression.values, ElementsAre(1, 0, 7, 3, 0, 7, 0, 5, 7));

  expression = WithGaps();
  expression.symbols = {"A", "B", "C"};
  report = {};
  options.missing = MissingPolicy::kDropGenes;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_THAT(expression.genes, ElementsAre("c"));
  EXPECT_THAT(expression.symbols, ElementsAre("C"));
  EXPECT_THAT(expression.values, ElementsAre(7, 7, 7));
  EXPECT_THAT(report.dropped_genes, ElementsAre("a", "b"));

  expression = Matrix({"s"}, {"a"}, {kNone});
  EXPECT_THAT(ApplyPolicies(options, expression, report).message(),
              HasSubstr("every gene has missing values"));
}

Expression WithDuplicates() {
  Expression expression = Matrix({"s1", "s2", "s1", "s3"}, {"a", "b", "a"},
                                 {1, 2, kNone,  //
                                  4, 5, 8,      //
                                  3, 8, 9,      //
                                  0, 1, 2});
  expression.symbols = {"A1", "B", "A2"};
  return expression;
}

TEST(Duplicates, AreAnErrorUnlessTold) {
  Expression expression = WithDuplicates();
  ReadReport report;
  ReadOptions options;
  EXPECT_THAT(ApplyPolicies(options, expression, report).message(),
              HasSubstr("m: several samples are called s1; rename them"));
  options.duplicate_samples = DuplicatePolicy::kFirst;
  EXPECT_THAT(ApplyPolicies(options, expression, report).message(),
              HasSubstr("m: several genes are called a"));
}

TEST(Duplicates, BecomeTheFirst) {
  Expression expression = WithDuplicates();
  ReadReport report;
  ReadOptions options;
  options.duplicate_samples = options.duplicate_genes = DuplicatePolicy::kFirst;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_THAT(expression.samples, ElementsAre("s1", "s2", "s3"));
  EXPECT_THAT(expression.genes, ElementsAre("a", "b"));
  EXPECT_THAT(expression.symbols, ElementsAre("A1", "B"));
  EXPECT_THAT(expression.values, ElementsAre(1, 2, 4, 5, 0, 1));
  EXPECT_EQ(report.missing_values, 0);
}

// s1: a is the mean of {1, 3} and {-, 9}, so of 2 and 9.
TEST(Duplicates, BecomeTheMeanOfWhatIsThere) {
  Expression expression = WithDuplicates();
  ReadReport report;
  ReadOptions options;
  options.duplicate_samples = options.duplicate_genes = DuplicatePolicy::kMean;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_THAT(expression.values, ElementsAre(5.5, 5, 6, 5, 1, 1));
  EXPECT_THAT(report.merged_samples, ElementsAre("s1"));
  EXPECT_THAT(report.merged_genes, ElementsAre("a"));
  EXPECT_THAT(
      report.notes,
      ElementsAre(HasSubstr("1 names were those of several samples, and their "
                            "mean is taken: s1"),
                  HasSubstr("several genes, and their mean is taken: a")));
}

// s1: a is 1 + 3 + 9, its missing value left out.
TEST(Duplicates, BecomeTheSumOfWhatIsThere) {
  Expression expression = WithDuplicates();
  ReadReport report;
  ReadOptions options;
  options.duplicate_samples = options.duplicate_genes = DuplicatePolicy::kSum;
  ASSERT_TRUE(ApplyPolicies(options, expression, report).ok());
  EXPECT_EQ(expression.at(0, 0), 13);
  EXPECT_THAT(report.notes[1], HasSubstr("genes, and their sum is taken: a"));
}

TEST(Names, MustBeThere) {
  Expression expression = Matrix({"s1", ""}, {"a"}, {1, 2});
  ReadReport report;
  EXPECT_THAT(ApplyPolicies({}, expression, report).message(),
              HasSubstr("sample 2 of 2 has no name"));
  expression = Matrix({}, {"a"}, {});
  EXPECT_THAT(ApplyPolicies({}, expression, report).message(),
              HasSubstr("there is no sample in it"));
}

}  // namespace
}  // namespace regulon
