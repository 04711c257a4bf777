// The experts of a layer with random numbers, for any batch of contexts.
#ifndef REGULON_TESTS_TRANSCRIPTION_RANDOM_LAYER_H_
#define REGULON_TESTS_TRANSCRIPTION_RANDOM_LAYER_H_

#include <deque>
#include <vector>

#include "engine/transcription/expert_layer.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {

struct LayerOptions {
  DType dtype = DType::kF32;
  bool gated = true;    // or rectified
  bool shared = false;  // every domain has all genes, as in a mixture
  int contexts = 40;
  int domains = 12;
};

class RandomLayer {
 public:
  explicit RandomLayer(const LayerOptions& options);

  // A layer of its own each time.
  ExpertLayer Create() const;
  // Who reads what, in the order of the layer.
  Readers ReadersOf(const ExpertLayer& layer) const;
  // One go over all readers, from y = `start`.
  std::vector<float> Run(ExpertLayer& layer, int workers) const;
  // The same in double precision over every domain, open or not.
  std::vector<double> SlowDense() const;

  ExpertInput input() const;
  std::vector<float> start() const { return start_; }
  int contexts() const { return options_.contexts; }

 private:
  struct Domain {
    std::vector<uint32_t> genes, inputs;
    std::vector<float> basal;
    std::vector<uint32_t> any_gene, any_first, any_element;
    std::vector<float> any_amplitude;
    const StoredMatrix *linear, *values, *gate, *up, *down;
  };

  const StoredMatrix* Make(int rows, int columns);
  Domain MakeDomain(int d);
  // [genes of the domain]
  std::vector<double> SlowPart(const Domain& domain, int context) const;

  LayerOptions options_;
  TranscriptionSizes sizes_;
  unsigned seed_ = 1;
  std::deque<StoredMatrix> matrices_;
  std::vector<Domain> domains_;
  std::vector<float> x_, latents_, kappa_, start_;
  std::vector<double> activity_;
  std::vector<float> weights_;  // [contexts, domains]; 0: closed
};

}  // namespace regulon

#endif  // REGULON_TESTS_TRANSCRIPTION_RANDOM_LAYER_H_
