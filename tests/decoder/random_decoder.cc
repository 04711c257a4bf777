#include "tests/decoder/random_decoder.h"

#include <random>

namespace regulon {

DecoderSizes SmallSizes(int latent_width) {
  DecoderSizes sizes;
  sizes.genes = 7;
  sizes.positions = 5;
  sizes.width = 6;
  sizes.heads = 2;
  sizes.blocks = 2;
  sizes.hidden = 9;
  sizes.recalls = 3;
  sizes.latents = 4;
  sizes.latent_width = latent_width;
  sizes.linear = true;
  return sizes;
}

Eigen::VectorXd RandomParameters(const DecoderNetwork& network) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  Eigen::VectorXd parameters = network.Start(1);
  for (double& value : parameters) value += 0.2 * normal(random);
  return parameters;
}

DecoderNetwork::Rows RandomRows(int rows, int columns, int seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  DecoderNetwork::Rows made(rows, columns);
  for (Eigen::Index i = 0; i < made.size(); ++i) {
    made.data()[i] = normal(random);
  }
  return made;
}

DecoderDraft RandomDraft(const DecoderNetwork& network,
                         const Eigen::VectorXd& parameters) {
  DecoderDraft draft = network.ToDraft(parameters);
  for (int g = 0; g < network.sizes().genes; ++g) {
    draft.mean.push_back(0.5f + static_cast<float>(g) / 10);
  }
  draft.scale = {1.5f};
  draft.time_step = {50};
  return draft;
}

}  // namespace regulon
