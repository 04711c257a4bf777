// From the scores of the routed domains to the weights of the open ones. To add
// a weighting: an enumerator here and in proto/genome.proto, and a case in
// weighting.cc.
#ifndef REGULON_ENGINE_ROUTING_WEIGHTING_H_
#define REGULON_ENGINE_ROUTING_WEIGHTING_H_

#include <cstdint>

#include "absl/types/span.h"

namespace regulon {

// The numbers are those of proto::Router::Weighting.
enum class Weighting {
  kIndependent = 0,  // 1
  // Softmax over the scores of all routed domains, whether open or not.
  kSoftmaxTopK = 1,
  kSigmoid = 2,  // 1 / (1 + exp(-score)), each domain for itself
};

struct WeightingOptions {
  Weighting weighting = Weighting::kIndependent;
  // Softmax and sigmoid weights of the open ones are scaled to sum to 1, or to
  // 1 - that of the null state.
  bool renormalize = false;
  // Softmax: one more state, of score 0, that is no domain ("unbound").
  bool null_state = false;
  double temperature = 1;  // that scores are divided by
};

// scores [Q], open [Q] (0 or 1) -> weights [Q], 0 where closed.
void Weigh(const WeightingOptions& options, absl::Span<const double> scores,
           absl::Span<const uint8_t> open, absl::Span<double> weights);

}  // namespace regulon

#endif  // REGULON_ENGINE_ROUTING_WEIGHTING_H_
