// Views of a transformer genome's tensors (engine/genome/tensors.h), all of
// them checked against its shape.
#ifndef REGULON_ENGINE_TRANSFORMER_TABLES_H_
#define REGULON_ENGINE_TRANSFORMER_TABLES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"
#include "engine/routing/router.h"
#include "engine/transcription/expert.h"

namespace regulon {

// Not stored: empty.
struct NormTables {
  absl::Span<const float> scale, bias;
};

// y = x W + b.
struct ProjectionTables {
  Matrix weights;
  absl::Span<const float> bias;  // or empty
  bool stored() const { return weights.data != nullptr; }
};

struct BlockTables {
  NormTables attention_norm, expert_norm;
  ProjectionTables query, key, value, output;
  std::vector<int> domains;  // of the layer, ascending; below: their places
  RouterTables router;
  Matrix gate;                                // [d, routed]; or without data
  std::vector<ExpertTables> experts;          // [domains]
  std::vector<std::vector<ByteRange>> pages;  // of each expert, ascending
};

struct TransformerTables {
  Inventory inventory;
  std::vector<uint32_t> width;   // 0 .. d - 1: inputs and genes of experts
  Matrix token, position, type;  // embeddings: plain, or without data
  NormTables embedding_norm, final_norm, head_norm;
  ProjectionTables head, output;  // of tokens where `token` is not stored
  std::vector<BlockTables> blocks;

  // Of embeddings by row, or of a tied output by column, its scales by element.
  Units token_units, token_scale_units, position_units, type_units;
  int64_t token_scale_rows = 0;
  std::vector<Units> always;        // what every token reads
  std::vector<Units> output_units;  // what logits take, but for a tied output
  std::vector<ByteRange> always_read;  // ranges of the file, ascending
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_TABLES_H_
