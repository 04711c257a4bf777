// The figures of ../shared/data/README.md, by the library that prints them.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/eval/bootstrap.h"
#include "engine/eval/mean_predictor.h"
#include "engine/eval/nearest_neighbour.h"
#include "engine/eval/noise_ceiling.h"
#include "engine/eval/other_kind.h"
#include "engine/eval/perturbation.h"
#include "engine/eval/perturbation_baselines.h"
#include "engine/eval/protocol.h"
#include "engine/eval/reduced_rank.h"
#include "engine/eval/ridge.h"
#include "engine/eval/twins.h"
#include "engine/expression/lists.h"
#include "engine/expression/read_expression.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

class SharedData : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    data_ = absl::StrCat(shared, "/data/");
  }

  Expression Read(const std::string& file, const std::string& unit) {
    ReadOptions options;
    options.unit = unit;
    auto read = ReadExpression(data_ + file, options);
    EXPECT_TRUE(read.ok()) << read.status();
    return *std::move(read);
  }

  std::string data_;
};

FloatRows Columns(const Expression& expression,
                  const std::vector<std::string>& genes) {
  std::map<std::string, int> place;
  for (size_t g = 0; g < expression.genes.size(); ++g) {
    place[expression.genes[g]] = g;
  }
  FloatRows columns(expression.samples.size(), genes.size());
  for (int i = 0; i < columns.rows(); ++i) {
    for (int g = 0; g < columns.cols(); ++g) {
      columns(i, g) = expression.at(i, place.at(genes[g]));
    }
  }
  return columns;
}

std::vector<int> Numbered(const std::vector<std::string>& texts) {
  std::map<std::string, int> number;
  std::vector<int> numbers;
  for (const std::string& text : texts) {
    numbers.push_back(number.emplace(text, number.size()).first->second);
  }
  return numbers;
}

class BSubtilis : public SharedData {
 protected:
  // By "condition" or "series".
  void Load(const std::string& scheme) {
    const Expression expression =
        Read("bsubtilis/expression.tsv.gz", "log2_intensity");
    problem_.samples = expression.samples;
    problem_.unit = expression.unit;
    problem_.regulators = *ReadNames(data_ + "bsubtilis/tf_names.tsv");
    const std::set<std::string> regulators(problem_.regulators.begin(),
                                           problem_.regulators.end());
    for (const std::string& gene : expression.genes) {
      if (regulators.count(gene) == 0) problem_.genes.push_back(gene);
    }
    problem_.levels = Columns(expression, problem_.regulators);
    problem_.values = Columns(expression, problem_.genes);
    problem_.clamped.resize(problem_.samples.size());
    const SampleTable splits = *ReadSampleTable(data_ + "bsubtilis/splits.tsv");
    problem_.group = Numbered(*splits.Column(scheme, problem_.samples));
    condition_ = Numbered(*splits.Column("condition", problem_.samples));
    const auto folds = splits.Column("fold_" + scheme, problem_.samples);
    for (const std::string& fold : *folds) {
      fold_.push_back(std::stoi(fold));
    }
  }

  struct Figures {
    Scores mean, nearest, ridge, reduced, kernel;
    NoiseCeiling noise;
    Comparison kernel_against_ridge;
    Coverage coverage;
  };

  Figures Judge(const std::string& scheme) {
    Load(scheme);
    MeanPredictor mean;
    NearestNeighbour nearest;
    RidgePredictor ridge = LinearRidge(), kernel = MixedKernelRidge();
    ReducedRankRidge reduced([] { return 350000.0; });
    Workers workers(2);
    const auto result =
        RunProtocol(problem_, fold_,
                    {&mean, &nearest, &ridge, &reduced, &kernel}, {}, workers);
    EXPECT_TRUE(result.ok()) << result.status();
    std::vector<Scores> scores;
    std::vector<std::vector<GroupSquares>> squares;
    const Judged judged = result->judged(problem_.values);
    for (const Judgement& judgement : result->judgements) {
      scores.push_back(Score(judged, judgement.predicted));
      squares.push_back(
          SquaresByGroup(judged, judgement.predicted, problem_.group));
      std::printf("%-10s %-20s RMSE %.4f R2 %.4f gene R2 %.4f, %.1f s, %s\n",
                  scheme.c_str(), judgement.name.c_str(), scores.back().rmse,
                  scores.back().r2, scores.back().median_gene_r2,
                  judgement.fit_seconds, judgement.details[0].c_str());
    }
    Figures figures{scores[0],
                    scores[1],
                    scores[2],
                    scores[3],
                    scores[4],
                    MeasureNoise(problem_.values, condition_,
                                 scores[0].rmse * scores[0].rmse),
                    ComparePaired(squares[4], squares[2]),
                    *result->judgements[4].coverage};
    std::printf("kernel against ridge %.4f [%.4f, %.4f] %.4f\n",
                figures.kernel_against_ridge.difference,
                figures.kernel_against_ridge.low,
                figures.kernel_against_ridge.high,
                figures.kernel_against_ridge.better_share);
    std::printf(
        "noise %.4f R2 %.4f, %d of %d groups; "
        "coverage %.4f by group %.4f width %.3f\n",
        figures.noise.rmse, figures.noise.r2, figures.noise.replicated_groups,
        figures.noise.groups, figures.coverage.share(),
        figures.coverage.group_share(), figures.coverage.mean_width());
    return figures;
  }

