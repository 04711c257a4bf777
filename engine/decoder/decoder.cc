#include "engine/decoder/decoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/dense/elementwise.h"
#include "engine/dense/normalize.h"
#include "engine/dense/softmax.h"
#include "engine/encoder/encoder.h"
#include "engine/status.h"

namespace regulon {
namespace {

bool Is(const DecoderTensor& tensor, int64_t rows, int64_t columns) {
  return tensor.rows == rows && tensor.columns == columns &&
         static_cast<int64_t>(tensor.values.size()) == rows * columns;
}

// y [columns] += x [rows] w, whose rows begin at `first`; in the order of rows.
void AddProduct(const float* x, const DecoderTensor& w, int64_t first,
                int64_t rows, float* y) {
  for (int64_t i = 0; i < rows; ++i) {
    AddScaled(x[i], {w.row(first + i), static_cast<size_t>(w.columns)}, y);
  }
}

void Product(const float* x, const DecoderTensor& w, int64_t first,
             int64_t rows, float* y) {
  std::fill(y, y + w.columns, 0.0f);
  AddProduct(x, w, first, rows, y);
}

void Normalize(const float* x, int64_t m, float* y) {
  const auto size = static_cast<size_t>(m);
  RmsNorm({x, size}, {}, kEncoderNormFloor, {y, size});
}

}  // namespace

absl::StatusOr<Decoder> Decoder::Create(const DecoderTables& t) {
  Decoder made(t);
  const int64_t genes = t.genes, m = t.token.columns, blocks = t.up_bias.rows;
  const int64_t f = t.up_bias.columns, recalls = t.recall_gate.rows;
  const bool own = !t.latent.values.empty();
  const int64_t z = own ? m : t.encoder_width;
  bool right = true;
  if (t.token.values.empty()) {
    for (const DecoderTensor* tensor :
         {&t.mean,         &t.scale,        &t.time_step,  &t.latent,
          &t.self,         &t.cross_query,  &t.cross_key,  &t.cross_value,
          &t.cross_output, &t.sharpness,    &t.up,         &t.up_bias,
          &t.down,         &t.recall_query, &t.recall_key, &t.recall_gate,
          &t.output,       &t.output_bias,  &t.linear,     &t.position,
          &t.recall_lag}) {
      right = right && tensor->values.empty();
    }
  } else {
    const int64_t heads = t.sharpness.columns, n = t.position.rows;
    right =
        genes > 0 && m > 0 && blocks > 0 && f > 0 && recalls > 0 && n > 0 &&
        heads > 0 && m % heads == 0 && z > 0 && made.latents() > 0 &&
        (!own || t.latent.columns == m) && Is(t.mean, 1, genes) &&
        Is(t.scale, 1, 1) && t.scale.values[0] > 0 && Is(t.time_step, 1, 1) &&
        Is(t.token, genes, m) && Is(t.position, n, m) &&
        Is(t.self, 4 * blocks * m, m) && Is(t.cross_query, blocks * m, m) &&
        Is(t.cross_key, blocks * z, m) && Is(t.cross_value, blocks * z, m) &&
        Is(t.cross_output, blocks * m, m) &&
        Is(t.sharpness, 2 * blocks, heads) && Is(t.up, blocks * m, f) &&
        Is(t.down, blocks * f, m) && Is(t.recall_query, recalls * m, m) &&
        Is(t.recall_key, recalls * m, m) && Is(t.recall_lag, n, recalls) &&
        Is(t.recall_gate, recalls, genes) && Is(t.output, m, genes) &&
        Is(t.output_bias, 1, genes) &&
        (t.linear.values.empty() || Is(t.linear, genes, genes));
  }
  if (!right) {
    return absl::DataLossError("the tensors of the decoder do not fit");
  }
  return made;
}

AttentionShape Decoder::Shape(int64_t row_of_sharpness, bool causal) const {
  AttentionShape shape;
  const int64_t heads = t_.sharpness.columns;
  shape.heads = shape.key_heads = static_cast<int>(heads);
  shape.head_width = static_cast<int>(width() / heads);
  shape.sharpness = {t_.sharpness.row(row_of_sharpness),
                     static_cast<size_t>(heads)};
  shape.causal = causal;
  return shape;
}

absl::StatusOr<DecoderSequence> Decoder::Start(int64_t steps,
                                               absl::Span<const float> latents,
                                               ReadSet& reads,
                                               int64_t& flops) const {
  const int64_t m = width(), count = this->latents();
  const bool own = !reads_latents();
  const int64_t z = own ? m : t_.encoder_width;
  if (static_cast<int64_t>(latents.size()) != (own ? 0 : count * z)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the decoder reads ", own ? 0 : count * z,
                     " numbers of an encoder, not ", latents.size()));
  }
  ASSIGN_OR_RETURN(KvCache cache,
                   KvCache::Create(static_cast<int>(blocks()), steps, m));
  DecoderSequence sequence(std::move(cache));
  const float* source = own ? t_.latent.values.data() : latents.data();
  sequence.keys_.resize(blocks() * count * m);
  sequence.values_.resize(blocks() * count * m);
  for (int64_t b = 0; b < blocks(); ++b) {
    for (int64_t k = 0; k < count; ++k) {
      const int64_t at = (b * count + k) * m;
      Product(source + k * z, t_.cross_key, b * z, z,
              sequence.keys_.data() + at);
      Product(source + k * z, t_.cross_value, b * z, z,
              sequence.values_.data() + at);
    }
  }
  for (const DecoderTensor* tensor :
       {&t_.time_step, &t_.latent, &t_.cross_key, &t_.cross_value}) {
    reads.Mark(tensor->units);
  }
  flops += 4 * blocks() * count * z * m;
  const auto sources = static_cast<int64_t>(std::max(steps, count));
  sequence.rows_.resize(4 * m + t_.up.columns);
  sequence.wide_.resize(t_.genes);
  sequence.score_.resize(sources);
  return sequence;
}

