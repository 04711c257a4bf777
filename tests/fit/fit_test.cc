#include "engine/fit/fit.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include "engine/cell/cell.h"
#include "engine/fit/input_weights.h"
#include "engine/regression/inner_folds.h"
#include "engine/regression/kernel_search.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

std::string Path(const std::string& name) {
  return testing::TempDir() + "/" + name;
}

std::string Bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::unique_ptr<const Genome> FitTo(const Problem& problem,
                                    const FitOptions& options,
                                    const std::string& path) {
  const absl::StatusOr<Fitted> fitted = Fit(problem, options);
  EXPECT_TRUE(fitted.ok()) << fitted.status();
  const absl::Status written = WriteFitted(*fitted, path);
  EXPECT_TRUE(written.ok()) << written;
  return *Genome::Open(path);
}

FitOptions Options() {
  FitOptions options;
  options.encoder = false;
  options.domains = 5;
  options.threads = 1;
  return options;
}

std::vector<Answer> Ask(const Genome& genome, const FloatRows& levels,
                        bool everything_open) {
  CellOptions options;
  options.everything_open = everything_open;
  auto cell = *Cell::Create(genome, options);
  std::vector<Context> contexts;
  for (int i = 0; i < levels.rows(); ++i) {
    contexts.emplace_back(genome, "sample");
    for (int t = 0; t < levels.cols(); ++t) {
      EXPECT_TRUE(contexts.back().SetIndex(t, levels(i, t)).ok());
    }
  }
  auto answers = cell->Express(contexts);
  EXPECT_TRUE(answers.ok()) << answers.status();
  return *std::move(answers);
}

TEST(Fit, WithEverythingOpenIsKernelRidgeRegression) {
  const Problem problem = SmallProblem();
  const auto genome = FitTo(problem, Options(), Path("open.regulon"));
  // The same in closed form, from the solver.
  Workers workers(1);
  const std::vector<int> fold = InnerFolds(problem.group, 5, 1);
  StandardizerOptions scaling;
  scaling.weight = *InputWeights(problem.levels, problem.unit, problem.values,
                                 fold, workers);
  const auto standardizer =
      *Standardizer::Create(problem.levels, problem.unit, scaling);
  const FloatRows x = *standardizer.Apply(problem.levels);
  const auto search =
      *ChooseKernel(x, problem.values, fold, MixedGrid(), workers);
  const auto model =
      *KernelRidge::Fit(x, problem.values, search.best.choice, workers);
  const FloatRows expected = model.Predict(x, workers);
  const auto answers = Ask(*genome, problem.levels, true);
  for (int i = 0; i < expected.rows(); ++i) {
    for (int g = 0; g < expected.cols(); ++g) {
      EXPECT_NEAR(answers[i].expression[g], expected(i, g),
                  1e-5 * std::abs(expected(i, g)));
    }
  }
}

TEST(Fit, OpensNoMoreThanTheShareAskedFor) {
  FitOptions options = Options();
  options.share = 0.4;
  const auto genome = FitTo(SmallProblem(), options, Path("share.regulon"));
  for (const Answer& answer : Ask(*genome, SmallProblem().levels, false)) {
    EXPECT_LE(std::count(answer.open.begin(), answer.open.end(), 1), 2);
  }
}

TEST(Fit, IsTheSameFileForAnyNumberOfThreads) {
  FitOptions options = Options();
  options.encoder = true;
  options.gated = true;
  FitTo(SmallProblem(), options, Path("one.regulon"));
  options.threads = 3;
  FitTo(SmallProblem(), options, Path("three.regulon"));
  EXPECT_EQ(Bytes(Path("one.regulon")), Bytes(Path("three.regulon")));
}

TEST(Fit, SaysThatItOnlyObserved) {
  Problem problem = SmallProblem();
  EXPECT_TRUE(
      Fit(problem, Options())->draft.manifest.provenance().observational_fit());
  problem.perturbed = true;
  EXPECT_FALSE(
      Fit(problem, Options())->draft.manifest.provenance().observational_fit());
}

TEST(Fit, MarksContextsFarFromTheTrainingData) {
  const Problem problem = SmallProblem();
  const auto genome = FitTo(problem, Options(), Path("far.regulon"));
  FloatRows levels = problem.levels.topRows(1);
  EXPECT_FALSE(Ask(*genome, levels, false)[0].out_of_repertoire);
  levels.array() += 50;
  EXPECT_TRUE(Ask(*genome, levels, false)[0].out_of_repertoire);
}

TEST(Fit, OfGenesThatAreRegulatorsForbidsSelfEdges) {
  Problem problem = SmallProblem();
  const int genes = static_cast<int>(problem.genes.size());
  problem.genes.push_back(problem.regulators[1]);
  problem.values.conservativeResize(Eigen::NoChange, genes + 1);
  problem.values.col(genes) = problem.levels.col(1);
  const auto genome = FitTo(problem, Options(), Path("self.regulon"));
  FloatRows levels = problem.levels.topRows(2);
  levels.row(1) = levels.row(0);
  levels(1, 1) += 1;  // its own level alone
  const auto answers = Ask(*genome, levels, false);
  EXPECT_EQ(answers[0].expression[genes], answers[1].expression[genes]);
  EXPECT_NE(answers[0].expression[0], answers[1].expression[0]);
}

TEST(Fit, AsksForSamplesOfTwoGroups) {
  Problem problem = SmallProblem();
  problem.group.assign(problem.group.size(), 0);
  EXPECT_EQ(Fit(problem, Options()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regulon
