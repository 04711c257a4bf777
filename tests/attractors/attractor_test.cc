#include "engine/attractors/attractor.h"

#include "gtest/gtest.h"

namespace regulon {
namespace {

Attractor Of(uint64_t size, State smallest) {
  Attractor attractor;
  attractor.size = size;
  attractor.smallest = std::move(smallest);
  return attractor;
}

TEST(BySize, ComesBeforeTheSmallestState) {
  EXPECT_TRUE(BySize(Of(1, {true, true}), Of(2, {false, false})));
  EXPECT_FALSE(BySize(Of(2, {false, false}), Of(1, {true, true})));
  EXPECT_TRUE(BySize(Of(2, {false, true}), Of(2, {true, false})));
  EXPECT_FALSE(BySize(Of(2, {true, false}), Of(2, {false, true})));
  EXPECT_FALSE(BySize(Of(2, {true, false}), Of(2, {true, false})));
}

}  // namespace
}  // namespace regulon
