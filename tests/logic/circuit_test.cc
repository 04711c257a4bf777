#include "engine/logic/circuit.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<bool> Bits(uint32_t bits, int count) {
  std::vector<bool> values;
  values.reserve(count);
  for (int i = 0; i < count; ++i) values.push_back((bits >> i & 1) != 0);
  return values;
}

TEST(Circuit, EvaluatesEveryOperation) {
  Circuit c(3);
  const Literal a = c.Variable(0), b = c.Variable(1), d = c.Variable(2);
  const Literal both = c.And(a, b), either = c.Or(a, b), one = c.Xor(a, b),
                choice = c.IfElse(a, b, d);
  for (uint32_t bits = 0; bits < 8; ++bits) {
    const std::vector<bool> v = Bits(bits, 3);
    EXPECT_EQ(c.Evaluate(both, v), v[0] && v[1]);
    EXPECT_EQ(c.Evaluate(either, v), v[0] || v[1]);
    EXPECT_EQ(c.Evaluate(one, v), v[0] != v[1]);
    EXPECT_EQ(c.Evaluate(choice, v), v[0] ? v[1] : v[2]);
    EXPECT_EQ(c.Evaluate(Not(choice), v), v[0] ? !v[1] : !v[2]);
    EXPECT_TRUE(c.Evaluate(kTrue, v));
    EXPECT_FALSE(c.Evaluate(kFalse, v));
  }
}

TEST(Evaluator, KnowsFunctionsOfOneStateAfterTheOther) {
  Circuit c(3);
  const Literal a = c.Variable(0), b = c.Variable(1), d = c.Variable(2);
  const Literal one = c.Xor(a, b), choice = c.IfElse(one, d, a);
  Evaluator evaluator(c, {one, Not(choice)});
  c.And(b, d);  // of a node that it needs not it knows nothing
  for (const uint32_t bits : {5, 0, 7, 2, 6, 1, 3, 4, 5}) {
    const std::vector<bool> v = Bits(bits, 3);
    evaluator.Set(v);
    EXPECT_EQ(evaluator.Of(one), v[0] != v[1]);
    EXPECT_EQ(evaluator.Of(choice), v[0] != v[1] ? v[2] : v[0]);
    EXPECT_EQ(evaluator.Of(Not(one)), v[0] == v[1]);
    EXPECT_EQ(evaluator.Of(d), v[2]);
    EXPECT_TRUE(evaluator.Of(kTrue));
  }
}

TEST(Circuit, FoldsConstantsAndSharesEqualNodes) {
  Circuit c(2);
  const Literal a = c.Variable(0), b = c.Variable(1);
  EXPECT_EQ(c.And(a, kTrue), a);
  EXPECT_EQ(c.And(a, kFalse), kFalse);
  EXPECT_EQ(c.And(a, Not(a)), kFalse);
  EXPECT_EQ(c.Or(a, Not(a)), kTrue);
  EXPECT_EQ(c.And(a, b), c.And(b, a));
  EXPECT_EQ(c.nodes(), 4);
  EXPECT_EQ(c.AndAll({}), kTrue);
  EXPECT_EQ(c.OrAll({}), kFalse);
}

TEST(Circuit, KnowsWhatAFunctionReads) {
  Circuit c(4);
  const Literal f = c.And(c.Variable(3), Not(c.Variable(1)));
  EXPECT_THAT(c.Support(f), ElementsAre(1, 3));
  EXPECT_THAT(c.Support(c.Variable(2)), ElementsAre(2));
  EXPECT_THAT(c.Support(kTrue), IsEmpty());
  EXPECT_THAT(c.NodesOf({c.Variable(2), kTrue}), IsEmpty());
}

TEST(AtLeast, EqualsTheSumForAllInputs) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const int n = static_cast<int>(random() % 9);
    Circuit c(n);
    std::vector<WeightedInput> inputs;
    std::vector<int> weights;
    int64_t low = 0, high = 0;
    for (int i = 0; i < n; ++i) {
      weights.push_back(static_cast<int>(random() % 9) - 4);
      inputs.push_back({c.Variable(i), weights[i]});
      (weights[i] < 0 ? low : high) += weights[i];
    }
    for (int64_t need = low - 1; need <= high + 1; ++need) {
      bool too_large = true;
      const Literal f = AtLeast(inputs, need, 1000, c, &too_large);
      ASSERT_FALSE(too_large);
      for (uint32_t bits = 0; bits < 1u << n; ++bits) {
        int64_t sum = 0;
        for (int i = 0; i < n; ++i) sum += (bits >> i & 1) ? weights[i] : 0;
        ASSERT_EQ(c.Evaluate(f, Bits(bits, n)), sum >= need);
      }
    }
  }
}

TEST(AtLeast, CountsInputsThatAreConstant) {
  Circuit c(2);
  bool too_large = false;
  const std::vector<WeightedInput> inputs = {
      {kTrue, 2}, {kFalse, 5}, {c.Variable(0), 1}, {Not(c.Variable(1)), 1}};
  EXPECT_EQ(AtLeast(inputs, 2, 100, c, &too_large), kTrue);
  EXPECT_EQ(AtLeast(inputs, 4, 100, c, &too_large),
            c.And(c.Variable(0), Not(c.Variable(1))));
  EXPECT_EQ(AtLeast(inputs, 5, 100, c, &too_large), kFalse);
}

TEST(AtLeast, OfManyEqualWeightsStaysSmall) {
  Circuit c(60);
  std::vector<WeightedInput> inputs;
  inputs.reserve(60);
  for (int i = 0; i < 60; ++i) inputs.push_back({c.Variable(i), 1});
  bool too_large = false;
  AtLeast(inputs, 30, 2000, c, &too_large);
  EXPECT_FALSE(too_large);
}

TEST(AtLeast, GivesUpWhereWeightsAreTooIrregular) {
  Circuit c(40);
  std::vector<WeightedInput> inputs;
  std::mt19937_64 random(2);
  int64_t all = 0;
  for (int i = 0; i < 40; ++i) {
    inputs.push_back({c.Variable(i), static_cast<int64_t>(random() >> 20)});
    all += inputs.back().weight;
  }
  bool too_large = false;
  AtLeast(inputs, all / 2, 5000, c, &too_large);
  EXPECT_TRUE(too_large);
}

}  // namespace
}  // namespace regulon
