// From hidden states to logits: the head of masked models where one is stored,
//
//   h <- norm(activation(W h + b)),    logits = W_output h + b_output
#ifndef REGULON_ENGINE_TRANSFORMER_OUTPUT_H_
#define REGULON_ENGINE_TRANSFORMER_OUTPUT_H_

#include <cstdint>
#include <vector>

#include "engine/transformer/tables.h"
#include "engine/transformer/workspace.h"
#include "proto/genome.pb.h"

namespace regulon {

class Output {
 public:
  // Both must outlive it.
  Output(const proto::Transformer& shape, const TransformerTables& tables);

  bool stored() const { return t_.output.stored(); }

  // hidden [rows, width] -> logits [rows, vocabulary].
  void Run(int64_t rows, const float* hidden, Workspace& workspace,
           float* logits);
  int64_t flops() const;  // of one row
  void Mark(ReadSet& reads) const;

 private:
  const proto::Transformer& shape_;
  const TransformerTables& t_;
  RowBuffer logits_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_OUTPUT_H_
