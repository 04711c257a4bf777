// The Cooperate stage, between Sense and Bind: regulators that are present
// change what each other's activities are worth.
//
//   log a~_t = log a_t + g_t
//   g_t = u_t . z(x, present) + sum_t' Omega_tt' log(1 + a_t')
//
// z is what a few latents make of the regulators present (activity > 0), a
// Perceiver (Jaegle et al. 2021, arXiv 2103.03206) of pre-normalized multi-head
// attention without a perceptron between. R regulators, width m, K latents, B
// blocks, H heads of m / H columns each:
//
//   token_t = e_t + x_t l_t                          [m], of t present
//   Z = latents                                      [K, m]
//   for each block: Z <- Z + attend(norm Z, norm token; cross weights)
//                   Z <- Z + attend(norm Z, norm Z;     self weights)
//   z = mean over latents of norm Z                  [m]
//
//   attend(Q, S) = [softmax_s(c_h (Q Wq)_h (S Wk)_h^T) (S Wv)_h]_h Wo
//   norm v = v / sqrt(mean v^2 + 1e-6)               row by row
//
// Wq, Wk, Wv, Wo: [m, m]; c_h: the sharpness of a head. Omega is a sparse table
// with a row per source t'. u = Omega = 0 is the identity, to the bit: an
// activity whose gain is 0 is not touched.
//
// Single precision in one fixed order. Thread-safe once made; scratch is the
// caller's.
#ifndef REGULON_ENGINE_ENCODER_ENCODER_H_
#define REGULON_ENGINE_ENCODER_ENCODER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attention/attention.h"
#include "engine/ledger/inventory.h"

namespace regulon {

constexpr float kEncoderNormFloor = 1e-6f;
// What a self or cross attention is made of, in this order.
enum class EncoderWeight { kQuery, kKey, kValue, kOutput };
constexpr int kEncoderWeights = 4;

// Views of tensors.h, row-major. All of the latents' tensors or none; all of
// the pairs' or none.
struct EncoderTables {
  int regulators = 0;
  int64_t width = 0;                  // m: columns of `token`
  absl::Span<const float> token;      // e [R, m]
  absl::Span<const float> level;      // l [R, m]
  absl::Span<const float> latent;     // [K, m]
  absl::Span<const float> cross;      // [B, 4, m, m]
  absl::Span<const float> self;       // [B, 4, m, m]
  absl::Span<const float> sharpness;  // c [B, 2, H]: cross, then self
  int64_t heads = 0;                  // H: columns of `sharpness`
  absl::Span<const float> gain;       // u [R, m]
  absl::Span<const uint32_t> pair_first, pair_target;  // [R + 1], [pairs]
  absl::Span<const float> pair_weight;                 // Omega: [pairs]
  // `token`, `level`, `gain` and the pairs have a unit per regulator.
  Units token_units, level_units, latent_units, cross_units, self_units,
      sharpness_units, gain_units, pair_first_units, pair_target_units,
      pair_weight_units;
};

class Encoder {
 public:
  // DataLoss if the tensors do not fit each other.
  static absl::StatusOr<Encoder> Create(const EncoderTables& tables);

  // Without tensors: Run leaves every gain at 0.
  bool exists() const { return has_latents() || !t_.pair_first.empty(); }
  bool reads_x() const { return has_latents(); }
  int64_t scratch_size() const;  // floats
  bool has_latents() const { return !t_.token.empty(); }
  int64_t latents() const {  // K
    return has_latents() ? t_.latent.size() / t_.width : 0;
  }

  // activity and x: [R] as sensed; present: ascending. gain: [R], g. Where
  // nothing is present, nothing is read. OutOfRange with the regulator's index
  // where a gain is not finite.
  absl::Status Run(absl::Span<const double> activity,
                   absl::Span<const uint32_t> present,
                   absl::Span<const float> x, absl::Span<float> scratch,
                   absl::Span<double> gain, ReadSet& reads,
                   int64_t& flops) const;
  // norm Z [K, m] of the last Run in that scratch, if any was present.
  absl::Span<const float> Latents(absl::Span<float> scratch) const;

 private:
  explicit Encoder(const EncoderTables& tables) : t_(tables) {}
  // The scratch of Run: of a block, or of all.
  struct Scratch;
  Scratch Divide(float* scratch) const;
  AttentionShape ShapeOf(const float* sharpness) const;
  // queries += attend(norm queries, source) for `sources` normalized rows.
  void Attend(const float* weights, const float* sharpness, const float* source,
              int64_t sources, const Scratch& s) const;
  void Encode(absl::Span<const uint32_t> present, absl::Span<const float> x,
              const Scratch& s) const;
  int64_t EncodeFlops(int64_t present) const;

  EncoderTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ENCODER_ENCODER_H_
