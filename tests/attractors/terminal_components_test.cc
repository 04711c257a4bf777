#include "engine/attractors/terminal_components.h"

#include <algorithm>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using Graph = std::vector<std::vector<uint32_t>>;

std::set<std::set<uint32_t>> Fast(const Graph& graph) {
  std::set<std::set<uint32_t>> components;
  const auto next_edge = [&graph](uint32_t node, uint32_t* cursor) {
    return *cursor < graph[node].size() ? graph[node][(*cursor)++] : kNoEdge;
  };
  for (const auto& component :
       TerminalComponents(static_cast<uint32_t>(graph.size()), next_edge)) {
    components.emplace(component.begin(), component.end());
  }
  return components;
}

// What can be reached from a node that all it reaches lead back to.
std::set<std::set<uint32_t>> Slow(const Graph& graph) {
  std::vector<std::set<uint32_t>> reach;
  for (uint32_t node = 0; node < graph.size(); ++node) {
    std::vector<uint32_t> list = {node};
    std::set<uint32_t> seen = {node};
    for (size_t i = 0; i < list.size(); ++i) {
      for (const uint32_t to : graph[list[i]]) {
        if (seen.insert(to).second) list.push_back(to);
      }
    }
    reach.push_back(seen);
  }
  std::set<std::set<uint32_t>> components;
  for (const std::set<uint32_t>& from : reach) {
    if (std::all_of(from.begin(), from.end(),
                    [&](uint32_t to) { return reach[to] == from; })) {
      components.insert(from);
    }
  }
  return components;
}

TEST(TerminalComponents, OfNoNodesAreNone) { EXPECT_TRUE(Fast({}).empty()); }

TEST(TerminalComponents, LeaveOutWhatLeadsElsewhere) {
  // 0 <-> 1 -> 2 <-> 3, and 4 alone.
  EXPECT_THAT(Fast({{1}, {0, 2}, {3}, {2}, {}}),
              ElementsAre(std::set<uint32_t>{2, 3}, std::set<uint32_t>{4}));
}

TEST(TerminalComponents, OfRandomGraphsAreThoseFoundTheSlowWay) {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    Graph graph(1 + random() % 30);
    for (auto& edges : graph) {
      for (uint32_t e = random() % 3; e > 0; --e) {
        edges.push_back(random() % graph.size());
      }
    }
    ASSERT_EQ(Fast(graph), Slow(graph)) << round;
  }
}

TEST(TerminalComponents, MayLieAtTheEndOfAVeryLongPath) {
  constexpr uint32_t kNodes = 1'000'000;
  const auto components =
      TerminalComponents(kNodes, [](uint32_t node, uint32_t* cursor) {
        return (*cursor)++ == 0 && node + 1 < kNodes ? node + 1 : kNoEdge;
      });
  EXPECT_THAT(components, ElementsAre(ElementsAre(kNodes - 1)));
}

}  // namespace
}  // namespace regulon
