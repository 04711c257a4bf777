// What a transformer over tokens is made of, as a list of its tensors: the one
// list from which checkpoints are converted, genomes of random weights made and
// parameters counted.
//
//   for (const PlannedTensor& tensor : TensorsOf(plan, DType::kBf16)) {
//     parameters += tensor.rows * tensor.columns;
//   }
#ifndef REGULON_ENGINE_TRANSFORMER_TENSOR_LIST_H_
#define REGULON_ENGINE_TRANSFORMER_TENSOR_LIST_H_

#include <cstdint>
#include <vector>

#include "engine/genome/matrix.h"
#include "engine/genome/writer.h"
#include "proto/genome.pb.h"

namespace regulon {

struct TransformerPlan {
  proto::Transformer shape;
  int layers = 0;
  // Of a block: a token opens top_k of so many. 0: one that is always open.
  int experts = 0;
  int top_k = 0;
  int64_t expert_width = 0;  // f: of what W_down reads
  bool gated = false;        // experts are SwiGLU, else shape.activation()
  bool biases = false;       // of everything that is multiplied
  bool head = false;         // one more layer before the output
  bool tied = false;         // the output's columns are the embedding's rows

  int domains_per_layer() const { return experts == 0 ? 1 : experts; }
};

enum class TensorForm { kFloats, kRows, kPacked };

struct PlannedTensor {
  TensorLabel label;
  TensorForm form;
  DType dtype;
  int64_t rows, columns;        // kFloats: one row
  bool starts_segment = false;  // of the file

  int64_t elements() const { return rows * columns; }
};

// In the order of the file, which is that of reading: what tokens are, of each
// block its attention, router and then its experts, what predicts. Experts have
// a segment each. `dtype` is that of the genome: what it says of a tensor is in
// docs/file-format.md.
//
// Sizes must be positive and products below 2^63.
std::vector<PlannedTensor> TensorsOf(const TransformerPlan& plan, DType dtype);

// The manifest's tables: transformer, domains and routers.
proto::Manifest TablesOf(const TransformerPlan& plan);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_TENSOR_LIST_H_
