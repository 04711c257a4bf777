// SYNTHETIC transformers: any shape with random weights, the same for the same
// seed, that answer nothing of any use. For measuring speed and memory.
#ifndef REGULON_ENGINE_SYNTH_SYNTH_TRANSFORMER_H_
#define REGULON_ENGINE_SYNTH_SYNTH_TRANSFORMER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "engine/genome/matrix.h"
#include "engine/transformer/tensor_list.h"

namespace regulon {

struct SynthTransformerOptions {
  DType dtype = DType::kBf16;
  uint64_t seed = 1;
  int threads = 0;                          // 0: one per core; same file
  std::function<void(double)> on_progress;  // the share done; may be empty
};

// Weights nearly normal of mean 0 and standard deviation 0.02, biases 0, scales
// of norms 1: what training starts from (Devlin et al. 2019). Errors are those
// of the writer and name the path.
absl::Status SynthesizeTransformer(const TransformerPlan& plan,
                                   const SynthTransformerOptions& options,
                                   const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_SYNTH_SYNTH_TRANSFORMER_H_
