#include "engine/binding/threshold.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/binding/elements.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Element 0 is of another kind. Element 1 is on if 2 a_0 + 0.5 g_0 > 1, and
// element 2 if -a_1 + 3 g_1 > 0. Sources are the two regulators and the three
// elements.
struct Votes {
  std::vector<float> threshold = {1, 0};
  std::vector<uint32_t> weight_first = {0, 1, 2, 3, 4, 4};
  std::vector<uint32_t> weight_target = {0, 1, 0, 1};
  std::vector<float> weight = {2, -1, 0.5, 3};

  ThresholdTables Tables() const {
    ThresholdTables t;
    t.elements_before = 1;
    t.elements = 2;
    t.regulators = 2;
    t.threshold = threshold;
    t.weight_first = weight_first;
    t.weight_target = weight_target;
    t.weight = weight;
    t.weight_units = {0};  // by source
    return t;
  }
  Elements Run(std::vector<double> levels, double earlier) const {
    return Evaluate(**MakeThreshold(Tables()), 3,
                    {std::move(levels), {}, {}, 1, {earlier}});
  }
};

TEST(Threshold, IsOnAboveItsThresholdAndOffAtIt) {
  EXPECT_THAT(Votes().Run({0.5, 0}, 0).activity, ElementsAre(0, 0, 0));
  EXPECT_THAT(Votes().Run({0.5, 0}, 0.01).activity, ElementsAre(0.01, 1, 1));
  EXPECT_THAT(Votes().Run({0, 0}, 1).activity, ElementsAre(1, 0, 0));
}

TEST(Threshold, ReadsElementsOfTheSameStep) {
  EXPECT_THAT(Votes().Run({1, 2}, 0).activity, ElementsAre(0, 1, 1));
  EXPECT_THAT(Votes().Run({1, 3}, 0).activity, ElementsAre(0, 1, 0));
  EXPECT_THAT(Votes().Run({0, 3}, 0).activity, ElementsAre(0, 0, 0));
}

TEST(Threshold, ReadsOnlyTheWeightsOfSourcesThatAreOn) {
  const Elements out = Votes().Run({1, 0}, 0);
  EXPECT_TRUE(out.reads.Has(0));
  EXPECT_FALSE(out.reads.Has(1));
  EXPECT_FALSE(out.reads.Has(2));
  EXPECT_TRUE(out.reads.Has(3));
  Votes poisoned;
  poisoned.weight[1] = poisoned.weight[2] = kNan;
  EXPECT_TRUE(poisoned.Run({1, 0}, 0).status.ok());
}

TEST(Threshold, RefusesANanInEveryParameterThatItReads) {
  for (int i = 0; i < 6; ++i) {
    Votes poisoned;
    (i < 4 ? poisoned.weight[i] : poisoned.threshold[i - 4]) = kNan;
    const Elements out = poisoned.Run({1, 1}, 1);
    EXPECT_EQ(out.status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(out.status.message()),
                HasSubstr("came out as nan"));
  }
}

TEST(Threshold, RefusesTablesThatPointAstrayOrBackwards) {
  Votes target, rows, backwards, itself;
  target.weight_target[0] = 2;
  rows.weight_first = {0, 1, 2, 3, 4};
  backwards.weight_first = {0, 1, 2, 3, 3, 4};  // element 2 is read by 2
  itself.weight_target[3] = 0;                  // element 1 by itself
  for (const Votes* damaged : {&target, &rows, &backwards, &itself}) {
    EXPECT_EQ(MakeThreshold(damaged->Tables()).status().code(),
              absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(MakeThreshold(Votes().Tables()).ok());
}

}  // namespace
}  // namespace regulon
