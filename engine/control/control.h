// The smallest sets of clamps after which a network ends only where a phenotype
// holds: in every state of every attractor, or of every one that can be reached
// from a state.
//
// Exact. SAT proposes sets of growing size; a set that leaves an attractor
// without the phenotype is refuted by a fixed point (SAT), a trap space or an
// attractor, and what every set must do to be rid of that counter-example is
// given back to SAT, until there is no set left: abstraction refined by
// counter- examples (Clarke et al. 2003, J ACM 50:752).
#ifndef REGULON_ENGINE_CONTROL_CONTROL_H_
#define REGULON_ENGINE_CONTROL_CONTROL_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attractors/attractor.h"
#include "engine/attractors/find.h"
#include "engine/control/refute.h"
#include "engine/control/under_clamps.h"
#include "engine/logic/network.h"

namespace regulon {

struct ControlSet {
  std::vector<Held> clamps;  // by name, bytewise
  Proof proof = Proof::kUnverified;
  // Under the clamps; states of small attractors only. No attractors where not
  // all could be known.
  Found found;
};

struct ControlOptions {
  Updating updating = Updating::kSynchronous;
  // Variables of the network that are not held: what may be clamped.
  std::vector<int> targets;
  int most_clamps = 3;
  int64_t limit = 1000;  // sets
  // If not empty, [free] of the system of what is held: only attractors count
  // that are reached from there, with the clamped variables at their clamps.
  State from;
  // Told the sets of clamps looked at so far; may be empty.
  std::function<void(int64_t)> on_progress;
  // Told each set as it is found: by size, in any order within one; may be
  // empty.
  std::function<void(const ControlSet&)> on_set;
  // Asked before each set of clamps whether to end here; may be empty.
  std::function<bool()> stop;
};

struct Control {
  // By size, then by the names clamped; no verified set holds another. Sets
  // that hold an unverified one are listed like any other.
  std::vector<ControlSet> sets;
  // Every set of up to so many clamps was looked at, or holds one of `sets`;
  // less than ControlOptions::most_clamps where the limit was met or the search
  // was stopped.
  int decided = -1;
  int64_t looked_at = 0;
  bool stopped = false;  // by ControlOptions::stop
};

absl::StatusOr<Control> FindControl(const Network& network,
                                    absl::Span<const Held> held,
                                    const Formula& phenotype,
                                    const ControlOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_CONTROL_H_
