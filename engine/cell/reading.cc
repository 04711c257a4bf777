#include "engine/cell/reading.h"

#include <algorithm>

#include "engine/status.h"

namespace regulon {

absl::Status FullReading::Run(absl::Span<const Context> contexts,
                              absl::Span<Answer> answers, Slice& slice) {
  const auto rows = static_cast<int>(contexts.size());
  slice.Grow(rows);
  RETURN_IF_ERROR(stages_.ForEach(contexts, [&](int row, int worker) {
    const absl::Status status =
        stages_.SenseRow(row, worker, contexts[row], slice, answers[row]);
    if (slice.keeps) {
      slice.sensed[row] = {answers[row].reads, answers[row].flops,
                           answers[row].out_of_repertoire};
      // Open domains that attend turn the distances into kappa in place.
      std::copy_n(slice.kappa.row(row), slice.kappa.columns(),
                  slice.sensed_kappa.row(row));
    }
    return status;
  }));
  if (stages_.gates()) {
    RETURN_IF_ERROR(
        stages_.ForBlocks(rows, [&](int first, int count, int worker) {
          return stages_.GateRows(first, count, worker, slice);
        }));
  }
  RETURN_IF_ERROR(stages_.ForEach(contexts, [&](int row, int worker) {
    return stages_.OpenRow(row, worker, contexts[row], slice, answers[row]);
  }));
  readers_.Clear();
  for (const int d : stages_.experts().order()) {
    for (int row = 0; row < rows; ++row) {
      if (answers[row].open[d])
        readers_.AddContext(row, answers[row].weight[d]);
    }
    readers_.EndDomain(d);
  }
  const auto share = [&](int first, int count, int worker) {
    const absl::Status status = stages_.ShareRows(first, count, worker, slice);
    if (slice.keeps) {
      std::copy_n(slice.y.row(first), count * slice.y.columns(),
                  slice.shared_y.row(first));
    }
    return status;
  };
  RETURN_IF_ERROR(stages_.Transcribe(contexts, share, readers_, slice));
  return stages_.ForEach(contexts, [&](int row, int worker) {
    return stages_.FinishRow(row, worker, slice, answers[row]);
  });
}

}  // namespace regulon
