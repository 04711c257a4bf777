#include "engine/transformer/workspace.h"

#include <algorithm>
#include <utility>

#include "engine/dense/packed_product.h"
#include "engine/status.h"

namespace regulon {

Workspace::Workspace(const Sizes& sizes, Workers& workers)
    : workers(workers),
      scratch(workers.count()),
      x(sizes.width),
      h(PaddedOutputs(sizes.width)),
      inputs(sizes.width),
      query(PaddedOutputs(sizes.queries)),
      key(PaddedOutputs(sizes.keys)),
      value(PaddedOutputs(sizes.keys)),
      mixed(PaddedOutputs(sizes.queries)),
      update(PaddedOutputs(sizes.width)),
      weight(sizes.domains),
      domains(sizes.domains) {
  for (WorkerScratch& mine : scratch) {
    mine.quantized.Plan(kBlockRows, std::max(sizes.width, sizes.queries));
    mine.gate = RowBuffer(PaddedOutputs(sizes.routed));
    mine.gate.Plan(kBlockRows);
    mine.router.resize(5 * sizes.routed);
    mine.reads = ReadSet(sizes.units);
  }
}

void Workspace::Plan(int64_t rows, int64_t positions) {
  for (RowBuffer* buffer :
       {&x, &h, &inputs, &query, &key, &value, &mixed, &update, &weight}) {
    buffer->Plan(rows);
  }
  if (static_cast<int64_t>(open.size()) < rows * domains) {
    open.resize(rows * domains);
    missing.resize(rows * domains);
  }
  for (WorkerScratch& mine : scratch) {
    if (static_cast<int64_t>(mine.attention.size()) < positions) {
      mine.attention.resize(positions);
    }
  }
}

absl::Status Workspace::ForBlocks(int64_t rows, OfRows run) {
  constexpr int64_t kLeast = 8;
  const int64_t tasks = 2 * workers.count();
  const int64_t block =
      std::min(kBlockRows, std::max(kLeast, (rows + tasks - 1) / tasks));
  const int64_t blocks = (rows + block - 1) / block;
  if (static_cast<int64_t>(statuses_.size()) < blocks) {
    statuses_.resize(blocks);
  }
  workers.Run(static_cast<int>(blocks), [&](int task, int worker) {
    const int64_t first = task * block;
    statuses_[task] =
        run(first, std::min(block, rows - first), scratch[worker]);
  });
  absl::Status first;
  for (int64_t i = 0; i < blocks; ++i) {
    first.Update(std::exchange(statuses_[i], absl::OkStatus()));
  }
  return first;
}

int64_t Workspace::TakeFlops() {
  int64_t flops = 0;
  for (WorkerScratch& mine : scratch) flops += std::exchange(mine.flops, 0);
  return flops;
}

}  // namespace regulon
