#include "engine/attention/kv_cache.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr int kLayers = 2, kHeads = 4, kKeyHeads = 2, kWidth = 12;
constexpr int kPositions = 20;
constexpr float kSharpness[kHeads] = {0.3f, 0.3f, 0.5f, 1};

std::vector<float> Random(int size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

AttentionShape Shape() {
  AttentionShape shape;
  shape.heads = kHeads;
  shape.key_heads = kKeyHeads;
  shape.head_width = kWidth;
  shape.sharpness = kSharpness;
  shape.causal = true;
  return shape;
}

// Writes positions [begin, end) of every layer, then lets them attend: what
// came out of each layer is added to `outs`.
void Read(KvCache& cache, int begin, int end, std::vector<float> (&outs)[2]) {
  constexpr int kRow = kHeads * kWidth, kKeyRow = kKeyHeads * kWidth;
  for (int layer = 0; layer < kLayers; ++layer) {
    const std::vector<float> keys = Random(kKeyRow * kPositions, layer);
    const std::vector<float> values = Random(kKeyRow * kPositions, 7 + layer);
    const std::vector<float> queries = Random(kRow * kPositions, 9 + layer);
    for (int i = begin; i < end; ++i) {
      std::copy_n(&keys[i * kKeyRow], kKeyRow, cache.KeyRow(layer, i));
      std::copy_n(&values[i * kKeyRow], kKeyRow, cache.ValueRow(layer, i));
    }
    std::vector<float> out((end - begin) * kRow), scratch(end);
    Attend(Shape(), end - begin, &queries[begin * kRow], kRow, begin,
           cache.Layer(layer, end), scratch.data(), out.data());
    outs[layer].insert(outs[layer].end(), out.begin(), out.end());
  }
  cache.Append(end - begin);
}

KvCache NewCache() {
  return *KvCache::Create(kLayers, kPositions, kKeyHeads * kWidth);
}

TEST(KvCache, GivesTheSameBitsHoweverASequenceIsSplit) {
  KvCache whole = NewCache(), parts = NewCache();
  std::vector<float> at_once[2], in_parts[2];
  Read(whole, 0, kPositions, at_once);
  const int ends[] = {1, 2, 9, 13, kPositions};
  for (const int end : ends) {
    Read(parts, static_cast<int>(parts.size()), end, in_parts);
  }
  EXPECT_EQ(parts.size(), kPositions);
  for (int layer = 0; layer < kLayers; ++layer) {
    EXPECT_EQ(at_once[layer], in_parts[layer]);
  }
  EXPECT_NE(at_once[0], at_once[1]);
}

TEST(KvCache, ForgetsWhatIsTruncated) {
  KvCache cache = NewCache();
  std::vector<float> first[2], again[2];
  Read(cache, 0, 10, first);
  EXPECT_EQ(cache.Layer(0, 10).absent, nullptr);
  cache.SetAbsent(7);
  EXPECT_EQ(cache.Layer(0, 10).absent[7], 1);
  cache.Truncate(5);
  EXPECT_EQ(cache.size(), 5);
  Read(cache, 5, 10, again);
  EXPECT_EQ(AttendedSources(Shape(), 9, cache.Layer(1, 10)), 10);
  EXPECT_TRUE(std::equal(again[1].begin(), again[1].end(),
                         first[1].begin() + 5 * kHeads * kWidth));
}

TEST(KvCache, SaysWhereThereIsNoMemory) {
  const auto cache = KvCache::Create(1000, 1000000000, 1000000);
  EXPECT_EQ(cache.status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace regulon
