// The index against asking every interval.
#include "engine/context/interval_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Stored {
  int64_t start0, end0;
};

std::vector<int> Found(const IntervalIndex& index, int64_t start0,
                       int64_t end0) {
  std::vector<int> ids;
  index.ForEachOver(start0, end0, [&ids](int id) { ids.push_back(id); });
  return ids;
}

TEST(IntervalIndex, FindsWhatOverlaps) {
  IntervalIndex index;
  index.Add(30, 40, 0);
  index.Add(10, 20, 1);
  index.Add(0, 100, 2);
  index.Build();
  EXPECT_THAT(Found(index, 15, 35), ElementsAre(2, 1, 0));
  EXPECT_THAT(Found(index, 20, 30), ElementsAre(2)) << "ends are outside";
  EXPECT_THAT(Found(index, 35, 35), ElementsAre(2, 0)) << "between two bases";
  EXPECT_THAT(Found(index, 40, 40), ElementsAre(2));
  EXPECT_THAT(Found(index, 100, 200), IsEmpty());
}

TEST(IntervalIndex, IsEmptyWithoutAny) {
  IntervalIndex index;
  index.Build();
  EXPECT_THAT(Found(index, 0, 1), IsEmpty());
}

TEST(IntervalIndex, FindsWhatAskingEveryOneFinds) {
  std::mt19937 random(1);
  const auto below = [&random](int end) {
    return static_cast<int64_t>(random() % end);
  };
  for (int n = 0; n < 200; ++n) {
    IntervalIndex index;
    std::vector<Stored> stored;
    for (int id = 0; id < n; ++id) {
      const int64_t start0 = below(300);
      // A few are long, most are short, some have no length.
      const int64_t length = below(10) == 0 ? below(300) : below(12);
      stored.push_back({start0, start0 + length});
      index.Add(start0, start0 + length, id);
    }
    index.Build();
    for (int question = 0; question < 50; ++question) {
      const int64_t start0 = below(320) - 10, end0 = start0 + below(30);
      std::vector<int> expected;
      for (int id = 0; id < n; ++id) {
        if (stored[id].start0 < end0 && stored[id].end0 > start0) {
          expected.push_back(id);
        }
      }
      EXPECT_THAT(Found(index, start0, end0),
                  ::testing::UnorderedElementsAreArray(expected))
          << n << " intervals, [" << start0 << ", " << end0 << ")";
    }
  }
}

}  // namespace
}  // namespace regulon
