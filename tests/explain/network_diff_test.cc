#include "engine/explain/network_diff.h"

#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

NetworkEdge Edge(int regulator, int gene, NetworkEdge::Path path,
                 double attribution) {
  NetworkEdge edge = {regulator, gene, path, -1, 0, 0, 0};
  edge.attribution = attribution;
  edge.occupancy = attribution / 2;
  return edge;
}

std::vector<std::string> Ends(const std::vector<NetworkEdge>& edges) {
  std::vector<std::string> ends;
  for (const NetworkEdge& edge : edges) {
    ends.push_back(std::to_string(edge.regulator) + ">" +
                   std::to_string(edge.gene));
  }
  return ends;
}

TEST(NetworkDiff, PartsTheEdgesInOneOrder) {
  std::vector<NetworkEdge> a = {Edge(2, 0, NetworkEdge::kShared, 1),
                                Edge(0, 1, NetworkEdge::kShared, 1),
                                Edge(0, 0, NetworkEdge::kShared, -0.5),
                                Edge(1, 1, NetworkEdge::kExpert, 1)};
  std::vector<NetworkEdge> b = {Edge(1, 1, NetworkEdge::kElement, 1),
                                Edge(0, 0, NetworkEdge::kShared, 0.25),
                                Edge(1, 1, NetworkEdge::kExpert, 1)};
  for (int round = 0; round < 4; ++round) {
    const NetworkDiff diff = DiffNetworks(a, b, &NetworkEdge::attribution);
    EXPECT_THAT(Ends(diff.only_a), ElementsAre("0>1", "2>0"));
    EXPECT_THAT(Ends(diff.only_b), ElementsAre("1>1"));
    EXPECT_EQ(diff.only_b[0].path, NetworkEdge::kElement);
    ASSERT_EQ(diff.both.size(), 2u);
    EXPECT_EQ(diff.both[0].difference, 0.75);
    EXPECT_EQ(diff.both[0].a.attribution, -0.5);
    EXPECT_EQ(diff.both[0].b.attribution, 0.25);
    EXPECT_EQ(diff.both[1].difference, 0);
    EXPECT_EQ(diff.jaccard, 0.4);
    std::rotate(a.begin(), a.begin() + 1, a.end());
    std::rotate(b.begin(), b.begin() + 1, b.end());
  }
  EXPECT_EQ(DiffNetworks(a, b, &NetworkEdge::occupancy).both[0].difference,
            0.375);
}

TEST(NetworkDiff, OfEmptyNetworks) {
  const NetworkDiff none = DiffNetworks({}, {}, &NetworkEdge::knock_out);
  EXPECT_THAT(none.both, IsEmpty());
  EXPECT_EQ(none.jaccard, 1);
  const std::vector<NetworkEdge> a = {Edge(0, 0, NetworkEdge::kShared, 1)};
  EXPECT_THAT(Ends(DiffNetworks(a, {}, &NetworkEdge::knock_out).only_a),
              ElementsAre("0>0"));
  EXPECT_EQ(DiffNetworks({}, a, &NetworkEdge::knock_out).jaccard, 0);
}

TEST(NetworkDiffDeathTest, StopsAtAnEdgeThatStandsTwice) {
  const NetworkEdge edge = Edge(0, 0, NetworkEdge::kShared, 1);
  EXPECT_DEATH(DiffNetworks({edge, edge}, {}, &NetworkEdge::knock_out), "");
}

}  // namespace
}  // namespace regulon
