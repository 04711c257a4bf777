#include "engine/expression/matched_edges.h"

#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(MatchEdges, KeepsEdgesOfBothListsOnceAndNoSelfEdges) {
  const std::vector<NamedEdge> edges = {
      {"B", "x", 3, -1}, {"A", "y", 1}, {"A", "A", 1}, {"A", "x", 0.5},
      {"C", "x", 1},     {"A", "z", 1}, {"B", "y", 0}, {"B", "x", 1}};
  const std::vector<Edge> matched =
      MatchEdges(edges, {"A", "B"}, {"A", "x", "y"});
  ASSERT_EQ(matched.size(), 3u);
  EXPECT_EQ(matched[0].regulator, 0);
  EXPECT_EQ(matched[0].target, 1);
  EXPECT_EQ(matched[0].weight, 0.5);
  EXPECT_EQ(matched[1].regulator, 1);
  EXPECT_EQ(matched[1].target, 1);
  EXPECT_EQ(matched[1].weight, 3);  // the first that was given
  EXPECT_EQ(matched[1].sign, -1);
  EXPECT_EQ(matched[2].regulator, 0);
  EXPECT_EQ(matched[2].target, 2);
}

}  // namespace
}  // namespace regulon
