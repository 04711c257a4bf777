// A genome read again and again: each reading's products, memory and signals
// make the context of the next. All products change at once.
//
//   Cell needs CellOptions.trace.
//   Lane lane;
//   lane.start = &context;
//   lane.schedule = &schedule;
//   TrajectoryOptions options;
//   options.steps = 100;
//   ASSIGN_OR_RETURN(std::vector<Course> courses,
//                    Trajectory(*cell, {lane}, options));
#ifndef REGULON_ENGINE_QUERY_TRAJECTORY_H_
#define REGULON_ENGINE_QUERY_TRAJECTORY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/development/development.h"
#include "engine/query/used_network.h"

namespace regulon {

// One cell on its way. Steps are counted on from its state.
struct Lane {
  const Context* start = nullptr;
  const Schedule* schedule = nullptr;  // none: no signals
  const CellState* state = nullptr;    // none: as Development::Start
};

struct Reading {
  int lane;
  int64_t step;            // from 1
  const Context& context;  // what was read
  // A held regulator's gene is at the level that it is held at.
  const Answer& answer;
  absl::Span<const double> drive;  // [domains] lambda0; NaN: not routed
  int64_t edges;                   // of the network that it used
  double jaccard;  // of that with the one of the step before; NaN: first
};

struct TrajectoryOptions {
  int steps = 1;  // readings at most
  // A lane ends once it is stable under a schedule that changes no more.
  bool until_stable = false;
  // Numbers are the same up to this, relative to those above 1.
  double tolerance = 1e-6;
  std::function<void(const Reading&)> on_reading;
  std::function<void(double)> on_progress;  // the share of steps, 0..1
  std::function<bool()> stop;               // asked before every step
};

// A memory that passed its fold and stayed beyond it to the end. It counts as
// high from the upper turn of the fold on, as low from the lower one down, and
// in between as what it was before; at first, as what it is nearer to.
struct Commitment {
  int domain = 0;
  int64_t step = 0;   // of the reading that left it there
  bool high = false;  // it remembers having been open
  double memory = 0;  // at the end
  // Nats of drive: see DistanceToFold. To undo it, a high memory takes a drive
  // so much lower, a low one as much opening work.
  double distance = 0;
};

struct Course {
  CellState state;  // after the last reading
  // A stable state: the readings that repeat, 1 for a state that stays; 0:
  // none found. `stable_step` is the step by which it was reached.
  int64_t period = 0, stable_step = 0;
  // Means over the period, or of the last reading alone.
  std::vector<double> expression;       // [genes]
  std::vector<double> open;             // [domains] the share of readings
  UsedNetwork network;                  // of the last reading
  std::vector<Commitment> commitments;  // by step, then by domain
  bool out_of_repertoire = false;       // any reading was
  std::vector<uint8_t> missing;         // as Answer::missing, in any reading
};

// As Cell::Express and Development::Create; Cancelled when asked to stop. The
// same for any lanes beside it and any number of threads.
absl::StatusOr<std::vector<Course>> Trajectory(
    Cell& cell, absl::Span<const Lane> lanes, const TrajectoryOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_TRAJECTORY_H_
