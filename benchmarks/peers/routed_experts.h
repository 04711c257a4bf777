// A mixture of experts as a layer of domains that all write the same genes:
//
//   y_c = sum_e w_ce relu(x_c U_e) D_e      over the experts chosen for c
#ifndef REGULON_BENCHMARKS_PEERS_ROUTED_EXPERTS_H_
#define REGULON_BENCHMARKS_PEERS_ROUTED_EXPERTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "benchmarks/expert_layout.h"
#include "benchmarks/peers/packed_experts.h"
#include "engine/transcription/expert_layer.h"
#include "engine/transcription/readers.h"
#include "engine/workers.h"

namespace regulon {

// What one call brings; rows are contexts.
struct RoutedCall {
  int contexts = 0, k = 0;
  const float* x = nullptr;          // [contexts, width]
  const uint32_t* chosen = nullptr;  // [contexts, k]
  const float* weight = nullptr;     // [contexts, k]
};

class RoutedExperts {
 public:
  explicit RoutedExperts(int threads) : workers_(threads) {}
  RoutedExperts(const RoutedExperts&) = delete;

  // `experts` outlive it.
  absl::Status Open(const PackedExperts& experts);
  absl::Status Run(const RoutedCall& call, float* y);  // [contexts, width]

  Workers& workers() { return workers_; }

 private:
  void Group(const RoutedCall& call);

  Workers workers_;
  ExpertShape shape_;
  std::optional<ExpertLayer> layer_;
  std::vector<int> next_;    // [experts] where the next choice of it goes
  std::vector<int> choice_;  // [contexts k] by expert
  Readers readers_;
};

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_PEERS_ROUTED_EXPERTS_H_
