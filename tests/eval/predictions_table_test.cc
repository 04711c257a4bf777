#include "engine/eval/predictions_table.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// The truth as a prediction, its genes in reverse.
Expression Truth(const Problem& problem) {
  Expression table;
  table.source = "other.tsv";
  table.samples = problem.samples;
  table.genes.assign(problem.genes.rbegin(), problem.genes.rend());
  for (int i = 0; i < problem.values.rows(); ++i) {
    for (int g = problem.values.cols() - 1; g >= 0; --g) {
      table.values.push_back(problem.values(i, g));
    }
  }
  return table;
}

Expression Transposed(const Expression& table) {
  Expression crossed = table;
  crossed.samples.swap(crossed.genes);
  for (size_t i = 0; i < table.samples.size(); ++i) {
    for (size_t g = 0; g < table.genes.size(); ++g) {
      crossed.values[g * table.samples.size() + i] = table.at(i, g);
    }
  }
  return crossed;
}

std::string Message(const Expression& table, const Problem& problem,
                    const std::vector<int>& fold) {
  const auto made = PredictionsTable::Create(table, problem, fold);
  return made.ok() ? "ok" : std::string(made.status().message());
}

TEST(PredictionsTable, LiesEitherWay) {
  const Problem problem = SmallProblem();
  const std::vector<int> fold(60, 0), some = {7, 3};
  Workers workers(1);
  for (const Expression& table : {Truth(problem), Transposed(Truth(problem))}) {
    auto made = PredictionsTable::Create(table, problem, fold);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->name(), "other.tsv");
    const auto prediction = made->Predict(HoldOut(problem, some), workers);
    ASSERT_TRUE(prediction.ok()) << prediction.status();
    EXPECT_EQ(prediction->values.row(0), problem.values.row(7));
    EXPECT_EQ(prediction->values.row(1), problem.values.row(3));
  }
}

TEST(PredictionsTable, NamesWhatIsMissing) {
  const Problem problem = SmallProblem();
  std::vector<int> fold(60, 0);
  Expression table = Truth(problem);
  table.samples[7] = "unknown";
  EXPECT_THAT(Message(table, problem, fold),
              HasSubstr("other.tsv: 1 of 60 held-out samples missing: 's7'"));
  fold[7] = -1;  // and so not asked for
  EXPECT_EQ(Message(table, problem, fold), "ok");
  table.genes[0] = "unknown";
  EXPECT_THAT(Message(table, problem, fold),
              HasSubstr("1 of 40 genes missing: 'gene39'"));
  table = Truth(problem);
  table.values[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(Message(table, problem, fold),
              HasSubstr("gene 'gene39' of sample 's0' has no value"));
  table = Truth(problem);
  table.samples[1] = "s0";
  EXPECT_THAT(Message(table, problem, fold), HasSubstr("'s0' stands twice"));
}

TEST(PredictionsTable, IsReadFromText) {
  Problem problem = SmallProblem();
  std::vector<int> fold(60, -1);
  fold[4] = 0;
  problem.genes = {"gene0", "gene1"};
  problem.values = problem.values.leftCols(2).eval();
  const std::string path = testing::TempDir() + "/predictions.csv";
  std::ofstream(path) << "gene,s4,s5\ngene0,-1.5,2\ngene1,300,4\n";
  auto made = PredictionsTable::Read(path, problem, fold);
  ASSERT_TRUE(made.ok()) << made.status();
  Workers workers(1);
  const auto prediction = made->Predict(HoldOut(problem, {4}), workers);
  ASSERT_TRUE(prediction.ok()) << prediction.status();
  EXPECT_EQ(prediction->values(0, 0), -1.5f);
  EXPECT_EQ(prediction->values(0, 1), 300);
  EXPECT_FALSE(made->Predict(HoldOut(problem, {5}), workers).ok());
  EXPECT_FALSE(PredictionsTable::Read(path + ".none", problem, fold).ok());
}

}  // namespace
}  // namespace regulon
