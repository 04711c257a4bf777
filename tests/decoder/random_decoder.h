// A decoder with random weights, for tests.
#ifndef REGULON_TESTS_DECODER_RANDOM_DECODER_H_
#define REGULON_TESTS_DECODER_RANDOM_DECODER_H_

#include "engine/fit/decoder_network.h"
#include "engine/genome/draft.h"

namespace regulon {

// 7 genes, 5 steps told apart, 2 blocks, with a linear term; every part of it
// says something.
DecoderSizes SmallSizes(int latent_width);

Eigen::VectorXd RandomParameters(const DecoderNetwork& network);

DecoderNetwork::Rows RandomRows(int rows, int columns, int seed);

// With mean 0.5 + gene / 10, scale 1.5 and a step of 50.
DecoderDraft RandomDraft(const DecoderNetwork& network,
                         const Eigen::VectorXd& parameters);

}  // namespace regulon

#endif  // REGULON_TESTS_DECODER_RANDOM_DECODER_H_
