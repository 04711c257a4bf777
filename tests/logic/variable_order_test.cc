#include "engine/logic/variable_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(VariableOrder, BringsNeighborsOfAChainTogether) {
  // 0 - 5 - 1 - 4 - 2 - 3
  const std::vector<std::vector<int>> groups = {
      {0, 5}, {2, 3}, {1, 4}, {5, 1}, {4, 2}};
  const std::vector<int> order = SpanOrder(6, groups);
  EXPECT_THAT(order, UnorderedElementsAre(0, 1, 2, 3, 4, 5));
  std::vector<int> place(6);
  for (int level = 0; level < 6; ++level) place[order[level]] = level;
  for (const auto& group : groups) {
    EXPECT_EQ(std::abs(place[group[0]] - place[group[1]]), 1);
  }
}

TEST(VariableOrder, HoldsVariablesOfNoGroup) {
  EXPECT_THAT(SpanOrder(0, {}), IsEmpty());
  EXPECT_THAT(SpanOrder(3, {{}}), UnorderedElementsAre(0, 1, 2));
}

TEST(VariableOrder, FollowsACircuitFromItsOutput) {
  Circuit circuit(4);
  const Literal inner = circuit.And(circuit.Variable(3), circuit.Variable(0));
  EXPECT_THAT(DepthFirstOrder(circuit, circuit.And(inner, circuit.Variable(1))),
              ElementsAre(1, 0, 3));
  EXPECT_THAT(DepthFirstOrder(circuit, Not(circuit.Variable(2))),
              ElementsAre(2));
  EXPECT_THAT(DepthFirstOrder(circuit, kTrue), IsEmpty());
}

}  // namespace
}  // namespace regulon
