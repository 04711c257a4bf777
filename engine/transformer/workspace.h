// What a transformer computes in: planned for as many tokens as ever come at
// once, so that reading as many again allocates nothing.
#ifndef REGULON_ENGINE_TRANSFORMER_WORKSPACE_H_
#define REGULON_ENGINE_TRANSFORMER_WORKSPACE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/dense/quantized_rows.h"
#include "engine/dense/read_ahead.h"
#include "engine/ledger/inventory.h"
#include "engine/workers.h"

namespace regulon {

// Floats in rows, zero where nothing was written.
class RowBuffer {
 public:
  explicit RowBuffer(int64_t stride = 0) : stride_(stride) {}
  void Plan(int64_t rows) {
    const auto size = static_cast<size_t>(rows * stride_);
    if (values_.size() < size) values_.resize(size);
  }
  int64_t stride() const { return stride_; }
  float* row(int64_t i) { return values_.data() + i * stride_; }

 private:
  int64_t stride_;
  std::vector<float> values_;
};

struct WorkerScratch {
  QuantizedRows quantized;
  ReadAhead ahead;
  RowBuffer gate;                // scores of experts
  std::vector<float> attention;  // a score for each source
  std::vector<double> router;    // scores, then Router::scratch_size()
  ReadSet reads;                 // of the router: marks that Mark makes
  int64_t flops = 0;
};

class Workspace {
 public:
  static constexpr int64_t kBlockRows = 64;  // the most that a task takes

  struct Sizes {
    int64_t width, queries, keys;  // columns of x, of q, and of k and v
    int64_t domains, routed;       // of any layer, the most
    int units;                     // of the inventory
  };
  Workspace(const Sizes& sizes, Workers& workers);

  void Plan(int64_t rows, int64_t positions);

  // Runs `run` for blocks of the rows, each within kBlockRows; the error of the
  // first rows.
  using OfRows = absl::FunctionRef<absl::Status(int64_t first, int64_t rows,
                                                WorkerScratch& scratch)>;
  absl::Status ForBlocks(int64_t rows, OfRows run);

  int64_t TakeFlops();  // of all workers, since the last time

  Workers& workers;
  std::vector<WorkerScratch> scratch;  // [worker]
  RowBuffer x;                         // what is passed from block to block
  RowBuffer h;                         // x normalized, and padded for products
  RowBuffer inputs;                    // the same of experts, not padded
  RowBuffer query, key, value, mixed;
  RowBuffer update;                    // what attention adds to x
  RowBuffer weight;                    // of a layer's domains
  std::vector<uint8_t> open, missing;  // [rows, Sizes::domains] of a layer
  int64_t domains;

 private:
  std::vector<absl::Status> statuses_;  // [block]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_WORKSPACE_H_
