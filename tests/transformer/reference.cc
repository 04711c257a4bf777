#include "tests/transformer/reference.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

namespace regulon::reference {
namespace {

using Activation = std::function<double(double)>;

double Silu(double v) { return v / (1 + std::exp(-v)); }
double Gelu(double v) { return v * (1 + std::erf(v / std::sqrt(2.0))) / 2; }
double Relu(double v) { return std::max(0.0, v); }

// torch.nn.Linear: y = W x (+ b).
Vector Linear(const HfTensors& tensors, const std::string& name,
              const Vector& x) {
  const HfTensor& weight = tensors.at(name + ".weight");
  Vector y(weight.shape.at(0));
  for (size_t o = 0; o < y.size(); ++o) {
    for (size_t i = 0; i < x.size(); ++i) {
      y[o] += weight.values.at(o * x.size() + i) * x[i];
    }
  }
  const auto bias = tensors.find(name + ".bias");
  if (bias == tensors.end()) return y;
  for (size_t o = 0; o < y.size(); ++o) y[o] += bias->second.values.at(o);
  return y;
}

Vector Row(const HfTensors& tensors, const std::string& name, int row) {
  const HfTensor& table = tensors.at(name);
  const int64_t width = table.shape.at(1);
  Vector values(width);
  for (int64_t i = 0; i < width; ++i) {
    values[i] = table.values.at(row * width + i);
  }
  return values;
}

Vector operator+(Vector a, const Vector& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += b.at(i);
  return a;
}

Vector RmsNorm(const HfTensors& tensors, const std::string& name, Vector x,
               double floor) {
  double squares = 0;
  for (const double v : x) squares += v * v;
  const double scale = 1 / std::sqrt(squares / x.size() + floor);
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] *= scale * tensors.at(name + ".weight").values.at(i);
  }
  return x;
}

Vector LayerNorm(const HfTensors& tensors, const std::string& name, Vector x,
                 double floor) {
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / x.size();
  double variance = 0;
  for (const double v : x) variance += (v - mean) * (v - mean) / x.size();
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = (x[i] - mean) / std::sqrt(variance + floor) *
               tensors.at(name + ".weight").values.at(i) +
           tensors.at(name + ".bias").values.at(i);
  }
  return x;
}

// q cos + rotate_half(q) sin, where rotate_half([a, b]) = [-b, a].
void Rotate(double base, int position, int head_width, Vector& row) {
  const int half = head_width / 2;
  for (size_t head = 0; head < row.size(); head += head_width) {
    for (int i = 0; i < half; ++i) {
      const double angle = position / std::pow(base, 2.0 * i / head_width);
      const double a = row[head + i], b = row[head + half + i];
      row[head + i] = a * std::cos(angle) - b * std::sin(angle);
      row[head + half + i] = b * std::cos(angle) + a * std::sin(angle);
    }
  }
}

Vector Softmax(Vector scores) {
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& v : scores) sum += v = std::exp(v - largest);
  for (double& v : scores) v /= sum;
  return scores;
}

// softmax(q k / sqrt(head width)) v over the tokens that `attends` lets t read;
// head h of the queries reads head h / (heads / key_heads) of keys and values.
Vector Attend(const Rows& q, const Rows& k, const Rows& v, size_t t, int heads,
              int key_heads, int head_width,
              const std::function<bool(size_t)>& attends) {
  Vector read(heads * head_width);
  std::vector<size_t> sources;
  for (size_t s = 0; s < k.size(); ++s) {
    if (attends(s)) sources.push_back(s);
  }
  if (sources.empty()) return read;
  for (int h = 0; h < heads; ++h) {
    const int own = h * head_width;
    const int shared = h / (heads / key_heads) * head_width;
    Vector scores;
    for (const size_t s : sources) {
      double score = 0;
      for (int i = 0; i < head_width; ++i) {
        score += q[t][own + i] * k[s][shared + i];
      }
      scores.push_back(score / std::sqrt(head_width));
    }
    const Vector share = Softmax(scores);
    for (size_t i = 0; i < sources.size(); ++i) {
      for (int c = 0; c < head_width; ++c) {
        read[own + c] += share[i] * v[sources[i]][shared + c];
      }
    }
  }
  return read;
}

bool Has(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The k most likely experts, the required ones first; ties to the lowest.
std::vector<int> ChooseExperts(const Vector& share, int top_k,
                               const ReadingOptions& options) {
  std::vector<int> order;
  for (size_t e = 0; e < share.size(); ++e) {
    if (!Has(options.forbidden, e)) order.push_back(e);
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    const bool a_first = Has(options.required, a);
    const bool b_first = Has(options.required, b);
    return a_first != b_first ? a_first : share[a] > share[b];
  });
  const size_t count = std::max<size_t>(top_k, options.required.size());
  if (order.size() > count) order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
}

// MixtralSparseMoeBlock. w1: gate, w3: up, w2: down.
Vector Mixture(const MixtralShape& shape, const HfTensors& tensors,
               const std::string& block, const Vector& x,
               const ReadingOptions& options, Vector& gate,
               std::vector<int>& chosen) {
  gate = Linear(tensors, block + "gate", x);
  const Vector share = Softmax(gate);
  chosen = ChooseExperts(share, shape.top_k, options);
  double sum = 0;
  for (const int e : chosen) sum += share[e];
  Vector y(x.size());
  for (const int e : chosen) {
    const std::string expert = block + "experts." + std::to_string(e) + ".";
    Vector inner = Linear(tensors, expert + "w1", x);
    const Vector up = Linear(tensors, expert + "w3", x);
    for (size_t i = 0; i < inner.size(); ++i) inner[i] = Silu(inner[i]) * up[i];
    const Vector out = Linear(tensors, expert + "w2", inner);
    for (size_t i = 0; i < y.size(); ++i) y[i] += share[e] / sum * out[i];
  }
  return y;
}

