#include "engine/encoder/encoder.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/dense/elementwise.h"
#include "engine/dense/normalize.h"

namespace regulon {
namespace {

// y [rows, m] = x [rows, m] w [m, m]. Each sum runs over rows of w in order.
void Multiply(const float* x, int64_t rows, const float* w, int64_t m,
              float* y) {
  for (int64_t r = 0; r < rows; ++r) {
    float* to = y + r * m;
    std::fill(to, to + m, 0.0f);
    for (int64_t i = 0; i < m; ++i) {
      AddScaled(x[r * m + i], absl::MakeSpan(w + i * m, m), to);
    }
  }
}

void Normalize(const float* x, int64_t rows, int64_t m, float* y) {
  for (int64_t r = 0; r < rows; ++r) {
    RmsNorm(absl::MakeSpan(x + r * m, m), {}, kEncoderNormFloor,
            absl::MakeSpan(y + r * m, m));
  }
}

}  // namespace

// s sources at most: all regulators, or the latents.
struct Encoder::Scratch {
  float *tokens, *keys, *values;                // [s, m]
  float* scores;                                // [s]
  float *latents, *queries, *attended, *added;  // [K, m]
};

absl::StatusOr<Encoder> Encoder::Create(const EncoderTables& t) {
  const auto regulators = static_cast<size_t>(t.regulators);
  const auto m = static_cast<size_t>(t.width);
  bool right = true;
  if (!t.token.empty()) {
    const size_t block = kEncoderWeights * m * m;
    right = m > 0 && t.heads > 0 && m % t.heads == 0 &&
            t.token.size() == regulators * m &&
            t.level.size() == regulators * m &&
            t.gain.size() == regulators * m && !t.latent.empty() &&
            t.latent.size() % m == 0 && !t.cross.empty() &&
            t.cross.size() % block == 0 && t.self.size() == t.cross.size() &&
            t.sharpness.size() == t.cross.size() / block * 2 * t.heads;
  } else {
    right = t.level.empty() && t.latent.empty() && t.cross.empty() &&
            t.self.empty() && t.sharpness.empty() && t.gain.empty();
  }
  if (!t.pair_first.empty()) {
    right = right && t.pair_first.size() == regulators + 1 &&
            t.pair_first.front() == 0 &&
            t.pair_first.back() == t.pair_target.size() &&
            t.pair_weight.size() == t.pair_target.size() &&
            std::is_sorted(t.pair_first.begin(), t.pair_first.end());
    for (const uint32_t target : t.pair_target) {
      right = right && target < regulators;
    }
  } else {
    right = right && t.pair_target.empty() && t.pair_weight.empty();
  }
  if (!right) {
    return absl::DataLossError("the tensors of the encoder do not fit");
  }
  return Encoder(t);
}

int64_t Encoder::scratch_size() const {
  if (!has_latents()) return 0;
  const int64_t sources = std::max<int64_t>(t_.regulators, latents());
  return sources * (3 * t_.width + 1) + 4 * latents() * t_.width;
}

Encoder::Scratch Encoder::Divide(float* scratch) const {
  const int64_t sources = std::max<int64_t>(t_.regulators, latents());
  const auto take = [&scratch](int64_t size) {
    float* taken = scratch;
    scratch += size;
    return taken;
  };
  Scratch s;
  for (float** part : {&s.tokens, &s.keys, &s.values}) {
    *part = take(sources * t_.width);
  }
  s.scores = take(sources);
  for (float** part : {&s.latents, &s.queries, &s.attended, &s.added}) {
    *part = take(latents() * t_.width);
  }
  return s;
}

AttentionShape Encoder::ShapeOf(const float* sharpness) const {
  AttentionShape shape;
  shape.heads = shape.key_heads = static_cast<int>(t_.heads);
  shape.head_width = static_cast<int>(t_.width / t_.heads);
  shape.sharpness = absl::MakeSpan(sharpness, t_.heads);
  return shape;
}

void Encoder::Attend(const float* weights, const float* sharpness,
                     const float* source, int64_t sources,
                     const Scratch& s) const {
  const int64_t m = t_.width, k = latents();
  const auto weight = [&](EncoderWeight which) {
    return weights + static_cast<int>(which) * m * m;
  };
  Normalize(s.latents, k, m, s.added);
  Multiply(s.added, k, weight(EncoderWeight::kQuery), m, s.queries);
  Multiply(source, sources, weight(EncoderWeight::kKey), m, s.keys);
  Multiply(source, sources, weight(EncoderWeight::kValue), m, s.values);
  KeysAndValues rows;
  rows.keys = s.keys;
  rows.values = s.values;
  rows.size = sources;
  rows.stride = m;
  regulon::Attend(ShapeOf(sharpness), k, s.queries, m, 0, rows, s.scores,
                  s.attended);
  Multiply(s.attended, k, weight(EncoderWeight::kOutput), m, s.added);
  for (int64_t i = 0; i < k * m; ++i) s.latents[i] += s.added[i];
}

// Z is then in s.added, z the first row of s.queries.
void Encoder::Encode(absl::Span<const uint32_t> present,
                     absl::Span<const float> x, const Scratch& s) const {
  const int64_t m = t_.width, k = latents();
  const auto count = static_cast<int64_t>(present.size());
  for (int64_t i = 0; i < count; ++i) {
    const int64_t at = present[i] * m;
    for (int64_t j = 0; j < m; ++j) {
      s.tokens[i * m + j] = t_.token[at + j] + x[present[i]] * t_.level[at + j];
    }
  }
  Normalize(s.tokens, count, m, s.tokens);
  std::copy(t_.latent.begin(), t_.latent.end(), s.latents);
  const int64_t block = kEncoderWeights * m * m;
  const float* sharpness = t_.sharpness.data();
  for (size_t at = 0; at < t_.cross.size(); at += block) {
    Attend(t_.cross.data() + at, sharpness, s.tokens, count, s);
    // Attend reads its sources before it writes s.attended.
    Normalize(s.latents, k, m, s.attended);
    Attend(t_.self.data() + at, sharpness + t_.heads, s.attended, k, s);
    sharpness += 2 * t_.heads;
  }
  Normalize(s.latents, k, m, s.added);
  std::copy_n(s.added, m, s.queries);
  for (int64_t latent = 1; latent < k; ++latent) {
    for (int64_t j = 0; j < m; ++j) s.queries[j] += s.added[latent * m + j];
  }
  for (int64_t j = 0; j < m; ++j) s.queries[j] /= static_cast<float>(k);
}

int64_t Encoder::EncodeFlops(int64_t present) const {
  const int64_t m = t_.width, k = latents(), block = kEncoderWeights * m * m;
  const auto attend = [&](int64_t sources) {
    KeysAndValues rows;
    rows.size = sources;
    return 2 * m * m * (2 * k + 2 * sources) +  // four products
           5 * k * m + AttendFlops(ShapeOf(nullptr), k, 0, rows);
  };
  return present * 5 * m +
         static_cast<int64_t>(t_.cross.size()) / block *
             (attend(present) + attend(k) + 3 * k * m) +
         4 * k * m + 2 * present * m;
}

absl::Span<const float> Encoder::Latents(absl::Span<float> scratch) const {
  return {Divide(scratch.data()).added,
          static_cast<size_t>(latents() * t_.width)};
}

absl::Status Encoder::Run(absl::Span<const double> activity,
                          absl::Span<const uint32_t> present,
                          absl::Span<const float> x, absl::Span<float> scratch,
                          absl::Span<double> gain, ReadSet& reads,
                          int64_t& flops) const {
  std::fill(gain.begin(), gain.end(), 0.0);
  if (present.empty()) return absl::OkStatus();
  if (has_latents()) {
    for (const Units units :
         {t_.latent_units, t_.cross_units, t_.self_units, t_.sharpness_units}) {
      reads.Mark(units);
    }
    const Scratch s = Divide(scratch.data());
    Encode(present, x, s);
    for (const uint32_t t : present) {
      reads.Mark(t_.token_units, static_cast<int>(t));
      reads.Mark(t_.level_units, static_cast<int>(t));
      reads.Mark(t_.gain_units, static_cast<int>(t));
      float sum = 0;
      for (int64_t j = 0; j < t_.width; ++j) {
        sum += t_.gain[t * t_.width + j] * s.queries[j];
      }
      gain[t] = sum;
    }
    flops += EncodeFlops(static_cast<int64_t>(present.size()));
  }
  if (!t_.pair_first.empty()) {
    reads.Mark(t_.pair_first_units);
    for (const uint32_t source : present) {
      reads.Mark(t_.pair_target_units, static_cast<int>(source));
      reads.Mark(t_.pair_weight_units, static_cast<int>(source));
      const uint32_t begin = t_.pair_first[source];
      const uint32_t end = t_.pair_first[source + 1];
      if (begin == end) continue;
      const double level = std::log1p(activity[source]);
      for (uint32_t i = begin; i < end; ++i) {
        gain[t_.pair_target[i]] += t_.pair_weight[i] * level;
      }
      flops += 2 + 2 * (end - begin);
    }
  }
  for (size_t t = 0; t < gain.size(); ++t) {
    if (!std::isfinite(gain[t])) {
      return absl::OutOfRangeError(
          absl::StrCat("the gain of regulator #", t, " came out as ", gain[t]));
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
