#include "engine/encoder/encoder.h"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

using Rows = std::vector<std::vector<double>>;

// Random tables that own their numbers.
struct Made {
  EncoderTables tables;
  std::vector<float> token, level, latent, cross, self, sharpness, gain,
      pair_weight;
  std::vector<uint32_t> pair_first, pair_target;

  Made(int regulators, int width, int latents, int blocks, int heads) {
    std::mt19937 random(regulators + 10 * width);
    std::normal_distribution<float> normal;
    const auto fill = [&](std::vector<float>& values, int size) {
      for (int i = 0; i < size; ++i) values.push_back(0.5f * normal(random));
      return absl::MakeConstSpan(values);
    };
    tables.regulators = regulators;
    tables.width = width;
    tables.heads = heads;
    tables.token = fill(token, regulators * width);
    tables.level = fill(level, regulators * width);
    tables.latent = fill(latent, latents * width);
    tables.cross = fill(cross, blocks * 4 * width * width);
    tables.self = fill(self, blocks * 4 * width * width);
    tables.sharpness = fill(sharpness, blocks * 2 * heads);
    tables.gain = fill(gain, regulators * width);
    tables.token_units = {0};
    tables.level_units = {regulators};
    tables.gain_units = {2 * regulators};
    tables.latent_units = {3 * regulators};
  }
  // t' -> t with weights.
  void AddPairs(std::vector<uint32_t> first, std::vector<uint32_t> target,
                std::vector<float> weight) {
    pair_first = std::move(first);
    pair_target = std::move(target);
    pair_weight = std::move(weight);
    tables.pair_first = pair_first;
    tables.pair_target = pair_target;
    tables.pair_weight = pair_weight;
    tables.pair_weight_units = {3 * tables.regulators + 1};
  }
};

struct Gains {
  absl::Status status;
  std::vector<double> values;
  ReadSet reads{1000};
  int64_t flops = 0;
};

Gains Encode(const EncoderTables& tables, const std::vector<double>& activity,
             const std::vector<float>& x) {
  Gains out;
  const absl::StatusOr<Encoder> encoder = Encoder::Create(tables);
  if (!encoder.ok()) {
    out.status = encoder.status();
    return out;
  }
  std::vector<uint32_t> present;
  for (size_t t = 0; t < activity.size(); ++t) {
    if (activity[t] > 0) present.push_back(static_cast<uint32_t>(t));
  }
  std::vector<float> scratch(encoder->scratch_size(), std::nanf(""));
  out.values.assign(activity.size(), 7);
  out.status = encoder->Run(activity, present, x, absl::MakeSpan(scratch),
                            absl::MakeSpan(out.values), out.reads, out.flops);
  return out;
}

// The equations of the header, one sum after the other in double precision.
class Slow {
 public:
  explicit Slow(const EncoderTables& tables)
      : t_(tables), m_(static_cast<int>(tables.width)) {}

  std::vector<double> Run(const std::vector<double>& activity,
                          const std::vector<float>& x) const {
    Rows tokens;
    for (size_t t = 0; t < activity.size(); ++t) {
      if (!(activity[t] > 0)) continue;
      std::vector<double> token;
      for (int j = 0; j < m_; ++j) {
        token.push_back(t_.token[t * m_ + j] +
                        double{x[t]} * t_.level[t * m_ + j]);
      }
      tokens.push_back(Norm(token));
    }
    Rows latents;
    for (size_t at = 0; at < t_.latent.size(); at += m_) {
      latents.emplace_back(t_.latent.begin() + at, t_.latent.begin() + at + m_);
    }
    const float* c = t_.sharpness.data();
    for (size_t at = 0; at < t_.cross.size(); at += 4 * m_ * m_) {
      latents = Attend(latents, tokens, &t_.cross[at], c);
      latents = Attend(latents, Norm(latents), &t_.self[at], c + t_.heads);
      c += 2 * t_.heads;
    }
    std::vector<double> z(m_, 0), gains(activity.size(), 0);
    for (const std::vector<double>& latent : Norm(latents)) {
      for (int j = 0; j < m_; ++j) z[j] += latent[j] / latents.size();
    }
    for (size_t t = 0; t < activity.size(); ++t) {
      if (!(activity[t] > 0)) continue;
      for (int j = 0; j < m_; ++j) gains[t] += t_.gain[t * m_ + j] * z[j];
    }
    return gains;
  }

