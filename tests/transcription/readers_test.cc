#include "engine/transcription/readers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Readers, ListEachDomainWithItsContextsAndTheirWeights) {
  Readers readers;
  readers.AddContext(0, 0.5f);
  readers.AddContext(4, 0.25f);
  EXPECT_TRUE(readers.EndDomain(7));
  readers.AddContext(4, 1.0f);
  EXPECT_TRUE(readers.EndDomain(2));
  ASSERT_EQ(readers.size(), 2);
  EXPECT_THAT(readers.domains(), ElementsAre(7, 2));
  EXPECT_EQ(readers.domain(1), 2);
  EXPECT_THAT(readers.contexts(0), ElementsAre(0, 4));
  EXPECT_THAT(readers.weights(0), ElementsAre(0.5f, 0.25f));
  EXPECT_THAT(readers.contexts(1), ElementsAre(4));
  EXPECT_THAT(readers.weights(1), ElementsAre(1.0f));
  EXPECT_EQ(readers.first(0), 0);
  EXPECT_EQ(readers.first(1), 2);
  EXPECT_EQ(readers.all(), 3);
}

TEST(Readers, LeaveOutADomainThatNobodyReads) {
  Readers readers;
  EXPECT_FALSE(readers.EndDomain(1));
  readers.AddContext(3, 1.0f);
  EXPECT_TRUE(readers.EndDomain(2));
  EXPECT_FALSE(readers.EndDomain(3));
  EXPECT_THAT(readers.domains(), ElementsAre(2));
}

TEST(Readers, ForgetEverythingOnceCleared) {
  Readers readers;
  readers.AddContext(3, 1.0f);
  readers.EndDomain(2);
  readers.Clear();
  EXPECT_THAT(readers.domains(), IsEmpty());
  EXPECT_EQ(readers.all(), 0);
  readers.AddContext(1, 2.0f);
  EXPECT_TRUE(readers.EndDomain(0));
  EXPECT_THAT(readers.contexts(0), ElementsAre(1));
}

}  // namespace
}  // namespace regulon
