#include "engine/explain/jaccard.h"

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(Jaccard, IsTheShareInBoth) {
  EXPECT_EQ(Jaccard(1, 1, 2), 0.25);
  EXPECT_EQ(Jaccard(0, 3, 0), 0);
  EXPECT_EQ(Jaccard(0, 0, 0), 1);
}

}  // namespace
}  // namespace regulon
