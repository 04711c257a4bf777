#include "engine/attractors/digest.h"

#include "gtest/gtest.h"

namespace regulon {
namespace {

Attractor Of(int size, int basin, State smallest) {
  Attractor attractor;
  attractor.size = size;
  attractor.basin = basin;
  attractor.smallest = std::move(smallest);
  return attractor;
}

// Worked with sha256sum: printf '1 28 11000\n1 4 00111\n' | sha256sum.
TEST(Digest, HashesSortedLinesOfSizeBasinAndSmallestState) {
  const std::vector<Attractor> attractors = {
      Of(1, 4, {false, false, true, true, true}),
      Of(1, 28, {true, true, false, false, false})};
  EXPECT_EQ(Digest(attractors, Updating::kSynchronous),
            "69fe1bed4d5d297289a4e5821780a32b1e210eeb2848c2e2a8d6e9abf07ac6da");
  EXPECT_EQ(Digest(attractors, Updating::kAsynchronous),
            "db25298fb10553c18ad5daa171aab6890452e2e32cb50a70a56fe5a2589601eb");
}

TEST(Digest, DoesNotDependOnTheOrderOfTheList) {
  const Attractor a = Of(2, 5, {false}), b = Of(12, 3, {true});
  EXPECT_EQ(Digest({a, b}, Updating::kSynchronous),
            Digest({b, a}, Updating::kSynchronous));
}

}  // namespace
}  // namespace regulon
