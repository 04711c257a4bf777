// The Cooperate stage in double precision, and how its gains change with the
// activities and x of the regulators present: encoder.h step by step, and back.
#ifndef REGULON_ENGINE_ENCODER_ENCODER_SLOPES_H_
#define REGULON_ENGINE_ENCODER_ENCODER_SLOPES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/encoder/encoder.h"

namespace regulon {

// Thread-safe once made.
class PreciseEncoder {
 public:
  // Of tables that Encoder::Create takes.
  explicit PreciseEncoder(const EncoderTables& tables) : t_(tables) {}

  // Whether a regulator's presence counts, however small its activity.
  bool has_latents() const { return !t_.token.empty(); }
  bool exists() const { return has_latents() || !t_.pair_first.empty(); }

  // What Run leaves to Backward.
  class Trace {
   private:
    friend class PreciseEncoder;
    using Rows = std::vector<double>;
    struct Attention {
      Rows queries_from;  // [K, m] Z before
      Rows queries, keys, values;
      Rows shares;                    // softmax: [K, H, sources]
      Rows key_slopes, value_slopes;  // cross: by x of each token, [sources, m]
    };
    std::vector<uint32_t> tokens;
    Rows latents;                       // [K, m] Z at the end
    std::vector<Attention> attentions;  // cross, self of each block
  };

  // activity, x: [R] as sensed; tokens: ascending, those present. gain: [R].
  void Run(absl::Span<const double> activity, absl::Span<const uint32_t> tokens,
           absl::Span<const double> x, absl::Span<double> gain,
           Trace& trace) const;

  // Adds to by_x and by_log_activity [R] the derivatives of an answer whose
  // derivatives by the gains are by_gain [R].
  void Backward(absl::Span<const double> activity, const Trace& trace,
                absl::Span<const double> by_gain, absl::Span<double> by_x,
                absl::Span<double> by_log_activity) const;

 private:
  using Rows = std::vector<double>;
  int64_t latents() const { return t_.latent.size() / t_.width; }
  const float* weight(const float* weights, EncoderWeight which) const;
  // Z += attend(norm Z, source).
  void Attend(const float* weights, const float* sharpness, const Rows& source,
              Rows& z, Trace::Attention& a) const;
  // by_z: of Z after -> of Z before. by_keys, by_values: [sources, m].
  void BackwardAttend(const float* weights, const float* sharpness,
                      const Trace::Attention& a, Rows& by_z, Rows& by_keys,
                      Rows& by_values) const;
  Rows Encode(absl::Span<const double> x, Trace& trace) const;
  void BackwardEncode(const Trace& trace, Rows by_mean,
                      absl::Span<double> by_x) const;

  EncoderTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ENCODER_ENCODER_SLOPES_H_
