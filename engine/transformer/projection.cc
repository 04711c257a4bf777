#include "engine/transformer/projection.h"

#include <algorithm>

#include "engine/dense/elementwise.h"
#include "engine/dense/packed_product.h"

namespace regulon {
namespace {

constexpr int64_t kPanelColumns = 64;

Bytes BytesOfPanels(const Matrix& weights, const Panels& panels) {
  const int64_t panel_bytes = regulon::BytesOf(weights.dtype, weights.layout,
                                               weights.rows, weights.columns) /
                              PanelsOf(weights);
  const auto* data = static_cast<const uint8_t*>(weights.data);
  return {data + panels.begin * panel_bytes, data + panels.end * panel_bytes};
}

void AddBias(absl::Span<const float> bias, const Panels& panels, int rows,
             float* y, int64_t stride) {
  const int64_t first = panels.begin * kPanelColumns;
  const int64_t end =
      std::min(panels.end * kPanelColumns, static_cast<int64_t>(bias.size()));
  if (end <= first) return;
  for (int row = 0; row < rows; ++row) {
    AddScaled(1, bias.subspan(first, end - first), y + row * stride + first);
  }
}

// The rows of one task, rounded once for all weights of a dtype.
class RowsOfTask {
 public:
  RowsOfTask(int rows, const float* x, int64_t stride, WorkerScratch& scratch)
      : rows_(rows), x_(x), stride_(stride), scratch_(scratch) {}

  void Multiply(const ProjectionTables& tables, const Panels& panels, float* y,
                int64_t y_stride) {
    const Matrix& weights = tables.weights;
    Left left = {x_, stride_, nullptr};
    if (IsQuantized(weights.dtype)) {
      if (rounded_ != weights.dtype) {
        scratch_.quantized.Fill(weights.dtype, rows_, weights.rows, x_,
                                stride_);
      }
      rounded_ = weights.dtype;
      left.quantized = &scratch_.quantized;
    }
    scratch_.ahead.Begin(BytesOfPanels(weights, panels), {},
                         PassesOf(rows_, weights));
    PackedProduct(rows_, left, weights, panels, Into::kStore, y, y_stride,
                  scratch_.ahead);
    AddBias(tables.bias, panels, rows_, y, y_stride);
  }

 private:
  const int rows_;
  const float* x_;
  const int64_t stride_;
  WorkerScratch& scratch_;
  DType rounded_ = DType::kF32;
};

}  // namespace

void Project(int64_t rows, RowBuffer& x, absl::Span<const Projection> to,
             Workspace& workspace) {
  int64_t panels = 0;
  for (const Projection& each : to) panels += PanelsOf(each.tables->weights);
  const int64_t most = Workspace::kBlockRows;
  const int64_t blocks = (rows + most - 1) / most;
  const int64_t block = (rows + blocks - 1) / blocks;
  const int64_t tasks = 4 * workspace.workers.count();
  const int64_t shares = std::min(panels, (tasks + blocks - 1) / blocks);
  workspace.workers.Run(static_cast<int>(blocks * shares), [&](int task,
                                                               int worker) {
    const int64_t first = task / shares * block, share = task % shares;
    const int mine = static_cast<int>(std::min(block, rows - first));
    if (mine <= 0) return;
    RowsOfTask multiply(mine, x.row(first), x.stride(),
                        workspace.scratch[worker]);
    int64_t begin = panels * share / shares;
    int64_t end = panels * (share + 1) / shares;
    for (const Projection& each : to) {
      const int64_t own = PanelsOf(each.tables->weights);
      const Panels taken = {std::max<int64_t>(begin, 0), std::min(end, own)};
      if (taken.begin < taken.end) {
        multiply.Multiply(*each.tables, taken, each.y->row(first),
                          each.y->stride());
      }
      begin -= own;
      end -= own;
    }
  });
}

int64_t ProjectFlops(const ProjectionTables& tables) {
  return 2 * tables.weights.rows * tables.weights.columns +
         static_cast<int64_t>(tables.bias.size());
}

}  // namespace regulon
