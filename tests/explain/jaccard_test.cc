#include "engine/explain/jaccard.h"

#include "gtest/gtest.h"

namespace regulon {
namespace {

NetworkEdge Edge(int regulator, int gene, NetworkEdge::Path path,
                 int element = -1) {
  return {regulator, gene, path, element, 0, 0, 0};
}

TEST(Jaccard, IsTheShareInBoth) {
  EXPECT_EQ(Jaccard(1, 1, 2), 0.25);
  EXPECT_EQ(Jaccard(0, 3, 0), 0);
  EXPECT_EQ(Jaccard(0, 0, 0), 1);
}

TEST(Jaccard, OfEdgesGoesByRegulatorGenePathAndElement) {
  const NetworkEdge a = Edge(1, 2, NetworkEdge::kElement, 3);
  NetworkEdge heavier = a;
  heavier.knock_out = 5;
  const NetworkEdge other = Edge(1, 2, NetworkEdge::kElement, 4);
  const NetworkEdge shared = Edge(1, 2, NetworkEdge::kShared);
  const NetworkEdge expert = Edge(1, 2, NetworkEdge::kExpert);
  EXPECT_EQ(JaccardOfEdges({a}, {heavier}), 1);
  EXPECT_EQ(JaccardOfEdges({a, shared}, {expert, other, a}), 0.25);
  EXPECT_EQ(JaccardOfEdges({a}, {}), 0);
  EXPECT_EQ(JaccardOfEdges({}, {}), 1);
}

TEST(Jaccard, OfOpenDomains) {
  EXPECT_EQ(JaccardOfOpen({1, 1, 0, 0}, {1, 0, 1, 0}), 1 / 3.0);
  EXPECT_EQ(JaccardOfOpen({0, 0}, {0, 0}), 1);
  EXPECT_DEATH(JaccardOfOpen({1}, {1, 1}), "");
}

}  // namespace
}  // namespace regulon
