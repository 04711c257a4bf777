// Against slow references in double precision.
#include "engine/attention/attention.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"

namespace regulon {
namespace {

std::vector<float> Random(int64_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

// Queries of rows that stand at 0.., and as many sources as given.
struct Case {
  Case(int heads, int key_heads, int width, int64_t rows, int64_t sources)
      : rows(rows),
        sharpness(heads, static_cast<float>(1 / std::sqrt(width))),
        queries(Random(rows * heads * width, 1)),
        keys(Random(sources * key_heads * width, 2)),
        values(Random(sources * key_heads * width, 3)),
        scratch(sources),
        out(queries.size(), 9) {
    shape.heads = heads;
    shape.key_heads = key_heads;
    shape.head_width = width;
    shape.sharpness = sharpness;
    Look(sources);
  }
  // The shape and the sources look at this object's own.
  Case(const Case&) = delete;

  void Look(int64_t size) {
    seen.keys = keys.data();
    seen.values = values.data();
    seen.size = size;
    seen.stride = int64_t{shape.key_heads} * shape.head_width;
    seen.absent = absent.empty() ? nullptr : absent.data();
  }
  int64_t stride() const { return int64_t{shape.heads} * shape.head_width; }
  const std::vector<float>& Attend() {
    regulon::Attend(shape, rows, queries.data(), stride(), 0, seen,
                    scratch.data(), out.data());
    return out;
  }
  std::vector<float> Row(int64_t position) {
    std::vector<float> row(stride());
    regulon::Attend(shape, 1, queries.data() + position * stride(), stride(),
                    position, seen, scratch.data(), row.data());
    return row;
  }

  int64_t rows;
  std::vector<float> sharpness, queries, keys, values;
  std::vector<uint8_t> absent;
  AttentionShape shape;
  KeysAndValues seen;
  std::vector<float> scratch, out;
};

std::vector<double> Slow(const Case& c) {
  const AttentionShape& shape = c.shape;
  const int width = shape.head_width;
  std::vector<double> out(c.queries.size());
  for (int64_t row = 0; row < c.rows; ++row) {
    for (int head = 0; head < shape.heads; ++head) {
      const float* query = &c.queries[row * c.stride() + head * width];
      const int column = head * shape.key_heads / shape.heads * width;
      std::vector<double> weights(c.seen.size);
      double sum = shape.null_state ? 1 : 0;
      for (int64_t s = 0; s < c.seen.size; ++s) {
        if (shape.causal && s > row) continue;
        if (shape.causal && shape.window > 0 && s <= row - shape.window) {
          continue;
        }
        if (!c.absent.empty() && c.absent[s]) continue;
        double score = 0;
        for (int j = 0; j < width; ++j) {
          score += double{query[j]} * c.keys[s * c.seen.stride + column + j];
        }
        sum += weights[s] = std::exp(shape.sharpness[head] * score);
      }
      if (sum == 0) continue;
      for (int64_t s = 0; s < c.seen.size; ++s) {
        for (int j = 0; j < width; ++j) {
          out[row * c.stride() + head * width + j] +=
              weights[s] / sum * c.values[s * c.seen.stride + column + j];
        }
      }
    }
  }
  return out;
}

void ExpectSlow(Case& c, const char* what) {
  const std::vector<double> slow = Slow(c);
  const std::vector<float>& fast = c.Attend();
  for (size_t i = 0; i < slow.size(); ++i) {
    ASSERT_NEAR(fast[i], slow[i], 1e-5) << what << " value " << i;
  }
}

class AttentionOn : public EachInstructionSet {};

INSTANTIATE_TEST_SUITE_P(Machine, AttentionOn,
                         ::testing::ValuesIn(InstructionSets()),
                         InstructionSetName);

TEST_P(AttentionOn, EqualsDoubleAtEveryHeadWidth) {
  for (int width = 1; width < 200; ++width) {
    Case c(2, 1, width, 3, 7);
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "width")) << width;
  }
}

TEST_P(AttentionOn, EqualsDoubleAtEveryLength) {
  for (int sources = 0; sources < 200; ++sources) {
    Case c(4, 2, 24, 2, sources);
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "whole")) << sources;
    c.shape.null_state = true;
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "null state")) << sources;
  }
}

TEST_P(AttentionOn, EqualsDoubleCausallyWithWindowAndAbsentSources) {
  for (int rows = 1; rows < 40; rows += 3) {
    Case c(6, 3, 20, rows, rows);
    c.sharpness = {0.1f, 0.2f, 0.5f, 1, 0, 2};
    c.shape.sharpness = c.sharpness;
    c.shape.causal = true;
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "causal")) << rows;
    c.shape.window = 5;
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "window")) << rows;
    std::mt19937 random(rows);
    for (int i = 0; i < rows; ++i) c.absent.push_back(random() % 2);
    c.Look(rows);
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "absent")) << rows;
    c.shape.window = 0;
    c.shape.causal = false;
    ASSERT_NO_FATAL_FAILURE(ExpectSlow(c, "absent, both ways")) << rows;
  }
}

