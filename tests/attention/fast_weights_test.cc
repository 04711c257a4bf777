// Against the sum over keys, each with its own weight.
#include "engine/attention/fast_weights.h"

#include <cmath>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// Random keys (features >= 0, some 0) with values and activities.
struct Keys {
  Keys(int count, int features, int values, unsigned seed)
      : features(features), values(values) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform;
    std::normal_distribution<float> normal;
    for (int t = 0; t < count; ++t) {
      activity.push_back(10 * uniform(random));
      for (int i = 0; i < features; ++i) {
        key.push_back(random() % 3 == 0 ? 0 : uniform(random));
      }
      for (int i = 0; i < values; ++i) value.push_back(normal(random));
    }
    for (int i = 0; i < features; ++i) query.push_back(uniform(random));
  }
  absl::Span<const float> KeyOf(int t) const {
    return absl::MakeSpan(key).subspan(t * features, features);
  }
  absl::Span<const float> ValueOf(int t) const {
    return absl::MakeSpan(value).subspan(t * values, values);
  }
  double Weight(int t) const {
    double product = 0;
    for (int i = 0; i < features; ++i) {
      product += double{query[i]} * key[t * features + i];
    }
    return activity[t] * product;
  }
  // Of those whose `left_out` is 0.
  std::vector<double> Direct(const std::vector<int>& left_out) const {
    double sum = 1;
    std::vector<double> out(values);
    for (size_t t = 0; t < activity.size(); ++t) {
      if (left_out[t]) continue;
      sum += Weight(static_cast<int>(t));
      for (int j = 0; j < values; ++j) {
        out[j] += Weight(static_cast<int>(t)) * value[t * values + j];
      }
    }
    for (double& each : out) each /= sum;
    return out;
  }

  int features, values;
  std::vector<double> activity;
  std::vector<float> key, value, query;
};

void ExpectNear(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_NEAR(a[i], b[i], 1e-12 * std::max(1.0, std::abs(b[i])));
  }
}

TEST(FastWeights, EqualDirectEvaluation) {
  for (int size = 1; size < 60; ++size) {
    const Keys keys(size * 3, 1 + size % 17, 1 + size % 13, size);
    std::vector<double> storage(FastWeights::Size(keys.features, keys.values),
                                7);
    FastWeights weights(keys.features, keys.values, absl::MakeSpan(storage));
    std::vector<int> left_out(keys.activity.size(), 1);
    std::vector<double> out(keys.values, 7);
    EXPECT_EQ(weights.Read(keys.query, absl::MakeSpan(out)), 1);
    EXPECT_EQ(out, std::vector<double>(keys.values));
    for (size_t t = 0; t < keys.activity.size(); ++t) {
      const int at = static_cast<int>(t);
      weights.Add(keys.activity[t], keys.KeyOf(at), keys.ValueOf(at));
      left_out[t] = 0;
    }
    weights.Read(keys.query, absl::MakeSpan(out));
    ASSERT_NO_FATAL_FAILURE(ExpectNear(out, keys.Direct(left_out))) << size;
  }
}

TEST(FastWeights, ADowndateEqualsWritingAllOthersAgain) {
  const Keys keys(40, 12, 9, 1);
  std::vector<double> storage(FastWeights::Size(12, 9)), out(9);
  FastWeights weights(12, 9, absl::MakeSpan(storage));
  for (int t = 0; t < 40; ++t) {
    weights.Add(keys.activity[t], keys.KeyOf(t), keys.ValueOf(t));
  }
  std::vector<int> left_out(40, 0);
  for (int t = 39; t >= 0; t -= 3) {
    weights.Remove(keys.activity[t], keys.KeyOf(t), keys.ValueOf(t));
    left_out[t] = 1;
    std::vector<double> again_storage(FastWeights::Size(12, 9)), again(9);
    FastWeights written(12, 9, absl::MakeSpan(again_storage));
    for (int other = 0; other < 40; ++other) {
      if (left_out[other]) continue;
      written.Add(keys.activity[other], keys.KeyOf(other), keys.ValueOf(other));
    }
    weights.Read(keys.query, absl::MakeSpan(out));
    written.Read(keys.query, absl::MakeSpan(again));
    ASSERT_NO_FATAL_FAILURE(ExpectNear(out, again)) << t;
    ASSERT_NO_FATAL_FAILURE(ExpectNear(out, keys.Direct(left_out))) << t;
  }
}

// One key of activity 3 and affinity 1 * 0.5: w = 1.5, 1.5 / 2.5 of its value.
TEST(FastWeights, LeaveTheNullStateItsShare) {
  std::vector<double> storage(FastWeights::Size(1, 1)), out(1);
  FastWeights weights(1, 1, absl::MakeSpan(storage));
  weights.Add(3, {0.5f}, {10});
  EXPECT_EQ(weights.Read({1}, absl::MakeSpan(out)), 2.5);
  EXPECT_DOUBLE_EQ(out[0], 6);
}

}  // namespace
}  // namespace regulon
