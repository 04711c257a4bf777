// How much of known networks is found from expression, and what each ingredient
// brings; the figures are those of docs/fit.md.
#include "tests/network/published_networks.h"

#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/network/aupr.h"
#include "engine/network/folds.h"
#include "engine/network/perturbation_scores.h"
#include "engine/network/recover.h"
#include "engine/regression/inner_folds.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

// Genes within five loci of each other, as a tag counts in tens.
constexpr double kNeighbourGap = 50;

const char* Shared() { return std::getenv("REGULON_SHARED"); }

class Bacillus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (Shared() == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    network_ = BacillusSubtilis(Shared());
    const std::vector<std::string>& genes = network_.data.genes;
    known_ = MatchEdges(network_.gold, network_.data.regulators, genes);
    absl::flat_hash_set<std::string> gold;
    for (const NamedEdge& edge : network_.gold) gold.insert(edge.target);
    for (size_t g = 0; g < genes.size(); ++g) {
      if (gold.contains(genes[g])) targets_.push_back(g);
    }
  }

  NetworkScore Score(const std::string& name, const std::vector<int>& fold,
                     const std::vector<int>& run,
                     const RecoverOptions& options) {
    Workers workers(0);
    const auto scores = RecoverHeldOut(network_.data, known_, OfGenes(fold),
                                       OfGenes(run), options, workers, nullptr);
    if (!scores.ok()) throw std::runtime_error(scores.status().ToString());
    const NetworkScore score = *ScoreNetwork(*scores, network_.gold);
    RecordProperty(name, absl::StrCat(score.area));
    return score;
  }

  // From a number per target, with -1 for the other genes.
  std::vector<int> OfGenes(const std::vector<int>& of_targets) const {
    std::vector<int> of_genes(network_.data.genes.size(), -1);
    for (size_t i = 0; i < targets_.size(); ++i) {
      of_genes[targets_[i]] = of_targets[i];
    }
    return of_genes;
  }

  std::vector<std::string> TargetNames() const {
    std::vector<std::string> names;
    for (const int g : targets_) names.push_back(network_.data.genes[g]);
    return names;
  }

  PublishedNetwork network_;
  std::vector<Edge> known_;
  std::vector<int> targets_;  // of the gold standard
};

TEST_F(Bacillus, IsFoundFromHalfOfTheEdgesWithNeighboursTogether) {
  const std::vector<int> run =
      NeighbourRuns(LocusNumbers(TargetNames()), kNeighbourGap);
  const std::vector<int> fold = InnerFolds(run, 2, 1);
  const NetworkScore all = Score("all", fold, run, {});
  EXPECT_EQ(all.regulators, 154);
  EXPECT_EQ(all.targets, 1891);
  EXPECT_EQ(all.pairs, 291'111);
  EXPECT_EQ(all.edges, 3070);
  EXPECT_GT(all.area, 0.54);
  const NetworkScore activities =
      Score("activities", fold, run, {false, true, false});
  EXPECT_GT(activities.area, 0.33);
  EXPECT_GT(Score("mrna", fold, run, {false, false, true}).area, 0.14);
  EXPECT_GT(Score("known_targets", fold, run, {true, false, false}).area,
            activities.area + 0.1);
}

// The published folds split neighbours, whose profiles give them away.
TEST_F(Bacillus, IsFoundBetterWhereNeighboursLeak) {
  const std::vector<int> fold =
      ReadNumbers(absl::StrCat(Shared(), "/data/bsubtilis/splits_gs_genes.tsv"),
                  "fold", TargetNames());
  std::vector<int> run(fold.size());
  std::iota(run.begin(), run.end(), 0);
  const NetworkScore activities =
      Score("published_folds", fold, run, {false, true, false});
  EXPECT_NEAR(activities.area, 0.53, 0.03);
}

TEST(Dream4, IsFoundFromKnockOutsAndKnockDowns) {
  if (Shared() == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  const PublishedNetwork network = Dream4(Shared());
  std::map<std::string, int> sample;
  for (size_t i = 0; i < network.data.samples.size(); ++i) {
    sample[network.data.samples[i]] = i;
  }
  PerturbationSeries knock_outs, knock_downs;
  for (int r = 0; r < 100; ++r) {
    const std::string& name = network.data.regulators[r];
    knock_outs.experiments.push_back({sample.at(name + "(-/-)"), r});
    knock_downs.experiments.push_back({sample.at(name + "(+/-)"), r});
  }
  const auto area = [&](const std::string& name,
                        const std::vector<PerturbationSeries>& series,
                        double indirect) {
    const auto scores = ScorePerturbations(network.data, series, {indirect});
    EXPECT_TRUE(scores.ok()) << scores.status();
    const NetworkScore score = *ScoreNetwork(*scores, network.gold);
    EXPECT_EQ(score.edges, 176);
    EXPECT_EQ(score.pairs, 9900);
    RecordProperty(name, absl::StrCat(score.area));
    return score.area;
  };
  const double outs = area("knock_outs", {knock_outs}, 0);
  const double direct = area("knock_outs_direct", {knock_outs}, 0.5);
  const double both = area("both", {knock_outs, knock_downs}, 0);
  const double all = area("both_direct", {knock_outs, knock_downs}, 0.5);
  EXPECT_GT(outs, 0.494);
  EXPECT_GT(direct, outs);
  EXPECT_GT(both, outs + 0.05);
  EXPECT_GT(all, 0.64);
}

}  // namespace
}  // namespace regulon