void Decoder::Mark(int64_t position, ReadSet& reads) const {
  for (const DecoderTensor* tensor :
       {&t_.mean, &t_.scale, &t_.token, &t_.self, &t_.cross_query,
        &t_.cross_output, &t_.sharpness, &t_.up, &t_.up_bias, &t_.down,
        &t_.recall_query, &t_.recall_key, &t_.recall_gate, &t_.output,
        &t_.output_bias, &t_.linear}) {
    reads.Mark(tensor->units);
  }
  const int64_t last = std::min(position, t_.position.rows - 1);
  reads.Mark(t_.position.units, static_cast<int>(last));
  reads.MarkRange(t_.recall_lag.units, static_cast<int>(last + 1));
}

void Decoder::Encode(const float* state, int64_t position,
                     DecoderSequence& sequence, float* row,
                     int64_t& flops) const {
  const int64_t m = width(), count = latents(), hidden = t_.up.columns;
  float* normal = sequence.rows_.data() + m;
  float* query = normal + m;
  float* attended = query + m;
  float* raised = attended + m;
  KvCache& cache = sequence.cache_;
  Product(state, t_.token, 0, t_.genes, row);
  const float* place =
      t_.position.row(std::min(position, t_.position.rows - 1));
  for (int64_t j = 0; j < m; ++j) row[j] += place[j];
  flops += 2 * t_.genes * m + m;
  const auto attend = [&](const AttentionShape& shape,
                          const KeysAndValues& sources) {
    Attend(shape, 1, query, m, position, sources, sequence.score_.data(),
           attended);
    flops += AttendFlops(shape, 1, position, sources);
  };
  for (int64_t b = 0; b < blocks(); ++b) {
    const auto layer = static_cast<int>(b);
    Normalize(row, m, normal);
    Product(normal, t_.self, 4 * b * m, m, query);
    Product(normal, t_.self, (4 * b + 1) * m, m, cache.KeyRow(layer, position));
    Product(normal, t_.self, (4 * b + 2) * m, m,
            cache.ValueRow(layer, position));
    attend(Shape(2 * b, true), cache.Layer(layer, position + 1));
    AddProduct(attended, t_.self, (4 * b + 3) * m, m, row);

    Normalize(row, m, normal);
    Product(normal, t_.cross_query, b * m, m, query);
    KeysAndValues latent;
    latent.keys = sequence.keys_.data() + b * count * m;
    latent.values = sequence.values_.data() + b * count * m;
    latent.size = count;
    latent.stride = m;
    attend(Shape(2 * b + 1, false), latent);
    AddProduct(attended, t_.cross_output, b * m, m, row);

    Normalize(row, m, normal);
    std::copy_n(t_.up_bias.row(b), hidden, raised);
    AddProduct(normal, t_.up, b * m, m, raised);
    Gelu({raised, static_cast<size_t>(hidden)});
    AddProduct(raised, t_.down, b * hidden, hidden, row);
  }
  Normalize(row, m, row);
  // Six products with m x m, two with m x f, three norms of 4 m, and Gelu of 4.
  flops +=
      blocks() * (12 * m * m + 4 * m * hidden + 12 * m + 4 * hidden) + 4 * m;
}

