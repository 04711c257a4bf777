#include "engine/attractors/find.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/asynchronous.h"
#include "engine/attractors/cycles.h"
#include "engine/attractors/percolation.h"
#include "engine/attractors/reachable.h"
#include "engine/attractors/sampled.h"
#include "engine/attractors/symbolic.h"
#include "engine/attractors/synchronous.h"
#include "engine/attractors/trap_spaces.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kLongestCycle = 8;  // that SAT looks for
constexpr int kMostBySat = 1000;  // fixed points and cycles, or trap spaces

// Where no exact method ends: what SAT finds, and what chance does.
Found FindSome(const System& system, Updating updating,
               const AttractorOptions& options) {
  Found found;
  found.complete = false;
  std::vector<State> starts;
  if (updating == Updating::kSynchronous) {
    const Cycles cycles = FindCycles(system, kLongestCycle, kMostBySat);
    for (const auto& cycle : cycles.cycles) starts.push_back(cycle[0]);
    found.method = absl::StrCat(
        cycles.complete ? "all" : "some", " fixed points and cycles of up to ",
        kLongestCycle, " states, by SAT; longer cycles sampled: a lower bound");
  } else {
    const TrapSpaces traps = MinimalTrapSpaces(system, kMostBySat);
    for (const Subspace& space : traps.spaces) {
      State& start = starts.emplace_back();
      for (const Fixed fixed : space) start.push_back(fixed == Fixed::kOn);
    }
    found.method =
        absl::StrCat("from a state of ", traps.complete ? "each" : "some",
                     " of the ", traps.spaces.size(),
                     " minimal trap spaces, and sampled: a lower bound");
  }
  found.attractors =
      SampleAttractors(system, updating, starts, options, SampleOptions());
  return found;
}

absl::StatusOr<Found> FindFrom(const System& system, Updating updating,
                               const FindOptions& options) {
  ASSIGN_OR_RETURN(Reachable reachable,
                   ReachableAttractors(system, updating, options.from, options,
                                       options.most_reachable));
  Found found;
  found.attractors = std::move(reachable.attractors);
  found.method = absl::StrCat("all ", reachable.states, " reachable states");
  return found;
}

absl::StatusOr<Found> FindAll(const System& system, Updating updating,
                              const FindOptions& options) {
  const bool synchronous = updating == Updating::kSynchronous;
  const bool every_state =
      system.size() <= (synchronous ? kMostSynchronous : kMostAsynchronous);
  absl::StatusOr<std::vector<Attractor>> attractors =
      !every_state
          ? SymbolicAttractors(system, updating, options, options.limits)
      : synchronous ? SynchronousAttractors(system, options)
                    : AsynchronousAttractors(system, options);
  if (absl::IsResourceExhausted(attractors.status()) && !options.exact) {
    return FindSome(system, updating, options);
  }
  RETURN_IF_ERROR(attractors.status());
  Found found;
  found.attractors = *std::move(attractors);
  found.method = absl::StrCat("all 2^", system.size(), " states",
                              every_state ? "" : ", by decision diagrams");
  return found;
}

}  // namespace

absl::StatusOr<Found> FindAttractors(const System& system, Updating updating,
                                     const FindOptions& options) {
  if (!options.from.empty()) return FindFrom(system, updating, options);
  if (options.basins && updating == Updating::kSynchronous &&
      system.size() <= kMostSynchronous) {
    return FindAll(system, updating, options);
  }
  const Percolated percolated = Percolate(system, options.watch);
  FindOptions inner = options;
  inner.watch = percolated.watch;
  ASSIGN_OR_RETURN(Found found, FindAll(percolated.system, updating, inner));
  const bool whole = percolated.system.size() == system.size();
  if (!whole) {
    absl::StrAppend(&found.method, "; ",
                    system.size() - percolated.system.size(),
                    " variables are constant");
  }
  for (Attractor& attractor : found.attractors) {
    std::optional<BigUnsigned> basin;
    if (whole) basin = attractor.basin;
    attractor = Restored(percolated, std::move(attractor));
    attractor.basin = std::move(basin);
  }
  return found;
}

}  // namespace regulon