// Scores 0 and log 3; values 4 and 8.
TEST_P(AttentionOn, GivesSharesWorkedByHand) {
  Case c(1, 1, 1, 1, 2);
  c.queries = {1};
  c.sharpness = {1};
  c.shape.sharpness = c.sharpness;
  c.keys = {0, std::log(3.0f)};
  c.values = {4, 8};
  c.Look(2);
  EXPECT_NEAR(c.Attend()[0], 7, 1e-6);  // (1 * 4 + 3 * 8) / 4
  c.shape.null_state = true;
  EXPECT_NEAR(c.Attend()[0], 5.6, 1e-6);  // 28 / 5
}

TEST_P(AttentionOn, ReadsNothingWithoutAnySource) {
  Case c(2, 2, 19, 2, 3);
  c.absent = {1, 1, 1};
  c.Look(3);
  for (const float value : c.Attend()) EXPECT_EQ(value, 0);
  EXPECT_EQ(AttendedSources(c.shape, 0, c.seen), 0);
}

TEST_P(AttentionOn, HasTheSameBitsForARowAloneOrAmongOthers) {
  Case c(4, 2, 36, 50, 50);
  c.shape.causal = true;
  const std::vector<float> all = c.Attend();
  for (int64_t row = 0; row < 50; ++row) {
    const std::vector<float> alone = c.Row(row);
    EXPECT_TRUE(
        std::equal(alone.begin(), alone.end(), all.begin() + row * c.stride()))
        << row;
  }
}

TEST_P(AttentionOn, HasTheSameBitsForGroupedHeadsAsForTheirKeysRepeated) {
  Case grouped(4, 2, 18, 9, 30), single(4, 4, 18, 9, 30);
  for (int s = 0; s < 30; ++s) {
    for (int head = 0; head < 4; ++head) {
      for (int j = 0; j < 18; ++j) {
        const int from = s * 36 + head / 2 * 18 + j;
        single.keys[s * 72 + head * 18 + j] = grouped.keys[from];
        single.values[s * 72 + head * 18 + j] = grouped.values[from];
      }
    }
  }
  EXPECT_EQ(grouped.Attend(), single.Attend());
}

TEST_P(AttentionOn, TheFutureChangesNoBitOfThePast) {
  Case c(2, 2, 40, 33, 33);
  c.shape.causal = true;
  const std::vector<float> before = c.Attend();
  for (int64_t from = 1; from < 33; from += 4) {
    std::fill(c.keys.begin() + from * c.seen.stride, c.keys.end(), 3.0f);
    std::fill(c.values.begin() + from * c.seen.stride, c.values.end(), 3.0f);
    const std::vector<float> after = c.Attend();
    EXPECT_TRUE(std::equal(before.begin(), before.begin() + from * c.stride(),
                           after.begin()));
    EXPECT_NE(before, after);
    std::copy_n(Random(c.keys.size(), 2).begin(), c.keys.size(),
                c.keys.begin());
    std::copy_n(Random(c.values.size(), 3).begin(), c.values.size(),
                c.values.begin());
  }
}

TEST_P(AttentionOn, AbsentSourcesChangeNoBit) {
  Case with(2, 1, 33, 6, 40), without(2, 1, 33, 6, 40);
  const int64_t stride = with.seen.stride;
  int64_t kept = 0;
  for (int64_t s = 0; s < 40; ++s) {
    with.absent.push_back(s % 3 == 1);
    if (with.absent[s]) continue;
    std::copy_n(with.keys.begin() + s * stride, stride,
                without.keys.begin() + kept * stride);
    std::copy_n(with.values.begin() + s * stride, stride,
                without.values.begin() + kept * stride);
    ++kept;
  }
  with.Look(40);
  without.Look(kept);
  EXPECT_EQ(with.Attend(), without.Attend());
  EXPECT_EQ(AttendedSources(with.shape, 0, with.seen), kept);
}

TEST_P(AttentionOn, AWindowThatReachesAllChangesNothing) {
  Case c(2, 2, 16, 20, 20);
  c.shape.causal = true;
  const std::vector<float> whole = c.Attend();
  c.shape.window = 20;
  EXPECT_EQ(c.Attend(), whole);
  c.shape.window = 19;
  EXPECT_NE(c.Attend(), whole);
}

TEST(Attention, HasTheSameBitsOnEveryInstructionSetThatFuses) {
  std::vector<float> first;
  for (const int64_t set : InstructionSets()) {
    if (!FusesMultiplyAdds(set)) continue;
    const OnInstructionSet on(set);
    std::vector<float> all;
    for (const int width : {1, 5, 16, 31, 64, 100}) {
      Case c(4, 2, width, 5, 61);
      c.shape.null_state = width % 2 == 0;
      const std::vector<float>& out = c.Attend();
      all.insert(all.end(), out.begin(), out.end());
    }
    if (first.empty()) first = all;
    EXPECT_EQ(all, first) << hwy::TargetName(set);
  }
}

TEST(Attention, CountsWhatItDoes) {
  Case c(4, 2, 8, 3, 3);
  EXPECT_EQ(AttendFlops(c.shape, 3, 0, c.seen), 3 * 3 * 4 * (4 * 8 + 4));
  c.shape.causal = true;
  EXPECT_EQ(AttendFlops(c.shape, 3, 0, c.seen), 6 * 4 * (4 * 8 + 4));
  c.shape.window = 1;
  EXPECT_EQ(AttendFlops(c.shape, 3, 0, c.seen), 3 * 4 * (4 * 8 + 4));
  EXPECT_EQ(AttendedSources(c.shape, 7, c.seen), 0);
}

}  // namespace
}  // namespace regulon
