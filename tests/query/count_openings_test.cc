#include "engine/query/count_openings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/query/unopened.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;

// B's domain opens a step after S, C's once T is there, and D is in one that is
// open always.
constexpr char kChain[] = R"(
    name: "chain" unit: "boolean" regulator { id: "S" } regulator { id: "T" }
    gene { id: "A" rule: "S" } gene { id: "B" rule: "A" }
    gene { id: "C" rule: "T" } gene { id: "C2" rule: "T" }
    domain { id: "a" gene: "A" }
    domain { id: "b" gene: "B" threshold: 0.5 }
    domain { id: "c" gene: "C" gene: "C2" threshold: 0.5 }
    router { score: ACTIVITY })";

class Chain : public ::testing::Test {
 protected:
  Chain() : genome_(ParseSpecText(kChain), {2, false}) {
    // More than are read at once.
    for (int i = 0; i < 600; ++i) {
      contexts_.push_back(genome_.Convert(
          ContextOf({{"S", i % 2 == 0 ? 1 : 0}, {"T", i % 200 == 7 ? 1 : 0}})));
    }
  }

  OpeningTally Count(const ExpressOptions& options) {
    OpeningTally tally(3);
    int64_t expected = 0;
    const absl::Status status = CountOpenings(
        genome_.cell(), contexts_, options,
        [&](int64_t index, const Context&, absl::Span<const uint8_t> open) {
          EXPECT_EQ(index, expected++);
          tally.Add(open);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return tally;
  }

  OpeningTally CountStream(const ExpressOptions& options) {
    OpeningTally tally(3);
    size_t at = 0;
    const auto next = [&](absl::Span<Context> batch) -> absl::StatusOr<int> {
      const size_t count =
          std::min({batch.size(), contexts_.size() - at, size_t{101}});
      std::copy_n(contexts_.begin() + at, count, batch.begin());
      at += count;
      return static_cast<int>(count);
    };
    const absl::Status status = CountOpenings(
        genome_.cell(), next, options,
        [&](int64_t, const Context&, absl::Span<const uint8_t> open) {
          tally.Add(open);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return tally;
  }

  const OpenedGenome genome_;
  std::vector<Context> contexts_;
};

TEST_F(Chain, CountsWhatAnyReadingOpened) {
  ExpressOptions options;
  for (const int steps : {1, 2, 5}) {
    options.steps = steps;
    for (const OpeningTally& tally : {Count(options), CountStream(options)}) {
      EXPECT_EQ(tally.contexts(), 600);
      EXPECT_EQ(tally.openings(0), 600);
      EXPECT_EQ(tally.openings(1), steps == 1 ? 0 : 300);
      EXPECT_EQ(tally.openings(2), 3);
    }
  }
}

TEST_F(Chain, CountsInChanceUpdatesAsWell) {
  ExpressOptions options;
  options.steps = 10;
  options.update = Update::kAsync;
  EXPECT_EQ(Count(options).openings(1), 300);
  EXPECT_EQ(CountStream(options).openings(1), 300);
}

TEST_F(Chain, RefusesSeveralRuns) {
  ExpressOptions options;
  options.update = Update::kAsync;
  options.runs = 2;
  const absl::Status status =
      CountOpenings(genome_.cell(), contexts_, options,
                    [](int64_t, const Context&, absl::Span<const uint8_t>) {
                      return absl::OkStatus();
                    });
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(Chain, HandsErrorsOn) {
  const absl::Status status =
      CountOpenings(genome_.cell(), contexts_, {},
                    [](int64_t, const Context&, absl::Span<const uint8_t>) {
                      return absl::ResourceExhaustedError("full");
                    });
  EXPECT_EQ(status, absl::ResourceExhaustedError("full"));
}

TEST_F(Chain, LeavesARoutedDomainShut) {
  const Unopened found = FindUnopened(genome_.genome(), Count({}));
  ASSERT_EQ(found.domains.size(), 2u);
  EXPECT_EQ(found.domains[0].domain, 1);
  EXPECT_EQ(found.domains[0].openings, 0);
  EXPECT_EQ(found.domains[0].parameters, 1);
  EXPECT_EQ(found.domains[1].domain, 2);
  EXPECT_EQ(found.domains[1].openings, 3);
  EXPECT_EQ(found.domains[1].share, 0.005);
  EXPECT_EQ(found.domains[1].parameters, 2);
  EXPECT_EQ(found.never, 1);
  EXPECT_EQ(found.parameters, 1);
  EXPECT_EQ(found.expert_parameters, 4);
  EXPECT_EQ(found.bound, OpeningBound(0, 600, 2));
}

}  // namespace
}  // namespace regulon