  Problem problem_;
  std::vector<int> fold_, condition_;
};

TEST_F(BSubtilis, ByConditionIsPredictedAsWellAsPublished) {
  const Figures figures = Judge("condition");
  EXPECT_NEAR(figures.mean.rmse, 1.269, 0.0005);
  EXPECT_LT(figures.ridge.rmse, 0.512);
  EXPECT_LT(figures.kernel.rmse, 0.493);
  EXPECT_LT(figures.reduced.rmse, figures.nearest.rmse);
  EXPECT_GT(figures.kernel.r2, 0.849);
  EXPECT_LT(figures.kernel_against_ridge.high, 0);
  EXPECT_NEAR(figures.coverage.share(), 0.9, 0.02);
  // Three arrays stand under two names each.
  EXPECT_EQ(TwinsAcrossFolds(problem_, fold_).size(), 3u);
}

TEST_F(BSubtilis, BySeriesIsPredictedAsWellAsPublished) {
  const Figures figures = Judge("series");
  EXPECT_NEAR(figures.mean.rmse, 1.289, 0.0005);
  EXPECT_LT(figures.ridge.rmse, 0.651);
  EXPECT_LT(figures.kernel.rmse, 0.627);
  EXPECT_GT(figures.kernel.r2, 0.764);
  EXPECT_LT(figures.kernel_against_ridge.high, 0);
  // Few groups, of which some are far from all others: wider than needed.
  EXPECT_GT(figures.coverage.group_share(), 0.88);
  EXPECT_LT(figures.coverage.group_share(), 0.98);
  EXPECT_TRUE(TwinsAcrossFolds(problem_, fold_).empty());
}

TEST_F(SharedData, Dream4KnockoutsAreForetoldAsPublished) {
  const Expression expression = Read("dream4/expression.tsv", "activity");
  Problem problem;
  problem.regulators = problem.genes = expression.genes;
  problem.unit = expression.unit;
  problem.samples.assign(expression.samples.begin(),
                         expression.samples.begin() + 201);
  problem.values = Columns(expression, expression.genes).topRows(201);
  problem.levels = problem.values;
  problem.clamped.resize(201);
  PerturbationQuestion question;
  question.controls = {0};
  ASSERT_EQ(problem.samples[0], "wt");
  for (int i = 0; i < 201; ++i) {
    problem.group.push_back(i);
    if (i == 0) continue;
    const int target = (i - 1) % 100;
    const bool knocked_out = i <= 100;
    ASSERT_EQ(problem.samples[i],
              absl::StrCat("G", target + 1, knocked_out ? "(-/-)" : "(+/-)"));
    problem.clamped[i] = {target};
    problem.levels(i, target) =
        knocked_out ? 0 : 0.5f * problem.values(0, target);
    if (knocked_out) question.scored.push_back(i);
  }
  NoChange no_change;
  MeanOfOthers mean, mean_of_all(true);
  OtherKind other;
  Workers workers(2);
  const auto unseen = JudgePerturbations(
      problem, question, {&no_change, &mean, &mean_of_all}, workers);
  ASSERT_TRUE(unseen.ok()) << unseen.status();
  EXPECT_NEAR(unseen->judgements[0].rmse, 0.0882, 0.00006);
  EXPECT_NEAR(unseen->judgements[1].rmse, 0.0755, 0.0001);
  EXPECT_LT(unseen->judgements[2].rmse, unseen->judgements[1].rmse);
  question.other_kinds_seen = true;
  const auto extrapolated =
      JudgePerturbations(problem, question, {&mean, &other}, workers);
  ASSERT_TRUE(extrapolated.ok()) << extrapolated.status();
  EXPECT_LT(extrapolated->judgements[1].rmse, 0.072);
  EXPECT_LT(ComparePaired(extrapolated->judgements[1].squares,
                          extrapolated->judgements[0].squares)
                .high,
            0);
}

}  // namespace
}  // namespace regulon
