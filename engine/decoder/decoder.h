// One more way to develop: what a cell expresses next, read off all of the
// steps before by a transformer's decoder (Vaswani et al. 2017, arXiv
// 1706.03762) over steps, which recalls past states.
//
//   s_i = (y_i - mean) / scale                       [G], of step i
//   h_i = s_i T + P_min(i, N - 1)                    [m]
//   for each block: h_i <- h_i + attend(norm h_i, norm h_0..i; self weights)
//                   h_i <- h_i + attend(norm h_i, Z;           cross weights)
//                   h_i <- h_i + gelu(norm h_i U + u) D
//   f_i = norm h_i
//   s_i+1 = s_i + f_i O + o + s_i A + sum_r g_r * (sum_j p_rij s_j - s_i)
//   p_rij = softmax over j <= i of (f_i Q_r . f_j K_r / sqrt m + l_r,min(i - j,
//                                                                      N - 1))
//
// Attention and norm are those of the Cooperate stage (encoder.h), with the
// sharpness of each head stored. Z [K, z]: the latents that the encoder makes
// of the regulators present at the start, or the decoder's own. The last term
// is attention whose values are the states themselves: a recall r weighs past
// states p, and each gene goes to what is recalled by its own gate g.
//
// f32 in one fixed order: the same bits for all steps at once and for one after
// the other. Thread-safe once made, but for a sequence.
#ifndef REGULON_ENGINE_DECODER_DECODER_H_
#define REGULON_ENGINE_DECODER_DECODER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attention/attention.h"
#include "engine/attention/kv_cache.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// A view of one tensor of tensors.h, row-major; vectors have one row.
struct DecoderTensor {
  absl::Span<const float> values;
  int64_t rows = 0, columns = 0;
  Units units;
  const float* row(int64_t i) const { return values.data() + i * columns; }
};

struct DecoderTables {
  int genes = 0;
  int64_t encoder_latents = 0, encoder_width = 0;  // of Z; 0: no encoder
  DecoderTensor mean, scale, time_step, token, latent, self, cross_query,
      cross_key, cross_value, cross_output, sharpness, up, up_bias, down,
      recall_query, recall_key, recall_gate, output, output_bias, linear;
  DecoderTensor position, recall_lag;  // with a unit per row
};

class Decoder;

// What a decoder has read of one cell's way.
class DecoderSequence {
 public:
  int64_t size() const { return cache_.size(); }
  int64_t steps() const { return cache_.positions(); }

 private:
  friend class Decoder;
  explicit DecoderSequence(KvCache cache) : cache_(std::move(cache)) {}

  KvCache cache_;                           // of self-attention, by block
  std::vector<float> keys_, values_;        // of Z: [B, K, m]
  std::vector<float> states_;               // [size, G]
  std::vector<float> recall_keys_;          // [size, R, m]
  std::vector<float> rows_, wide_, score_;  // scratch
};

class Decoder {
 public:
  // DataLoss if the tensors do not fit each other. Views must outlive it.
  static absl::StatusOr<Decoder> Create(const DecoderTables& tables);

  // Without tensors there is nothing to start.
  bool exists() const { return t_.genes > 0 && !t_.token.values.empty(); }
  // Whether Start needs an encoder's latents.
  bool reads_latents() const { return t_.latent.values.empty(); }
  // Real time between steps, in the unit of the data it was fitted to.
  double time_step() const { return t_.time_step.values[0]; }

  // For `steps` states at most. latents [K, z]: Z as the encoder made it, or
  // empty where the decoder has its own.
  absl::StatusOr<DecoderSequence> Start(int64_t steps,
                                        absl::Span<const float> latents,
                                        ReadSet& reads, int64_t& flops) const;

  // Reads states [rows, G], each in its gene's unit, after what the sequence
  // holds; next [rows, G]: what follows each. OutOfRange with the gene's index
  // where one is not finite; InvalidArgument beyond the sequence's steps.
  absl::Status Read(absl::Span<const float> states, DecoderSequence& sequence,
                    absl::Span<float> next, ReadSet& reads,
                    int64_t& flops) const;

 private:
  explicit Decoder(const DecoderTables& tables) : t_(tables) {}
  int64_t width() const { return t_.token.columns; }
  int64_t blocks() const { return t_.up_bias.rows; }
  int64_t recalls() const { return t_.recall_gate.rows; }
  int64_t latents() const {
    return reads_latents() ? t_.encoder_latents : t_.latent.rows;
  }
  AttentionShape Shape(int64_t row_of_sharpness, bool causal) const;
  void Mark(int64_t position, ReadSet& reads) const;
  // The state's h through all blocks, normalized: f.
  void Encode(const float* state, int64_t position, DecoderSequence& sequence,
              float* row, int64_t& flops) const;
  void Recall(const float* row, int64_t position, DecoderSequence& sequence,
              float* change, int64_t& flops) const;

  DecoderTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DECODER_DECODER_H_
