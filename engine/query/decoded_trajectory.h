// A genome's decoder in place of repeated reading: the genome is read once, in
// the context at the start, and the decoder says what follows step by step.
//
// The state at the start is what a reading of the context expresses; genes
// whose products the context gives are at the levels given. A regulator that
// the context or the schedule holds at a step is held in the state that the
// decoder reads for that step, if a gene makes it.
#ifndef REGULON_ENGINE_QUERY_DECODED_TRAJECTORY_H_
#define REGULON_ENGINE_QUERY_DECODED_TRAJECTORY_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/query/trajectory.h"

namespace regulon {

struct DecodedStep {
  int lane;
  int64_t step;                        // from 1
  absl::Span<const float> expression;  // [genes]
};

struct DecodedOptions {
  int steps = 1;
  std::function<void(const DecodedStep&)> on_step;  // of all lanes, by step
  std::function<void(double)> on_progress;          // the share of steps, 0..1
  std::function<bool()> stop;                       // asked before every step
};

struct DecodedCourse {
  Answer start;                   // of the context, read once
  std::vector<float> expression;  // [genes] of the last step
  ReadSet reads;                  // of the start and of all steps
  int64_t flops = 0;
  double time_step = 0;  // real time between steps, in the unit of the data
};

// FailedPrecondition where the genome has no decoder or a lane has a state;
// DataLoss where its tensors do not fit. The cell needs CellOptions.trace. As
// Trajectory otherwise.
absl::StatusOr<std::vector<DecodedCourse>> DecodedTrajectory(
    Cell& cell, absl::Span<const Lane> lanes, const DecodedOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_DECODED_TRAJECTORY_H_
