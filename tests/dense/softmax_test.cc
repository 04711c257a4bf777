#include "engine/dense/softmax.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"

namespace regulon {
namespace {

std::vector<float> Scores(int size, float width) {
  std::mt19937 random(size);
  std::uniform_real_distribution<float> uniform(-width, width);
  std::vector<float> scores(size);
  for (float& score : scores) score = uniform(random);
  return scores;
}

std::vector<double> Slow(const std::vector<float>& scores, bool null_state) {
  double sum = null_state ? 1 : 0;
  for (const float score : scores) sum += std::exp(double{score});
  std::vector<double> shares;
  for (const float score : scores) {
    shares.push_back(std::exp(double{score}) / sum);
  }
  return shares;
}

class SoftmaxOn : public EachInstructionSet {};

INSTANTIATE_TEST_SUITE_P(Machine, SoftmaxOn,
                         ::testing::ValuesIn(InstructionSets()),
                         InstructionSetName);

TEST_P(SoftmaxOn, EqualsDoubleAtEverySize) {
  for (int size = 0; size < 200; ++size) {
    for (const float width : {1.0f, 10.0f, 100.0f}) {
      for (const bool null_state : {false, true}) {
        const std::vector<float> scores = Scores(size, width);
        std::vector<float> shares = scores;
        Softmax(absl::MakeSpan(shares), null_state);
        const std::vector<double> slow = Slow(scores, null_state);
        for (int i = 0; i < size; ++i) {
          ASSERT_NEAR(shares[i], slow[i], 1e-5 * slow[i] + 1e-36)
              << size << " " << scores[i];
        }
      }
    }
  }
}

TEST_P(SoftmaxOn, LeavesTheNullStateItsShare) {
  std::vector<float> shares = {0, std::log(2.0f)};
  Softmax(absl::MakeSpan(shares), true);
  EXPECT_NEAR(shares[0], 0.25, 1e-7);
  EXPECT_NEAR(shares[1], 0.5, 1e-7);
}

TEST_P(SoftmaxOn, MakesAllOfANotANumber) {
  for (int at = 0; at < 20; ++at) {
    std::vector<float> shares(20, 1);
    shares[at] = std::numeric_limits<float>::quiet_NaN();
    Softmax(absl::MakeSpan(shares), false);
    for (const float share : shares) EXPECT_TRUE(std::isnan(share));
  }
}

TEST(Softmax, HasTheSameBitsOnEveryInstructionSetThatFuses) {
  std::vector<float> first;
  for (const int64_t set : InstructionSets()) {
    if (!FusesMultiplyAdds(set)) continue;
    const OnInstructionSet on(set);
    std::vector<float> shares = Scores(133, 20);
    Softmax(absl::MakeSpan(shares), true);
    if (first.empty()) first = shares;
    EXPECT_EQ(shares, first) << hwy::TargetName(set);
  }
}

}  // namespace
}  // namespace regulon
