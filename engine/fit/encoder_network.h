// The encoder of engine/encoder/encoder.h in double precision, with the
// gradient of its gains: what fitting one needs. Names and shapes are those of
// that header.
#ifndef REGULON_ENGINE_FIT_ENCODER_NETWORK_H_
#define REGULON_ENGINE_FIT_ENCODER_NETWORK_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/genome/draft.h"

namespace regulon {

struct EncoderSizes {
  int regulators = 0, width = 16, latents = 8, blocks = 2, heads = 4;
};

// An entry of Omega: what the source does to the target's gain.
struct CooperatingPair {
  int source, target;
};

// All parameters of an encoder stand in one vector, of size() numbers.
class EncoderNetwork {
 public:
  using Rows =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  // What Forward keeps for Backward, of one sample.
  struct Trace;

  // `pairs` sorted by source; heads divide the width.
  EncoderNetwork(const EncoderSizes& sizes, std::vector<CooperatingPair> pairs);

  Eigen::Index size() const { return size_; }
  // Random weights, and u = Omega = 0: the identity. `level_scale` makes the
  // spread of x 1.
  Eigen::VectorXd Start(uint64_t seed, double level_scale) const;

  // One sample: x [R], log1p_activity [R] (0 where absent), present ascending
  // -> gains [R].
  Eigen::VectorXd Forward(const Eigen::VectorXd& parameters,
                          const Eigen::VectorXd& x,
                          const Eigen::VectorXd& log1p_activity,
                          absl::Span<const int> present, Trace& trace) const;
  // Adds to `gradient` [size()] that of a loss whose gradient in the gains is
  // `gains` [R].
  void Backward(const Eigen::VectorXd& parameters, const Trace& trace,
                const Eigen::VectorXd& gains,
                Eigen::Ref<Eigen::VectorXd> gradient) const;

  EncoderDraft ToDraft(const Eigen::VectorXd& parameters) const;

 private:
  struct Attention;  // of one block, cross or self

  Eigen::Index CrossAt(int block) const;
  Eigen::Index SelfAt(int block) const;
  Eigen::Index SharpnessAt(int block, bool self) const;
  void Attend(const Eigen::VectorXd& parameters, Eigen::Index weights,
              Eigen::Index sharpness, const Rows* source, Rows& latents,
              Attention& out) const;
  // The gradient in the latents before, given that after; adds that in the
  // source.
  Rows AttendBack(const Eigen::VectorXd& parameters, Eigen::Index weights,
                  Eigen::Index sharpness, const Rows* source,
                  const Attention& at, const Rows& after, Rows* source_back,
                  Eigen::Ref<Eigen::VectorXd> gradient) const;

  const EncoderSizes sizes_;
  const std::vector<CooperatingPair> pairs_;
  // Where each kind of parameter begins.
  Eigen::Index token_, level_, latent_, cross_, self_, sharpness_, gain_, pair_,
      size_;
};

// Rows scaled to a root mean square of 1, and the scales.
struct EncoderNormalized {
  EncoderNetwork::Rows rows;
  Eigen::VectorXd scale;
};

struct EncoderNetwork::Attention {
  EncoderNormalized latents;
  Rows queries, keys, values, attended;
  std::vector<Rows> weights;  // [heads] of [K, sources]
};

struct EncoderNetwork::Trace {
  Eigen::VectorXd x, log1p_activity, pooled;
  std::vector<int> present;
  EncoderNormalized tokens, latents;   // the latents at the end
  std::vector<Attention> cross, self;  // [blocks]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_ENCODER_NETWORK_H_
