#include "engine/fit/clusters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <vector>

#include "engine/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Items i of kind i % kinds, around a centre of their kind. Lengths of the
// items differ by a factor of up to `lengths`.
FloatRows Planted(int items, int kinds, int dimensions, double noise,
                  double lengths) {
  Random random(3, 0);
  FloatRows centres(kinds, dimensions), rows(items, dimensions);
  for (float& c : centres.reshaped<Eigen::RowMajor>()) c = random.Unit() - 0.5;
  for (int i = 0; i < items; ++i) {
    const double length = 1 + (lengths - 1) * random.Unit();
    for (int j = 0; j < dimensions; ++j) {
      rows(i, j) = static_cast<float>(
          length * (centres(i % kinds, j) + noise * (random.Unit() - 0.5)));
    }
  }
  return rows;
}

// Whether items share a cluster exactly where they share a kind.
bool Recovered(const std::vector<int>& cluster, int kinds) {
  std::map<int, int> kind_of;
  for (size_t i = 0; i < cluster.size(); ++i) {
    const int kind = static_cast<int>(i) % kinds;
    if (kind_of.emplace(cluster[i], kind).first->second != kind) return false;
  }
  return static_cast<int>(kind_of.size()) == kinds;
}

ClusterOptions Options(int clusters, bool directions) {
  ClusterOptions options;
  options.clusters = clusters;
  options.directions = directions;
  return options;
}

TEST(BalancedClusters, AreThosePlanted) {
  Workers workers(2);
  for (const int kinds : {1, 2, 8, 40}) {
    for (const bool directions : {false, true}) {
      const FloatRows profiles =
          Planted(1000, kinds, 30, 0.3, directions ? 5 : 1);
      const auto clusters =
          BalancedClusters(profiles, Options(kinds, directions), workers);
      ASSERT_TRUE(clusters.ok()) << clusters.status();
      EXPECT_TRUE(Recovered(clusters->cluster, kinds))
          << kinds << (directions ? " directions" : " places");
    }
  }
}

TEST(BalancedClusters, KeepToTheirBoundsWhereKindsDoNot) {
  FloatRows profiles = Planted(600, 12, 10, 0.5, 1);
  for (int i = 0; i < 450; ++i) profiles.row(i) = profiles.row(i % 2);
  Workers workers(2);
  const auto clusters = BalancedClusters(profiles, Options(12, true), workers);
  ASSERT_TRUE(clusters.ok()) << clusters.status();
  std::vector<int> size(12);
  for (const int k : clusters->cluster) ++size[k];
  EXPECT_LE(*std::max_element(size.begin(), size.end()), 63);  // 1.25 * 50
  EXPECT_GE(*std::min_element(size.begin(), size.end()), 40);  // 50 / 1.25
}

TEST(BalancedClusters, AreTheSameBitsForAnyNumberOfWorkers) {
  const FloatRows profiles = Planted(1500, 17, 20, 2, 3);
  Workers one(1), three(3);
  const auto a = BalancedClusters(profiles, Options(25, true), one);
  const auto b = BalancedClusters(profiles, Options(25, true), three);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->cluster, b->cluster);
  EXPECT_EQ(a->centres, b->centres);
  EXPECT_EQ(a->distance, b->distance);
}

TEST(BalancedClusters, TellTheirCentresAndDistance) {
  FloatRows profiles(4, 2);
  profiles << 0, 0,  //
      0, 2,          //
      10, 0,         //
      10, 4;
  Workers workers(1);
  const auto clusters = BalancedClusters(profiles, Options(2, false), workers);
  ASSERT_TRUE(clusters.ok());
  const int first = clusters->cluster[0];
  EXPECT_EQ(clusters->cluster[1], first);
  EXPECT_EQ(clusters->centres(first, 1), 1);
  EXPECT_EQ(clusters->centres(1 - first, 0), 10);
  EXPECT_EQ(clusters->centres(1 - first, 1), 2);
  EXPECT_DOUBLE_EQ(clusters->distance, (1 + 1 + 4 + 4) / 4.0);
}

TEST(BalancedClusters, HoldGenesWithoutAnyProfileToo) {
  Workers workers(1);
  const auto clusters =
      BalancedClusters(FloatRows::Zero(10, 3), Options(5, true), workers);
  ASSERT_TRUE(clusters.ok()) << clusters.status();
  EXPECT_EQ(
      std::set<int>(clusters->cluster.begin(), clusters->cluster.end()).size(),
      5);
}

TEST(BalancedClusters, RefuseWhatCannotBe) {
  Workers workers(1);
  const auto message = [&](FloatRows profiles, ClusterOptions options) {
    return std::string(
        BalancedClusters(profiles, options, workers).status().message());
  };
  FloatRows profiles = FloatRows::Ones(4, 2);
  EXPECT_THAT(message(profiles, Options(5, true)),
              HasSubstr("4 genes cannot make 5 domains"));
  EXPECT_THAT(message(profiles, Options(0, true)), HasSubstr("0 domains"));
  ClusterOptions uneven = Options(2, true);
  uneven.slack = 0.9;
  EXPECT_THAT(message(profiles, uneven), HasSubstr("below 1"));
  profiles(2, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(message(profiles, Options(2, true)), HasSubstr("not finite"));
}

}  // namespace
}  // namespace regulon
