// The decoder of engine/decoder/decoder.h in double precision, with its
// gradient: what fitting one needs. Names and shapes are those of that header.
#ifndef REGULON_ENGINE_FIT_DECODER_NETWORK_H_
#define REGULON_ENGINE_FIT_DECODER_NETWORK_H_

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/genome/draft.h"

namespace regulon {

struct DecoderSizes {
  int genes = 0;
  int positions = 1;  // steps whose place is told apart; later ones are as the
                      // last
  int width = 16, heads = 2, blocks = 1, hidden = 32;
  int recalls = 2;
  int latents = 4;
  int latent_width = 0;  // of an encoder's latents; 0: the decoder's own
  bool linear = false;   // with the term x A
};

// All parameters of a decoder stand in one vector, of size() numbers.
class DecoderNetwork {
 public:
  using Rows =
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  // Where each kind of parameter begins, and its shape.
  struct Place {
    Eigen::Index at = 0, rows = 0, columns = 0;
    Eigen::Index end() const { return at + rows * columns; }
  };
  // Of all blocks, one under the other.
  struct Places {
    Place token, position, latent, self, cross_query, cross_key, cross_value,
        cross_output, up, up_bias, down, recall_query, recall_key, recall_lag,
        recall_gate, output, output_bias, linear;
  };
  // What Forward keeps for Backward, of one series.
  struct Trace;

  // Heads divide the width.
  explicit DecoderNetwork(const DecoderSizes& sizes);

  const DecoderSizes& sizes() const { return sizes_; }
  Eigen::Index size() const { return size_; }
  const Places& places() const { return places_; }

  // Random weights of all but what is added to a state: that is 0, but that
  // each gene goes half way to what is recalled.
  Eigen::VectorXd Start(uint64_t seed) const;

  // states [steps, G], standardized; latents [K, latent_width], no rows where
  // they are the decoder's own -> the change to the next step [steps, G].
  Rows Forward(const Eigen::VectorXd& parameters, const Rows& states,
               const Rows& latents, Trace& trace) const;
  // Adds to `gradient` [size()] that of a loss whose gradient in the changes is
  // `changes`.
  void Backward(const Eigen::VectorXd& parameters, const Trace& trace,
                const Rows& changes,
                Eigen::Ref<Eigen::VectorXd> gradient) const;

  // Without what the states were standardized by.
  DecoderDraft ToDraft(const Eigen::VectorXd& parameters) const;

 private:
  struct Attention;
  struct Block;

  double Sharpness() const {
    return 1 / std::sqrt(static_cast<double>(sizes_.width) / sizes_.heads);
  }
  void Attend(const Eigen::VectorXd& parameters, const Place places[4],
              const Rows* source, bool ordered, Rows& rows,
              Attention& out) const;
  // The gradient in the rows before, given that after; adds that in the source.
  Rows AttendBack(const Eigen::VectorXd& parameters, const Place places[4],
                  const Rows* source, const Attention& at, const Rows& after,
                  Rows* source_back,
                  Eigen::Ref<Eigen::VectorXd> gradient) const;
  // Query, key, value, output of one block.
  void SelfAt(int block, Place places[4]) const;
  void CrossAt(int block, Place places[4]) const;

  const DecoderSizes sizes_;
  Places places_;
  Eigen::Index size_ = 0;
};

// Rows scaled to a root mean square of 1, and the scales.
struct DecoderNormalized {
  DecoderNetwork::Rows rows;
  Eigen::VectorXd scale;
};

struct DecoderNetwork::Attention {
  DecoderNormalized rows;
  Rows queries, keys, values, attended;
  std::vector<Rows> weights;  // [heads] of [steps, sources]
};

struct DecoderNetwork::Block {
  Attention self, cross;
  DecoderNormalized rows;  // before the perceptron
  Rows raised, hidden;     // before and after its activation
};

struct DecoderNetwork::Trace {
  Rows states, latents;
  std::vector<Block> blocks;
  DecoderNormalized last;
  Rows recall_queries, recall_keys;
  std::vector<Rows> recalled;  // [recalls] of [steps, steps]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_DECODER_NETWORK_H_
