// How much one frozen genome can be made to do: the different attractors, and
// the different sets of open domains, that its inputs select.
#ifndef REGULON_ENGINE_QUERY_REPERTOIRE_H_
#define REGULON_ENGINE_QUERY_REPERTOIRE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attractors/attractor.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/logic/network.h"

namespace regulon {

struct RepertoireOptions {
  // Assignments of the inputs: all of them up to so many, else so many random
  // ones, 1 or more.
  uint64_t most = uint64_t{1} << 16;
  uint64_t seed = 1;
  int threads = 0;                          // 0: one per core
  std::function<void(double)> on_progress;  // the share done; may be empty
};

// Different attractors, open sets, and random assignments that are told apart.
constexpr uint64_t kMostTold = uint64_t{1} << 16;

struct OpenSet {
  // Domains, ascending; those that a specialized genome has dropped as well.
  std::vector<int> open;
  uint64_t assignments = 0;  // that select it
};

struct Repertoire {
  std::vector<int> inputs;    // variables of the network, or regulators
  uint64_t assignments = 0;   // looked at
  bool all = true;            // that there are; else random ones
  std::vector<OpenSet> sets;  // most assignments first, then by domains
  // An estimate of the sets for all assignments, where not all were looked at:
  // Chao2 where an assignment can select several, else Chao1.
  double estimated_sets = 0;
  // There were more than kMostTold different ones of something, of which only
  // the first to be met count.
  bool left_out = false;
};

struct AttractorRepertoire : Repertoire {
  struct Item {
    Attractor attractor;       // over `others`; without its states
    uint64_t assignments = 0;  // that have it
  };
  std::vector<int>
      others;  // variables that are neither held nor inputs, by name
  // Different in the others; most assignments first, then by size and smallest
  // state. Attractors of more than 64 states are told apart by their size,
  // smallest state and the variables that move.
  std::vector<Item> attractors;
  // Different when the inputs' own values count as well.
  uint64_t with_inputs = 0;
  // Assignments for which not all attractors are known, or not all states of
  // an attractor between whose states domains open and shut.
  uint64_t incomplete = 0;
  // An estimate for all assignments, where not all were looked at: Chao2.
  double estimate = 0;
};

// The open sets are those of the states of the attractors.
absl::StatusOr<AttractorRepertoire> AttractorsOfInputs(
    const Network& network, absl::Span<const Held> held, Updating updating,
    const RepertoireOptions& options);

// One reading per assignment. Inputs are the regulators that no gene makes and
// `base` does not give, each absent or at its reference level.
// FailedPrecondition if the unit of one can't say absent.
absl::StatusOr<Repertoire> OpenSetsOfInputs(Cell& cell, const Context& base,
                                            const RepertoireOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_REPERTOIRE_H_
