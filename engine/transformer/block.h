// One block of a transformer over the rows of a workspace: attention between
// tokens, then the experts that each opens.
#ifndef REGULON_ENGINE_TRANSFORMER_BLOCK_H_
#define REGULON_ENGINE_TRANSFORMER_BLOCK_H_

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attention/attention.h"
#include "engine/attention/kv_cache.h"
#include "engine/attention/rotary.h"
#include "engine/genome/residency.h"
#include "engine/transformer/feed_forward.h"
#include "engine/transformer/tables.h"
#include "engine/transformer/workspace.h"
#include "proto/genome.pb.h"

namespace regulon {

// What all blocks share.
struct BlockSettings {
  const proto::Transformer& shape;
  AttentionShape attention;
  const Rotary* rotary;  // or null
};

class Block {
 public:
  // Both must outlive it.
  static absl::StatusOr<Block> Create(const BlockSettings& settings,
                                      BlockTables& tables,
                                      const OpeningChoice& opening);

  const FeedForward& experts() const { return experts_; }

  // Rows 0 .. rows - 1 of workspace.x at positions from first_position on:
  // their keys and values go to that layer of the cache, whose earlier rows
  // they attend to. OutOfRange with the number of the row that did not come out
  // finite.
  absl::Status Run(int64_t rows, int64_t first_position, int layer,
                   KvCache& cache, Residency& residency, Workspace& workspace);

 private:
  Block(const BlockSettings& settings, const BlockTables& tables,
        FeedForward experts)
      : s_(&settings), t_(&tables), experts_(std::move(experts)) {}
  void Attend(int64_t rows, int64_t first_position, int layer, KvCache& cache,
              Workspace& workspace) const;
  void PlaceRow(int64_t row, int64_t position, int layer, KvCache& cache,
                Workspace& workspace) const;
  void FinishAttention(int64_t row, Workspace& workspace) const;

  const BlockSettings* s_;
  const BlockTables* t_;
  FeedForward experts_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_BLOCK_H_
