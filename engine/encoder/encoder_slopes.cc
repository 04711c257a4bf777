#include "engine/encoder/encoder_slopes.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

using Rows = std::vector<double>;

// x [rows, m] w [m, m].
Rows Multiply(const Rows& x, const float* w, int64_t m) {
  Rows y(x.size());
  for (size_t r = 0; r < x.size(); r += m) {
    for (int64_t i = 0; i < m; ++i) {
      const double factor = x[r + i];
      for (int64_t j = 0; j < m; ++j) y[r + j] += factor * w[i * m + j];
    }
  }
  return y;
}

// x [rows, m] w^T.
Rows MultiplyTransposed(const Rows& x, const float* w, int64_t m) {
  Rows y(x.size());
  for (size_t r = 0; r < x.size(); r += m) {
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < m; ++j) y[r + i] += x[r + j] * w[i * m + j];
    }
  }
  return y;
}

double Length(const double* row, int64_t m) {
  double squares = 0;
  for (int64_t j = 0; j < m; ++j) squares += row[j] * row[j];
  return std::sqrt(squares / static_cast<double>(m) + kEncoderNormFloor);
}

Rows Normalized(Rows x, int64_t m) {
  for (size_t r = 0; r < x.size(); r += m) {
    const double length = Length(&x[r], m);
    for (int64_t j = 0; j < m; ++j) x[r + j] /= length;
  }
  return x;
}

// The derivative of norm x along `along`, which is also what a derivative by
// norm x is by x: the matrix (1 - n n^T / m) / length is symmetric.
Rows NormalizedSlope(const Rows& x, const Rows& along, int64_t m) {
  Rows slope(x.size());
  for (size_t r = 0; r < x.size(); r += m) {
    const double length = Length(&x[r], m);
    double dot = 0;
    for (int64_t j = 0; j < m; ++j) dot += x[r + j] * along[r + j];
    dot /= static_cast<double>(m) * length * length;
    for (int64_t j = 0; j < m; ++j) {
      slope[r + j] = (along[r + j] - x[r + j] * dot) / length;
    }
  }
  return slope;
}

