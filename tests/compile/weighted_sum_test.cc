#include "engine/compile/weighted_sum.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace regulon {
namespace {

constexpr int kVariables = 6, kRounds = 1000;

class WeightedSums : public ::testing::Test {
 protected:
  WeightedSums() : diagrams_({5, 3, 0, 1, 4, 2}, 100'000) {}

  Diagram Variable(int v) { return diagrams_.Variable(v); }
  Diagram Reaches(const std::vector<int64_t>& weights, int64_t need) {
    Diagram any = kFalse;
    for (int row = 0; row < 1 << kVariables; ++row) {
      int64_t sum = 0;
      Diagram here = kTrue;
      for (int v = 0; v < kVariables; ++v) {
        const bool on = (row >> v & 1) != 0;
        if (on) sum += weights[v];
        here = diagrams_.And(here, on ? Variable(v) : Not(Variable(v)));
      }
      if (sum >= need) any = diagrams_.Or(any, here);
    }
    return any;
  }

  Diagrams diagrams_;
};

TEST_F(WeightedSums, AreFoundForEveryFunctionThatIsOne) {
  std::mt19937 random(8);
  for (int i = 0; i < 300; ++i) {
    std::vector<int64_t> weights;
    for (int v = 0; v < kVariables; ++v) {
      weights.push_back(static_cast<int64_t>(random() % 9) - 4);
    }
    const Diagram f = Reaches(weights, static_cast<int64_t>(random() % 11) - 5);
    const auto sum = FindWeightedSum(diagrams_, f, kTrue, kRounds);
    ASSERT_EQ(sum.has_value(), f != kTrue && f != kFalse);
    if (sum) {
      EXPECT_EQ(Reaches(sum->weights, sum->need), f);
    }
  }
}

TEST_F(WeightedSums, AreNotFoundWhereThereAreNone) {
  const Diagram a = Variable(0), b = Variable(1), c = Variable(2),
                d = Variable(3);
  EXPECT_FALSE(FindWeightedSum(diagrams_, diagrams_.Xor(a, b), kTrue, kRounds));
  // Unate, but no sum: a & b and c & d would need what a & c and b & d lack.
  const Diagram pairs = diagrams_.Or(diagrams_.And(a, b), diagrams_.And(c, d));
  EXPECT_FALSE(FindWeightedSum(diagrams_, pairs, kTrue, kRounds));
}

TEST_F(WeightedSums, MayBeAnythingWhereNobodyCares) {
  const Diagram a = Variable(0), b = Variable(1);
  const Diagram differ = diagrams_.Xor(a, b);
  const Diagram care = Not(diagrams_.And(a, b));
  const auto sum = FindWeightedSum(diagrams_, differ, care, kRounds);
  ASSERT_TRUE(sum.has_value());
  EXPECT_EQ(diagrams_.And(Reaches(sum->weights, sum->need), care),
            diagrams_.And(differ, care));
}

}  // namespace
}  // namespace regulon
