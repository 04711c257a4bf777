// The memory of the contexts that run together, planned when a cell is made.
#ifndef REGULON_ENGINE_CELL_SLICE_H_
#define REGULON_ENGINE_CELL_SLICE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/dense/matmul.h"
#include "engine/transcription/expert.h"

namespace regulon {

// A row per context, kMost of them.
template <typename T>
class SliceRows {
 public:
  static constexpr int kMost = MatMul::kMostRows;

  void Plan(int64_t columns) {
    columns_ = columns;
    values_.resize(kMost * columns);
  }
  absl::Span<T> operator[](int context) {
    return absl::MakeSpan(values_).subspan(context * columns_, columns_);
  }
  T* data() { return values_.data(); }
  bool empty() const { return values_.empty(); }

 private:
  int64_t columns_ = 0;
  std::vector<T> values_;
};

struct Slice {
  static constexpr int kMost = MatMul::kMostRows;

  // `routed` domains, scored by a gate or not; with an encoder or not.
  void Plan(const TranscriptionSizes& sizes, int64_t routed, bool gated,
            bool cooperates);

  SliceRows<double> activity;          // [regulators] a
  SliceRows<double> gain;              // [regulators], if it cooperates
  SliceRows<uint32_t> present;         // [regulators] ascending, then unused
  std::vector<int> present_count;      // [kMost]
  SliceRows<float> x;                  // [regulators]
  SliceRows<double> logit;             // [elements] lambda
  SliceRows<double> element_activity;  // [elements] g
  SliceRows<double> score;             // [routed]
  SliceRows<float> gate;               // [routed] h . x, if gated
  SliceRows<float> latents;            // [latents]
  SliceRows<float> kappa;   // [reference states]; before, squared distances
  SliceRows<float> y;       // [genes] before the link
  SliceRows<float> weight;  // [domains] omega
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_SLICE_H_