void Add(const Rows& from, Rows& to) {
  for (size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

}  // namespace

const float* PreciseEncoder::weight(const float* weights,
                                    EncoderWeight which) const {
  return weights + static_cast<int>(which) * t_.width * t_.width;
}

void PreciseEncoder::Attend(const float* weights, const float* sharpness,
                            const Rows& source, Rows& z,
                            Trace::Attention& a) const {
  const int64_t m = t_.width, head = m / t_.heads, k = latents();
  const auto sources = static_cast<int64_t>(source.size()) / m;
  a.queries_from = z;
  a.queries =
      Multiply(Normalized(z, m), weight(weights, EncoderWeight::kQuery), m);
  a.keys = Multiply(source, weight(weights, EncoderWeight::kKey), m);
  a.values = Multiply(source, weight(weights, EncoderWeight::kValue), m);
  a.shares.assign(k * t_.heads * sources, 0);
  Rows attended(k * m);
  for (int64_t latent = 0; latent < k; ++latent) {
    for (int64_t h = 0; h < t_.heads; ++h) {
      const int64_t at = latent * m + h * head;
      double* shares = &a.shares[(latent * t_.heads + h) * sources];
      for (int64_t i = 0; i < sources; ++i) {
        for (int64_t j = 0; j < head; ++j) {
          shares[i] += a.queries[at + j] * a.keys[i * m + h * head + j];
        }
        shares[i] *= sharpness[h];
      }
      const double largest = *std::max_element(shares, shares + sources);
      double sum = 0;
      for (int64_t i = 0; i < sources; ++i) {
        sum += shares[i] = std::exp(shares[i] - largest);
      }
      for (int64_t i = 0; i < sources; ++i) {
        shares[i] /= sum;
        for (int64_t j = 0; j < head; ++j) {
          attended[at + j] += shares[i] * a.values[i * m + h * head + j];
        }
      }
    }
  }
  Add(Multiply(attended, weight(weights, EncoderWeight::kOutput), m), z);
}

void PreciseEncoder::BackwardAttend(const float* weights,
                                    const float* sharpness,
                                    const Trace::Attention& a, Rows& by_z,
                                    Rows& by_keys, Rows& by_values) const {
  const int64_t m = t_.width, head = m / t_.heads, k = latents();
  const auto sources = static_cast<int64_t>(a.keys.size()) / m;
  const Rows by_attended =
      MultiplyTransposed(by_z, weight(weights, EncoderWeight::kOutput), m);
  by_keys.assign(a.keys.size(), 0);
  by_values.assign(a.values.size(), 0);
  Rows by_queries(k * m), by_shares(sources);
  for (int64_t latent = 0; latent < k; ++latent) {
    for (int64_t h = 0; h < t_.heads; ++h) {
      const int64_t at = latent * m + h * head;
      const double* shares = &a.shares[(latent * t_.heads + h) * sources];
      double mean = 0;
      for (int64_t i = 0; i < sources; ++i) {
        by_shares[i] = 0;
        for (int64_t j = 0; j < head; ++j) {
          const int64_t of = i * m + h * head + j;
          by_shares[i] += by_attended[at + j] * a.values[of];
          by_values[of] += by_attended[at + j] * shares[i];
        }
        mean += shares[i] * by_shares[i];
      }
      for (int64_t i = 0; i < sources; ++i) {
        const double by_score =
            sharpness[h] * shares[i] * (by_shares[i] - mean);
        for (int64_t j = 0; j < head; ++j) {
          const int64_t of = i * m + h * head + j;
          by_queries[at + j] += by_score * a.keys[of];
          by_keys[of] += by_score * a.queries[at + j];
        }
      }
    }
  }
  Add(NormalizedSlope(
          a.queries_from,
          MultiplyTransposed(by_queries, weight(weights, EncoderWeight::kQuery),
                             m),
          m),
      by_z);
}

PreciseEncoder::Rows PreciseEncoder::Encode(absl::Span<const double> x,
                                            Trace& trace) const {
  const int64_t m = t_.width, block = kEncoderWeights * m * m;
  Rows tokens, levels;
  for (const uint32_t t : trace.tokens) {
    for (int64_t j = t * m; j < (t + 1) * m; ++j) {
      tokens.push_back(t_.token[j] + x[t] * t_.level[j]);
      levels.push_back(t_.level[j]);
    }
  }
  const Rows slopes = NormalizedSlope(tokens, levels, m);
  tokens = Normalized(std::move(tokens), m);
  Rows z(t_.latent.begin(), t_.latent.end());
  const float* sharpness = t_.sharpness.data();
  for (size_t at = 0; at < t_.cross.size(); at += block) {
    const float* cross = t_.cross.data() + at;
    Trace::Attention& first = trace.attentions.emplace_back();
    Attend(cross, sharpness, tokens, z, first);
    first.key_slopes = Multiply(slopes, weight(cross, EncoderWeight::kKey), m);
    first.value_slopes =
        Multiply(slopes, weight(cross, EncoderWeight::kValue), m);
    const Rows source = Normalized(z, m);
    Attend(t_.self.data() + at, sharpness + t_.heads, source, z,
           trace.attentions.emplace_back());
    sharpness += 2 * t_.heads;
  }
  trace.latents = z;
  const Rows normal = Normalized(std::move(z), m);
  Rows mean(m);
  for (size_t i = 0; i < normal.size(); ++i) {
    mean[i % m] += normal[i] / static_cast<double>(latents());
  }
  return mean;
}

void PreciseEncoder::BackwardEncode(const Trace& trace, Rows by_mean,
                                    absl::Span<double> by_x) const {
  const int64_t m = t_.width, block = kEncoderWeights * m * m;
  Rows by_normal(trace.latents.size());
  for (size_t i = 0; i < by_normal.size(); ++i) {
    by_normal[i] = by_mean[i % m] / static_cast<double>(latents());
  }
  Rows by_z = NormalizedSlope(trace.latents, by_normal, m);
  Rows by_keys, by_values;
  for (size_t b = t_.cross.size() / block; b-- > 0;) {
    const float* sharpness = t_.sharpness.data() + 2 * b * t_.heads;
    const float* self = t_.self.data() + b * block;
    const Trace::Attention& second = trace.attentions[2 * b + 1];
    BackwardAttend(self, sharpness + t_.heads, second, by_z, by_keys,
                   by_values);
    Rows by_source =
        MultiplyTransposed(by_keys, weight(self, EncoderWeight::kKey), m);
    Add(MultiplyTransposed(by_values, weight(self, EncoderWeight::kValue), m),
        by_source);
    Add(NormalizedSlope(second.queries_from, by_source, m), by_z);
    const Trace::Attention& first = trace.attentions[2 * b];
    BackwardAttend(t_.cross.data() + b * block, sharpness, first, by_z, by_keys,
                   by_values);
    for (size_t i = 0; i < by_keys.size(); ++i) {
      by_x[trace.tokens[i / m]] += by_keys[i] * first.key_slopes[i] +
                                   by_values[i] * first.value_slopes[i];
    }
  }
}

void PreciseEncoder::Run(absl::Span<const double> activity,
                         absl::Span<const uint32_t> tokens,
                         absl::Span<const double> x, absl::Span<double> gain,
                         Trace& trace) const {
  trace.tokens.assign(tokens.begin(), tokens.end());
  trace.attentions.clear();
  std::fill(gain.begin(), gain.end(), 0.0);
  if (tokens.empty()) return;
  if (has_latents()) {
    const Rows z = Encode(x, trace);
    for (const uint32_t t : tokens) {
      for (int64_t j = 0; j < t_.width; ++j) {
        gain[t] += t_.gain[t * t_.width + j] * z[j];
      }
    }
  }
  if (t_.pair_first.empty()) return;
  for (const uint32_t source : tokens) {
    for (uint32_t i = t_.pair_first[source]; i < t_.pair_first[source + 1];
         ++i) {
      gain[t_.pair_target[i]] +=
          t_.pair_weight[i] * std::log1p(activity[source]);
    }
  }
}

void PreciseEncoder::Backward(absl::Span<const double> activity,
                              const Trace& trace,
                              absl::Span<const double> by_gain,
                              absl::Span<double> by_x,
                              absl::Span<double> by_log_activity) const {
  if (trace.tokens.empty()) return;
  if (has_latents()) {
    Rows by_mean(t_.width);
    for (const uint32_t t : trace.tokens) {
      for (int64_t j = 0; j < t_.width; ++j) {
        by_mean[j] += by_gain[t] * t_.gain[t * t_.width + j];
      }
    }
    BackwardEncode(trace, std::move(by_mean), by_x);
  }
  if (t_.pair_first.empty()) return;
  for (const uint32_t source : trace.tokens) {
    const double slope = activity[source] / (1 + activity[source]);
    for (uint32_t i = t_.pair_first[source]; i < t_.pair_first[source + 1];
         ++i) {
      by_log_activity[source] +=
          t_.pair_weight[i] * by_gain[t_.pair_target[i]] * slope;
    }
  }
}

}  // namespace regulon
