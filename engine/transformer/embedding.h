// From token ids to what goes into the first block.
#ifndef REGULON_ENGINE_TRANSFORMER_EMBEDDING_H_
#define REGULON_ENGINE_TRANSFORMER_EMBEDDING_H_

#include <cstdint>

#include "engine/ledger/inventory.h"
#include "engine/transformer/tables.h"
#include "proto/genome.pb.h"

namespace regulon {

// x [width] = norm(token's row + position's + type 0's), of those that are
// stored. `scratch` is as long.
void Embed(const proto::Transformer& shape, const TransformerTables& tables,
           int32_t token, int64_t position, float* scratch, float* x);
int64_t EmbedFlops(const proto::Transformer& shape,
                   const TransformerTables& tables);

// Marks what that read.
void MarkEmbedding(const TransformerTables& tables, int32_t token,
                   int64_t position, ReadSet& reads);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_EMBEDDING_H_