 private:
  static std::vector<double> Norm(std::vector<double> v) {
    double squares = 0;
    for (const double value : v) squares += value * value;
    for (double& value : v) value /= std::sqrt(squares / v.size() + 1e-6);
    return v;
  }
  static Rows Norm(Rows rows) {
    for (std::vector<double>& row : rows) row = Norm(row);
    return rows;
  }
  std::vector<double> Times(const std::vector<double>& v,
                            const float* w) const {
    std::vector<double> out(m_, 0);
    for (int i = 0; i < m_; ++i) {
      for (int j = 0; j < m_; ++j) out[j] += v[i] * w[i * m_ + j];
    }
    return out;
  }
  Rows Attend(const Rows& queries, const Rows& sources, const float* w,
              const float* c) const {
    const auto head = static_cast<int>(m_ / t_.heads);
    Rows out;
    for (const std::vector<double>& row : queries) {
      const std::vector<double> q = Times(Norm(row), w);
      std::vector<double> attended(m_, 0);
      for (int h = 0; h < t_.heads; ++h) {
        double sum = 0;
        std::vector<double> mixed(head, 0);
        for (const std::vector<double>& source : sources) {
          const std::vector<double> k = Times(source, w + m_ * m_);
          const std::vector<double> v = Times(source, w + 2 * m_ * m_);
          double score = 0;
          for (int j = h * head; j < (h + 1) * head; ++j) score += q[j] * k[j];
          const double weight = std::exp(c[h] * score);
          sum += weight;
          for (int j = 0; j < head; ++j) mixed[j] += weight * v[h * head + j];
        }
        for (int j = 0; j < head; ++j) attended[h * head + j] = mixed[j] / sum;
      }
      std::vector<double> added = Times(attended, w + 3 * m_ * m_);
      for (int j = 0; j < m_; ++j) added[j] += row[j];
      out.push_back(added);
    }
    return out;
  }

  const EncoderTables& t_;
  const int m_;
};

TEST(Encoder, IsItsEquationsAtEverySize) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  for (int regulators = 1; regulators < 60; ++regulators) {
    const int heads = 1 + regulators % 3, width = heads * (1 + regulators % 5);
    const Made made(regulators, width, 1 + regulators % 8, 1 + regulators % 3,
                    heads);
    std::vector<double> activity;
    std::vector<float> x;
    for (int t = 0; t < regulators; ++t) {
      activity.push_back(t > 0 && t % 4 == 0 ? 0 : 0.5 * t + 1);
      x.push_back(normal(random));
    }
    const Gains fast = Encode(made.tables, activity, x);
    ASSERT_TRUE(fast.status.ok()) << fast.status;
    const std::vector<double> slow = Slow(made.tables).Run(activity, x);
    for (int t = 0; t < regulators; ++t) {
      EXPECT_NEAR(fast.values[t], slow[t], 2e-4) << regulators;
    }
  }
}

TEST(Encoder, IsTheIdentityWithoutGainsAndPairs) {
  Made made(5, 4, 2, 2, 2);
  made.gain.assign(made.gain.size(), 0);
  EXPECT_THAT(Encode(made.tables, {1, 2, 0, 4, 5}, {1, -1, 3, 0, 2}).values,
              Each(0.0));
  EncoderTables none;
  none.regulators = 3;
  EXPECT_FALSE(Encoder::Create(none)->exists());
  EXPECT_THAT(Encode(none, {1, 2, 3}, {1, 2, 3}).values, Each(0.0));
}