void Decoder::Recall(const float* row, int64_t position,
                     DecoderSequence& sequence, float* change,
                     int64_t& flops) const {
  const int64_t m = width(), genes = t_.genes;
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(m)));
  float* query = sequence.rows_.data() + 2 * m;
  float* wide = sequence.wide_.data();
  const float* now = sequence.states_.data() + position * genes;
  const auto sources = static_cast<size_t>(position + 1);
  for (int64_t r = 0; r < recalls(); ++r) {
    const auto key_of = [&](int64_t j) {
      return sequence.recall_keys_.data() + (j * recalls() + r) * m;
    };
    Product(row, t_.recall_query, r * m, m, query);
    Product(row, t_.recall_key, r * m, m, key_of(position));
    for (int64_t j = 0; j <= position; ++j) {
      float sum = 0;
      for (int64_t i = 0; i < m; ++i) sum += query[i] * key_of(j)[i];
      const int64_t lag = std::min(position - j, t_.recall_lag.rows - 1);
      sequence.score_[j] = scale * sum + t_.recall_lag.row(lag)[r];
    }
    Softmax({sequence.score_.data(), sources}, false);
    for (int64_t g = 0; g < genes; ++g) wide[g] = -now[g];
    for (int64_t j = 0; j <= position; ++j) {
      AddScaled(
          sequence.score_[j],
          {sequence.states_.data() + j * genes, static_cast<size_t>(genes)},
          wide);
    }
    const float* gate = t_.recall_gate.row(r);
    for (int64_t g = 0; g < genes; ++g) change[g] += gate[g] * wide[g];
  }
  const auto read = static_cast<int64_t>(sources);
  flops += recalls() * (4 * m * m + read * (2 * m + 6 + 2 * genes) + 3 * genes);
}

absl::Status Decoder::Read(absl::Span<const float> states,
                           DecoderSequence& sequence, absl::Span<float> next,
                           ReadSet& reads, int64_t& flops) const {
  const int64_t genes = t_.genes, m = width();
  const int64_t rows = static_cast<int64_t>(states.size()) / genes;
  if (sequence.size() + rows > sequence.steps()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a decoder started for ", sequence.steps(),
                     " steps cannot read ", sequence.size() + rows));
  }
  const float scale = t_.scale.values[0];
  float* row = sequence.rows_.data();
  for (int64_t i = 0; i < rows; ++i) {
    const int64_t position = sequence.size();
    sequence.states_.resize((position + 1) * genes);
    sequence.recall_keys_.resize((position + 1) * recalls() * m);
    float* state = sequence.states_.data() + position * genes;
    for (int64_t g = 0; g < genes; ++g) {
      state[g] = (states[i * genes + g] - t_.mean.values[g]) / scale;
    }
    Encode(state, position, sequence, row, flops);
    sequence.cache_.Append(1);
    float* change = next.data() + i * genes;
    std::copy_n(t_.output_bias.values.data(), genes, change);
    AddProduct(row, t_.output, 0, m, change);
    if (!t_.linear.values.empty()) {
      AddProduct(state, t_.linear, 0, genes, change);
      flops += 2 * genes * genes;
    }
    Recall(row, position, sequence, change, flops);
    for (int64_t g = 0; g < genes; ++g) {
      change[g] = states[i * genes + g] + scale * change[g];
      if (std::isfinite(change[g])) continue;
      return absl::OutOfRangeError(absl::StrCat(
          "step ", position + 1, " of gene #", g, " came out as ", change[g]));
    }
    Mark(position, reads);
    flops += 2 * m * genes + 4 * genes;
  }
  return absl::OkStatus();
}

}  // namespace regulon
