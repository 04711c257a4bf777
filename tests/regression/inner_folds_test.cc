#include "engine/regression/inner_folds.h"

#include <map>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

TEST(InnerFolds, KeepGroupsTogetherAndBalance) {
  std::vector<int> group;
  for (int g = 0; g < 20; ++g) group.insert(group.end(), 1 + g % 4, g);
  for (const uint64_t seed : {0, 1, 2}) {
    const std::vector<int> fold = InnerFolds(group, 5, seed);
    std::map<int, int> fold_of, load;
    for (size_t i = 0; i < group.size(); ++i) {
      EXPECT_EQ(fold_of.emplace(group[i], fold[i]).first->second, fold[i]);
      ++load[fold[i]];
    }
    ASSERT_EQ(load.size(), 5u);
    for (const auto& [f, size] : load) EXPECT_EQ(size, 10) << f;
  }
}

TEST(InnerFolds, AreTheSameForASeedAndDifferForAnother) {
  std::vector<int> group(40);
  for (int i = 0; i < 40; ++i) group[i] = i;
  EXPECT_EQ(InnerFolds(group, 5, 7), InnerFolds(group, 5, 7));
  EXPECT_NE(InnerFolds(group, 5, 7), InnerFolds(group, 5, 8));
}

TEST(InnerFolds, AreNoMoreThanGroups) {
  EXPECT_THAT(SamplesByFold(InnerFolds({3, 3, 3, 9}, 5, 0)),
              ElementsAre(ElementsAre(0, 1, 2), ElementsAre(3)));
}

}  // namespace
}  // namespace regulon