// Omega: 0 -> 2 by 0.5, 2 -> 0 by -1; log(1 + a) = 1 of regulator 0.
TEST(Encoder, AddsWhatPairsDoToTheTarget) {
  Made made(3, 4, 2, 1, 2);
  EncoderTables pairs;
  pairs.regulators = 3;
  made.AddPairs({0, 1, 1, 2}, {2, 0}, {0.5, -1});
  pairs.pair_first = made.pair_first;
  pairs.pair_target = made.pair_target;
  pairs.pair_weight = made.pair_weight;
  const double one = std::exp(1.0) - 1;
  const Gains both = Encode(pairs, {one, 1, 3}, {0, 0, 0});
  EXPECT_NEAR(both.values[0], -std::log(4.0), 1e-12);
  EXPECT_EQ(both.values[1], 0);
  EXPECT_NEAR(both.values[2], 0.5, 1e-12);
  EXPECT_EQ(Encode(pairs, {one, 1, 0}, {0, 0, 0}).values[0], 0);
}

TEST(Encoder, ReadsTheRowsOfWhatIsPresentAlone) {
  Made made(3, 4, 2, 1, 2);
  made.AddPairs({0, 1, 1, 2}, {2, 0}, {0.5, -1});
  const Gains before = Encode(made.tables, {1, 0, 2}, {1, 2, 3});
  for (int j = 0; j < 4; ++j) {
    made.token[4 + j] = made.level[4 + j] = made.gain[4 + j] = std::nanf("");
  }
  const Gains after = Encode(made.tables, {1, 0, 2}, {1, 99, 3});
  ASSERT_TRUE(after.status.ok()) << after.status;
  EXPECT_EQ(after.values, before.values);
  for (const int table : {0, 3, 6}) {
    EXPECT_TRUE(after.reads.Has(table) && after.reads.Has(table + 2));
    EXPECT_FALSE(after.reads.Has(table + 1));
  }
  EXPECT_TRUE(after.reads.Has(9));
  EXPECT_TRUE(after.reads.Has(10) && !after.reads.Has(11));
  const Gains none = Encode(made.tables, {0, 0, 0}, {0, 0, 0});
  EXPECT_THAT(none.values, Each(0.0));
  EXPECT_FALSE(none.reads.Has(9));
  EXPECT_EQ(none.flops, 0);
}

TEST(Encoder, RefusesAGainThatIsNotFinite) {
  Made made(3, 4, 2, 1, 2);
  made.gain[2 * 4] = std::numeric_limits<float>::infinity();
  const absl::Status status = Encode(made.tables, {1, 1, 1}, {1, 1, 1}).status;
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("regulator #2 came out"));
}

TEST(Encoder, RefusesTablesThatDoNotFit) {
  const Made made(3, 4, 2, 1, 2);
  EXPECT_TRUE(Encoder::Create(made.tables).ok());
  const auto expect_wrong = [&](auto change) {
    EncoderTables tables = made.tables;
    change(tables);
    EXPECT_EQ(Encoder::Create(tables).status().code(),
              absl::StatusCode::kDataLoss);
  };
  expect_wrong([](EncoderTables& t) { t.heads = 3; });
  expect_wrong([](EncoderTables& t) { t.heads = 0; });
  expect_wrong([](EncoderTables& t) { t.token.remove_suffix(1); });
  expect_wrong([](EncoderTables& t) { t.level = {}; });
  expect_wrong([](EncoderTables& t) { t.latent = {}; });
  expect_wrong([](EncoderTables& t) { t.self.remove_suffix(16); });
  expect_wrong([](EncoderTables& t) { t.sharpness.remove_suffix(1); });
  expect_wrong([](EncoderTables& t) { t.token = {}; });
  for (const std::vector<uint32_t>& first : {std::vector<uint32_t>{0, 1, 2},
                                             {1, 1, 1, 2},
                                             {0, 2, 1, 2},
                                             {0, 0, 0, 1}}) {
    Made pairs(3, 4, 2, 1, 2);
    pairs.AddPairs(first, {2, 0}, {0.5, -1});
    EXPECT_FALSE(Encoder::Create(pairs.tables).ok());
  }
  Made astray(3, 4, 2, 1, 2);
  astray.AddPairs({0, 1, 1, 2}, {2, 3}, {0.5, -1});
  EXPECT_FALSE(Encoder::Create(astray.tables).ok());
}

}  // namespace
}  // namespace regulon
