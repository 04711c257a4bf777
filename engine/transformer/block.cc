#include "engine/transformer/block.h"

#include <algorithm>
#include <utility>

#include "engine/dense/elementwise.h"
#include "engine/status.h"
#include "engine/transformer/norm.h"
#include "engine/transformer/projection.h"

namespace regulon {

absl::StatusOr<Block> Block::Create(const BlockSettings& settings,
                                    BlockTables& tables,
                                    const OpeningChoice& opening) {
  ASSIGN_OR_RETURN(
      FeedForward experts,
      FeedForward::Create(tables, settings.shape.width(), opening));
  return Block(settings, tables, std::move(experts));
}

// Turns a row by its position and keeps what others will attend to.
void Block::PlaceRow(int64_t row, int64_t position, int layer, KvCache& cache,
                     Workspace& workspace) const {
  const auto heads = static_cast<int>(s_->shape.heads());
  const auto key_heads = static_cast<int>(s_->shape.key_heads());
  float* key = workspace.key.row(row);
  if (s_->rotary != nullptr) {
    s_->rotary->Turn(position, heads, workspace.query.row(row));
    s_->rotary->Turn(position, key_heads, key);
  }
  const int64_t width = int64_t{key_heads} * s_->shape.head_width();
  std::copy_n(key, width, cache.KeyRow(layer, position));
  std::copy_n(workspace.value.row(row), width, cache.ValueRow(layer, position));
}

// From query, key and value to update.
void Block::Attend(int64_t rows, int64_t first_position, int layer,
                   KvCache& cache, Workspace& workspace) const {
  const AttentionShape& shape = s_->attention;
  const KeysAndValues sources = cache.Layer(layer, first_position + rows);
  // The heads that share keys are of one task, for some rows each.
  constexpr int64_t kRows = 16;
  const int64_t blocks = (rows + kRows - 1) / kRows;
  const int group = shape.heads / shape.key_heads;
  workspace.workers.Run(
      static_cast<int>(blocks * shape.key_heads), [&](int task, int worker) {
        // The last rows, which attend to most, come first.
        const int64_t first = (blocks - 1 - task / shape.key_heads) * kRows;
        const int first_head = task % shape.key_heads * group;
        WorkerScratch& scratch = workspace.scratch[worker];
        for (int64_t row = first; row < std::min(first + kRows, rows); ++row) {
          for (int head = first_head; head < first_head + group; ++head) {
            AttendHead(shape, head, workspace.query.row(row),
                       first_position + row, sources, scratch.attention.data(),
                       workspace.mixed.row(row));
          }
        }
      });
  workspace.scratch[0].flops +=
      AttendFlops(shape, rows, first_position, sources);
  Project(rows, workspace.mixed, {{&t_->output, &workspace.update}}, workspace);
}

// To what the router and the experts read.
void Block::FinishAttention(int64_t row, Workspace& workspace) const {
  const auto width = static_cast<int64_t>(s_->shape.width());
  float* x = workspace.x.row(row);
  float* h = workspace.h.row(row);
  AddScaled(1, {workspace.update.row(row), static_cast<size_t>(width)}, x);
  if (s_->shape.norm_first()) {
    Normalize(s_->shape, t_->expert_norm, x, h);
  } else {
    Normalize(s_->shape, t_->attention_norm, x, x);
    std::copy_n(x, width, h);
  }
  std::copy_n(h, width, workspace.inputs.row(row));
}

absl::Status Block::Run(int64_t rows, int64_t first_position, int layer,
                        KvCache& cache, Residency& residency,
                        Workspace& workspace) {
  const auto width = static_cast<int64_t>(s_->shape.width());
  const bool norm_first = s_->shape.norm_first();
  RETURN_IF_ERROR(workspace.ForBlocks(
      rows, [&](int64_t first, int64_t count, WorkerScratch&) {
        for (int64_t row = first; row < first + count; ++row) {
          const float* x = workspace.x.row(row);
          float* h = workspace.h.row(row);
          if (norm_first) {
            Normalize(s_->shape, t_->attention_norm, x, h);
          } else {
            std::copy_n(x, width, h);
          }
        }
        return absl::OkStatus();
      }));
  Project(rows, workspace.h,
          {{&t_->query, &workspace.query},
           {&t_->key, &workspace.key},
           {&t_->value, &workspace.value}},
          workspace);
  RETURN_IF_ERROR(workspace.ForBlocks(
      rows, [&](int64_t first, int64_t count, WorkerScratch&) {
        for (int64_t row = first; row < first + count; ++row) {
          PlaceRow(row, first_position + row, layer, cache, workspace);
        }
        return absl::OkStatus();
      }));
  Attend(rows, first_position, layer, cache, workspace);
  RETURN_IF_ERROR(workspace.ForBlocks(
      rows, [&](int64_t first, int64_t count, WorkerScratch& scratch) {
        for (int64_t row = first; row < first + count; ++row) {
          FinishAttention(row, workspace);
        }
        return experts_.Open(first, count, workspace, scratch);
      }));
  RETURN_IF_ERROR(experts_.Run(rows, residency, workspace));
  if (!norm_first) {
    RETURN_IF_ERROR(workspace.ForBlocks(
        rows, [&](int64_t first, int64_t count, WorkerScratch&) {
          for (int64_t row = first; row < first + count; ++row) {
            float* x = workspace.x.row(row);
            Normalize(s_->shape, t_->expert_norm, x, x);
          }
          return absl::OkStatus();
        }));
  }
  int64_t flops = width + 2 * NormFlops(s_->shape);
  for (const ProjectionTables* each :
       {&t_->query, &t_->key, &t_->value, &t_->output}) {
    flops += ProjectFlops(*each);
  }
  workspace.scratch[0].flops += rows * flops;
  return absl::OkStatus();
}

}  // namespace regulon
