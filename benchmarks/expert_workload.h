// A layer of experts as mixtures of experts have it, to be measured: of each
// context k experts are chosen at random and their answers summed by weight.
// The layer stands in memory as often as it takes to make every choice cold.
#ifndef REGULON_BENCHMARKS_EXPERT_WORKLOAD_H_
#define REGULON_BENCHMARKS_EXPERT_WORKLOAD_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "benchmarks/expert_layout.h"
#include "benchmarks/machine_limits.h"
#include "engine/genome/matrix.h"
#include "engine/random.h"
#include "engine/transcription/expert_layer.h"
#include "engine/transcription/readers.h"
#include "engine/workers.h"

namespace regulon {

class ExpertWorkload {
 public:
  // Random weights on 2 MiB pages.
  ExpertWorkload(const ExpertShape& shape, DType dtype);

  // Of one layer, scales included.
  int64_t layer_bytes() const {
    return shape().experts * layout_.expert_bytes();
  }
  int64_t layers() const { return static_cast<int64_t>(layers_.size()); }
  absl::Span<const uint8_t> memory() const { return memory_->bytes(); }

  // A new choice of k experts for each context, of the next layer.
  void Choose(int contexts, int k);
  // What the last choice reads, each open expert once, and takes. Operations
  // are multiplications and additions, comparisons too.
  int64_t bytes() const;
  int64_t operations() const;
  absl::Status Run(Workers& workers);

 private:
  struct Choice {
    int context;
    float weight;
  };

  const ExpertShape& shape() const { return layout_.shape(); }
  void Pack();

  const ExpertLayout layout_;
  std::unique_ptr<Memory> memory_;
  std::vector<ExpertLayer> layers_;

  Random random_ = Random(1, 0);
  std::vector<int> deck_;                    // of experts, shuffled
  std::vector<std::vector<Choice>> chosen_;  // [expert]
  size_t layer_ = 0;
  int contexts_ = 0;
  Readers readers_;
  std::vector<float> x_, y_;
};

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_EXPERT_WORKLOAD_H_
