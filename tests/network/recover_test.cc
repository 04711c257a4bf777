// Recovery on a planted network: regulators drive disjoint sets of genes, and
// their own mRNA says little of their activity.
#include "engine/network/recover.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/network/aupr.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr int kSamples = 40, kRegulators = 6, kTargets = 60;

// Genes are the targets, then the regulators; target t has regulator t % 6.
struct Planted {
  Problem data;
  std::vector<NamedEdge> named;
  std::vector<Edge> known;
  std::vector<int> fold, run;
};

Planted Plant() {
  Planted planted;
  Problem& data = planted.data;
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  const int genes = kTargets + kRegulators;
  data.levels.resize(kSamples, kRegulators);
  data.values.resize(kSamples, genes);
  FloatRows activity(kSamples, kRegulators);
  for (int r = 0; r < kRegulators; ++r) {
    data.regulators.push_back(absl::StrCat("R", r));
    for (int i = 0; i < kSamples; ++i) {
      activity(i, r) = normal(random);
      data.levels(i, r) = 0.5f * activity(i, r) + normal(random);
    }
  }
  for (int t = 0; t < kTargets; ++t) {
    data.genes.push_back(absl::StrCat("g", t));
    for (int i = 0; i < kSamples; ++i) {
      data.values(i, t) = activity(i, t % kRegulators) + normal(random);
    }
    planted.named.push_back({data.regulators[t % kRegulators], data.genes[t]});
  }
  for (int r = 0; r < kRegulators; ++r) {
    data.genes.push_back(data.regulators[r]);
    data.values.col(kTargets + r) = data.levels.col(r);
  }
  for (int g = 0; g < genes; ++g) {
    planted.run.push_back(g);
    planted.fold.push_back(g / 6 % 2);
  }
  planted.known = MatchEdges(planted.named, data.regulators, data.genes);
  return planted;
}

double AreaOf(const Planted& planted, const RecoverOptions& options,
              int threads = 1) {
  Workers workers(threads);
  const auto scores = RecoverHeldOut(planted.data, planted.known, planted.fold,
                                     planted.run, options, workers, nullptr);
  if (!scores.ok()) throw std::runtime_error(scores.status().ToString());
  return ScoreNetwork(*scores, planted.named)->area;
}

TEST(Recover, FindsHeldOutEdgesBetterWithKnownOnesThanWithoutThem) {
  const Planted planted = Plant();
  const double all = AreaOf(planted, {});
  const double mrna = AreaOf(planted, {false, false, true});
  EXPECT_GT(all, 0.9);
  EXPECT_LT(mrna, 0.7);
  EXPECT_GT(AreaOf(planted, {false, true, false}), mrna);
  EXPECT_GT(AreaOf(planted, {true, false, false}), mrna);
}

TEST(Recover, GivesTheSameBitsForAnyNumberOfThreads) {
  const Planted planted = Plant();
  EXPECT_EQ(AreaOf(planted, {}, 1), AreaOf(planted, {}, 3));
}

TEST(Recover, NeverSeesTheEdgesItIsAskedFor) {
  Planted planted = Plant();
  Workers workers(1);
  const auto first =
      RecoverHeldOut(planted.data, planted.known, planted.fold, planted.run,
                     RecoverOptions(), workers, nullptr);
  ASSERT_TRUE(first.ok()) << first.status();
  // Other edges of the genes of fold 0 are no news to their own scores.
  for (Edge& edge : planted.known) {
    if (planted.fold[edge.target] == 0) edge.regulator = 0;
  }
  const auto second =
      RecoverHeldOut(planted.data, planted.known, planted.fold, planted.run,
                     RecoverOptions(), workers, nullptr);
  ASSERT_TRUE(second.ok()) << second.status();
  bool others_differ = false;
  for (int g = 0; g < kTargets; ++g) {
    const bool same = first->score.col(g) == second->score.col(g);
    if (planted.fold[g] == 0) {
      EXPECT_TRUE(same) << g;
    } else {
      others_differ |= !same;
    }
  }
  EXPECT_TRUE(others_differ);
}

TEST(Recover, RefusesNeighboursInTwoFolds) {
  Planted planted = Plant();
  planted.run[0] = planted.run[6] = 7000;
  Workers workers(1);
  const auto scores =
      RecoverHeldOut(planted.data, planted.known, planted.fold, planted.run,
                     RecoverOptions(), workers, nullptr);
  EXPECT_EQ(scores.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(scores.status().message()),
              HasSubstr("genes 'g0' and 'g6' are neighbours in two folds"));
}

}  // namespace
}  // namespace regulon
