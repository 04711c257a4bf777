#include "engine/query/group_means.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Expressed Result(std::vector<float> expression, std::vector<float> open,
                 bool out_of_repertoire = false) {
  Expressed result;
  result.expression = std::move(expression);
  result.open = std::move(open);
  result.out_of_repertoire = out_of_repertoire;
  return result;
}

TEST(GroupMeans, AddUpWhatEachGroupExpresses) {
  GroupMeans means({0, 1, 2}, 2);
  ASSERT_TRUE(means.Add("b", Result({1, 2, 3}, {1, 0}), false).ok());
  ASSERT_TRUE(means.Add("a", Result({7, 8, 9}, {1, 1}, true), true).ok());
  ASSERT_TRUE(means.Add("b", Result({3, 4, 0}, {0, 0}), true).ok());
  ASSERT_THAT(means.groups(), SizeIs(2));
  const GroupMeans::Group& b = means.groups()[0];
  EXPECT_EQ(b.name, "b");
  EXPECT_EQ(b.contexts, 2);
  EXPECT_EQ(b.out_of_repertoire, 0);
  EXPECT_EQ(b.perturbed, 1);
  EXPECT_THAT(b.expression, ElementsAre(4, 6, 3));
  EXPECT_THAT(b.open, ElementsAre(1, 0));
  const GroupMeans::Group& a = means.groups()[1];
  EXPECT_EQ(a.contexts, 1);
  EXPECT_EQ(a.out_of_repertoire, 1);
  EXPECT_THAT(a.expression, ElementsAre(7, 8, 9));
}

TEST(GroupMeans, AreOfTheGenesAskedForInTheirOrder) {
  GroupMeans means({2, 0}, 1);
  ASSERT_TRUE(means.Add("g", Result({1, 2, 3}, {1}), false).ok());
  EXPECT_THAT(means.groups()[0].expression, ElementsAre(3, 1));
}

TEST(GroupMeans, CountWhatIsMissing) {
  GroupMeans means({0}, 2);
  Expressed result = Result({1}, {0, 1});
  ASSERT_TRUE(means.Add("g", result, false).ok());
  EXPECT_THAT(means.groups()[0].missing, IsEmpty());
  for (const std::vector<uint8_t>& missing :
       {std::vector<uint8_t>{1, 0}, {1, 1}, {0, 0}}) {
    result.missing = missing;
    ASSERT_TRUE(means.Add("h", result, false).ok());
  }
  EXPECT_THAT(means.groups()[1].missing, ElementsAre(2, 1));
}

// As floats the small ones would be lost.
TEST(GroupMeans, AreOfDoubles) {
  GroupMeans means({0}, 0);
  ASSERT_TRUE(means.Add("g", Result({16777216}, {}), false).ok());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(means.Add("g", Result({1}, {}), false).ok());
  }
  EXPECT_THAT(means.groups()[0].expression, ElementsAre(16777219));
}

TEST(GroupMeans, RefuseMoreGroupsThanFit) {
  GroupMeans means({0, 1}, 1, /*most_sums=*/6);
  const Expressed result = Result({1, 2}, {1});
  EXPECT_TRUE(means.Add("a", result, false).ok());
  EXPECT_TRUE(means.Add("b", result, false).ok());
  const absl::Status status = means.Add("c", result, false);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("more than 2 groups of 2 genes"));
  EXPECT_TRUE(means.Add("a", result, false).ok());
}

}  // namespace
}  // namespace regulon