Vector Apply(const Activation& activation, Vector x) {
  for (double& v : x) v = activation(v);
  return x;
}

}  // namespace

Reading ReadMixtral(const MixtralShape& shape, const HfTensors& tensors,
                    const std::vector<int>& tokens,
                    const ReadingOptions& options) {
  Reading reading;
  Rows x;
  for (const int token : tokens) {
    x.push_back(Row(tensors, "model.embed_tokens.weight", token));
  }
  reading.layers.push_back(x);
  for (int l = 0; l < shape.layers; ++l) {
    const std::string layer = "model.layers." + std::to_string(l) + ".";
    Rows q, k, v;
    for (size_t t = 0; t < x.size(); ++t) {
      const Vector h =
          RmsNorm(tensors, layer + "input_layernorm", x[t], shape.norm_floor);
      q.push_back(Linear(tensors, layer + "self_attn.q_proj", h));
      k.push_back(Linear(tensors, layer + "self_attn.k_proj", h));
      v.push_back(Linear(tensors, layer + "self_attn.v_proj", h));
      Rotate(shape.rotary_base, t, shape.head_width, q[t]);
      Rotate(shape.rotary_base, t, shape.head_width, k[t]);
    }
    reading.experts.emplace_back(x.size());
    reading.gate.emplace_back(x.size());
    for (size_t t = 0; t < x.size(); ++t) {
      const Vector read = Attend(
          q, k, v, t, shape.heads, shape.key_heads, shape.head_width,
          [&](size_t s) {
            return s <= t && (shape.window == 0 || s + shape.window > t) &&
                   (options.absent.empty() || !options.absent[s]);
          });
      x[t] = x[t] + Linear(tensors, layer + "self_attn.o_proj", read);
      const Vector h = RmsNorm(tensors, layer + "post_attention_layernorm",
                               x[t], shape.norm_floor);
      x[t] = x[t] + Mixture(shape, tensors, layer + "block_sparse_moe.", h,
                            options, reading.gate[l][t], reading.experts[l][t]);
    }
    reading.layers.push_back(x);
  }
  for (const Vector& row : x) {
    reading.hidden.push_back(
        RmsNorm(tensors, "model.norm", row, shape.norm_floor));
    reading.logits.push_back(
        Linear(tensors, shape.tied ? "model.embed_tokens" : "lm_head",
               reading.hidden.back()));
  }
  return reading;
}

Reading ReadBert(const BertShape& shape, const HfTensors& tensors,
                 const std::vector<int>& tokens,
                 const ReadingOptions& options) {
  const Activation activation = shape.rectify ? Relu : Gelu;
  const int head_width = shape.width / shape.heads;
  const std::string embeddings = "bert.embeddings.";
  Reading reading;
  Rows x;
  for (size_t t = 0; t < tokens.size(); ++t) {
    const Vector sum =
        Row(tensors, embeddings + "word_embeddings.weight", tokens[t]) +
        Row(tensors, embeddings + "position_embeddings.weight", t) +
        Row(tensors, embeddings + "token_type_embeddings.weight", 0);
    x.push_back(
        LayerNorm(tensors, embeddings + "LayerNorm", sum, shape.norm_floor));
  }
  reading.layers.push_back(x);
  for (int l = 0; l < shape.layers; ++l) {
    const std::string layer = "bert.encoder.layer." + std::to_string(l) + ".";
    Rows q, k, v;
    for (const Vector& row : x) {
      q.push_back(Linear(tensors, layer + "attention.self.query", row));
      k.push_back(Linear(tensors, layer + "attention.self.key", row));
      v.push_back(Linear(tensors, layer + "attention.self.value", row));
    }
    for (size_t t = 0; t < x.size(); ++t) {
      const Vector read = Attend(
          q, k, v, t, shape.heads, shape.heads, head_width, [&](size_t s) {
            return options.absent.empty() || !options.absent[s];
          });
      const Vector h = LayerNorm(
          tensors, layer + "attention.output.LayerNorm",
          x[t] + Linear(tensors, layer + "attention.output.dense", read),
          shape.norm_floor);
      const Vector inner =
          Apply(activation, Linear(tensors, layer + "intermediate.dense", h));
      x[t] = LayerNorm(tensors, layer + "output.LayerNorm",
                       h + Linear(tensors, layer + "output.dense", inner),
                       shape.norm_floor);
    }
    reading.layers.push_back(x);
  }
  reading.hidden = x;
  const std::string head = "cls.predictions.";
  for (const Vector& row : x) {
    const Vector transformed = LayerNorm(
        tensors, head + "transform.LayerNorm",
        Apply(activation, Linear(tensors, head + "transform.dense", row)),
        shape.norm_floor);
    reading.logits.push_back(
        Linear(tensors, embeddings + "word_embeddings", transformed) +
        tensors.at(head + "bias").values);
  }
  return reading;
}

}  // namespace regulon::reference
