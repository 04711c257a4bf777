#include "engine/query/highest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int> Copy(absl::Span<const int> span) {
  return {span.begin(), span.end()};
}

std::vector<int> SlowHighest(const std::vector<float>& values, int count,
                             std::vector<int> among,
                             const std::vector<int>& domain_of,
                             const std::vector<float>& open) {
  if (among.empty()) {
    among.resize(values.size());
    std::iota(among.begin(), among.end(), 0);
  }
  if (!open.empty()) {
    among.erase(std::remove_if(among.begin(), among.end(),
                               [&](int i) { return open[domain_of[i]] == 0; }),
                among.end());
  }
  std::stable_sort(among.begin(), among.end(),
                   [&](int a, int b) { return values[a] > values[b]; });
  among.resize(std::min<size_t>(count, among.size()));
  return among;
}

TEST(Highest, ComeFirstAndOfEqualOnesTheFirst) {
  Highest highest;
  const std::vector<float> values = {1, 5, 2, 5, -3, 0};
  EXPECT_THAT(highest.Find(values, 3), ElementsAre(1, 3, 2));
  EXPECT_THAT(highest.Find(values, 9), ElementsAre(1, 3, 2, 0, 5, 4));
  EXPECT_THAT(highest.Find(values, 2, {4, 3, 1}), ElementsAre(3, 1));
  EXPECT_THAT(highest.Find(values, 0), IsEmpty());
  // Domains 0 and 2 are open, 1 is not.
  EXPECT_THAT(highest.Find(values, 2, {}, {0, 1, 0, 1, 2, 2}, {1, 0, 0.5}),
              ElementsAre(2, 0));
}

TEST(Highest, AreThoseOfASortAtEverySize) {
  std::mt19937 random(1);
  Highest highest;
  for (int size = 0; size < 200; ++size) {
    std::vector<float> values(size);
    std::vector<int> domain_of(size), some;
    for (int i = 0; i < size; ++i) {
      // Many are equal.
      values[i] = static_cast<float>(static_cast<int>(random() % 40) - 20);
      domain_of[i] = i / 10;
      if (random() % 2 == 0) some.push_back(i);
    }
    std::shuffle(some.begin(), some.end(), random);
    std::vector<float> open(20);
    for (float& share : open) share = random() % 2 == 0 ? 0 : 0.5f;
    for (const int count : {1, 2, 7, 64, 500}) {
      for (const std::vector<int>& among : {std::vector<int>(), some}) {
        for (const std::vector<float>& opened : {std::vector<float>(), open}) {
          EXPECT_EQ(Copy(highest.Find(values, count, among, domain_of, opened)),
                    SlowHighest(values, count, among, domain_of, opened))
              << size << " " << count;
        }
      }
    }
  }
}

TEST(Highest, OfAGenomeAreThoseOfASortInAnyOrder) {
  std::mt19937 random(2);
  std::vector<float> values(20000);
  for (float& value : values) value = std::normal_distribution<float>()(random);
  Highest highest;
  for (int order = 0; order < 3; ++order) {
    if (order == 1) std::sort(values.begin(), values.end());
    if (order == 2) std::reverse(values.begin(), values.end());
    for (const int count : {1, 20, 3000}) {
      EXPECT_EQ(Copy(highest.Find(values, count)),
                SlowHighest(values, count, {}, {}, {}));
    }
  }
}

}  // namespace
}  // namespace regulon
