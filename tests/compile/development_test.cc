// The lag of products and the memory of domains: what a spec may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string WithGene(absl::string_view lag) {
  return absl::StrCat("name: \"t\" unit: \"tpm\" gene { id: \"G\" ", lag,
                      " } gene { id: \"H\" }");
}

TEST(Lag, IsOneUnlessGiven) {
  EXPECT_THAT(Compiles(WithGene("lag: 7")).draft.develop.lag,
              ElementsAre(7, 1));
  for (const char* usual : {"", "lag: 0", "lag: 1"}) {
    EXPECT_THAT(Compiles(WithGene(usual)).draft.develop.lag, IsEmpty());
  }
}

TEST(Lag, RefusesWhatMakesNoSense) {
  ExpectError(WithGene("^lag: -1"), "a lag of -1 steps; give 1 to 1000");
  ExpectError(WithGene("^lag: 1001"), "a lag of 1001 steps; give 1 to 1000");
}

std::string WithMemory(absl::string_view memory,
                       absl::string_view threshold = "threshold: 0") {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\" gene { id: \"G\" } gene { id: \"H\" }\n"
      "element { id: \"e\" gene: \"G\" mwc { } }\n"
      "domain { id: \"d\" gene: \"G\" ",
      threshold, " memory { ", memory, " } }\n",
      "domain { id: \"h\" gene: \"H\" }");
}

TEST(Memory, IsStoredForTheDomainsThatRenewIt) {
  const DevelopDraft develop =
      Compiles(WithMemory("feedback: 6 threshold: 3 rate: 0.25")).draft.develop;
  EXPECT_THAT(develop.feedback, ElementsAre(6, 0));
  EXPECT_THAT(develop.threshold, ElementsAre(3, 0));
  EXPECT_THAT(develop.rate, ElementsAre(0.25, 0)) << "0: it holds";
  EXPECT_THAT(Compiles(WithMemory("feedback: 6")).draft.develop.rate,
              ElementsAre(1, 0));
}

TEST(Memory, RefusesWhatMakesNoSense) {
  for (const char* rate : {"-1", "1.5", "nan"}) {
    ExpectError(WithMemory(absl::StrCat("^rate: ", rate)),
                absl::StrCat("a rate of ", rate,
                             "; give a number above 0 and up to 1"));
  }
  ExpectError(WithMemory("^feedback: inf"),
              "'feedback' is inf; give a finite number of at most 3e38");
  ExpectError(WithMemory("^threshold: nan"),
              "'threshold' is nan; give a finite number of at most 3e38");
  ExpectError(WithMemory("^rate: 1", ""),
              "domain 'd' is always open and has no score to remember; add a "
              "threshold");
}

}  // namespace
}  // namespace regulon
