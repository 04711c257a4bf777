#include "engine/control/refute.h"

#include <algorithm>
#include <random>
#include <utility>

#include "engine/attractors/find.h"
#include "engine/attractors/percolation.h"
#include "engine/attractors/sampled.h"
#include "engine/attractors/trap_spaces.h"
#include "engine/control/paths.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kMostTraps = 1000;
constexpr size_t kLongestSynchronousPath = size_t{1} << 16;
constexpr size_t kLongestRandomPath = size_t{1} << 12;
constexpr int64_t kLeastSteps = 200'000;
constexpr uint64_t kLeastReachable = uint64_t{1} << 14;
// Where no exact method ends: a counter-example may still be met by chance.
constexpr SampleOptions kChance = {50, 1000, 1 << 12, 1 << 17};
constexpr int kRandomStarts = 32;  // of cycles
constexpr uint64_t kWalks = 8;     // from the start, by chance

// [free] whether a function depends on the variable, over any number of steps.
std::vector<bool> UpstreamOf(const System& system, Literal function) {
  std::vector<bool> upstream(system.size());
  std::vector<int> waiting = system.circuit.Support(function);
  while (!waiting.empty()) {
    const int i = waiting.back();
    waiting.pop_back();
    if (upstream[i]) continue;
    upstream[i] = true;
    for (const int source : system.circuit.Support(system.next[i])) {
      waiting.push_back(source);
    }
  }
  return upstream;
}

// The clamped system without what the phenotype does not depend on: the others
// follow from its attractors, and each of its attractors has some above it.
// From anywhere, what becomes constant cuts off what stands behind it.
absl::StatusOr<System> RelevantPart(const ControlQuestion& question,
                                    const Subspace& clamps) {
  std::vector<Held> held = HeldWith(question, clamps);
  ASSIGN_OR_RETURN(System whole, MakeSystem(question.network, held));
  const Literal phenotype = question.formula(whole);
  const auto leave_out = [&held](const System& system, Literal function) {
    const std::vector<bool> upstream = UpstreamOf(system, function);
    for (int i = 0; i < system.size(); ++i) {
      if (!upstream[i]) held.push_back({system.free[i], false});
    }
  };
  if (question.from.empty()) {
    const Percolated percolated = Percolate(whole, {phenotype});
    leave_out(percolated.system, percolated.watch[0]);
  } else {
    leave_out(whole, phenotype);
  }
  return MakeSystem(question.network, held);
}

Subspace SpaceOf(const State& state) {
  Subspace space;
  for (const bool on : state) space.push_back(FixedAt(on));
  return space;
}

// A space of a part of the system as one of the whole, clamps included.
Subspace InWhole(const System& system, const System& part,
                 const Subspace& space, const Subspace& clamps) {
  Subspace whole = clamps;
  int i = 0;  // both are in the order of names
  for (int k = 0; k < part.size(); ++k) {
    while (system.free[i] != part.free[k]) ++i;
    whole[i] = space[k];
  }
  return whole;
}

}  // namespace

std::vector<Held> HeldWith(const ControlQuestion& question,
                           const Subspace& clamps) {
  std::vector<Held> held(question.held.begin(), question.held.end());
  for (size_t i = 0; i < clamps.size(); ++i) {
    if (clamps[i] == Fixed::kFree) continue;
    held.push_back({question.system.free[i], clamps[i] == Fixed::kOn});
  }
  return held;
}

void Effort::Halve() {
  steps = std::max(kLeastSteps, steps / 2);
  reachable = std::max(kLeastReachable, reachable / 2);
}

Refuter::Refuter(const ControlQuestion& question)
    : question_(question),
      escapes_(question.system, question.phenotype, question.targets),
      fixed_points_(question.system, question.phenotype, question.targets) {}

absl::StatusOr<Verdict> Refuter::Judge(const Subspace& clamps) {
  const Subspace closure = escapes_.Closure(clamps);
  if (escapes_.HoldsIn(closure)) {
    Verdict verdict;
    verdict.proof = Proof::kPercolation;
    return verdict;
  }
  return question_.from.empty() ? JudgeAll(clamps) : JudgeReachable(clamps);
}

absl::StatusOr<Verdict> Refuter::JudgeAll(const Subspace& clamps) {
  Verdict verdict;
  Subspace state;
  if (fixed_points_.Find(clamps, state) == SatSolver::kYes) {
    verdict.refuted = true;
    verdict.escape = escapes_.FromTrap(std::move(state), clamps);
    return verdict;
  }
  ASSIGN_OR_RETURN(System part, RelevantPart(question_, clamps));
  const auto refuted_by = [&](const std::vector<State>& attractor) {
    Trace trace;
    for (const State& s : attractor) {
      trace.states.push_back(
          InWhole(question_.system, part, SpaceOf(s), clamps));
    }
    verdict.refuted = true;
    verdict.escape = escapes_.FromTrace(trace, clamps, question_.updating);
    return verdict;
  };
  if (question_.updating == Updating::kSynchronous) {
    std::mt19937_64 random(1);
    for (int start = 0; start < kRandomStarts; ++start) {
      State from(part.size());
      for (int i = 0; i < part.size(); ++i) from[i] = random() % 2 != 0;
      const auto path = SynchronousPath(part, from, kLongestRandomPath);
      if (!path.has_value()) continue;
      const std::vector<State> cycle(path->states.begin() + path->settled,
                                     path->states.end());
      for (const State& s : cycle) {
        if (escapes_.FailsIn(
                InWhole(question_.system, part, SpaceOf(s), clamps))) {
          return refuted_by(cycle);
        }
      }
    }
  }
  for (const Subspace& trap : MinimalTrapSpaces(part, kMostTraps).spaces) {
    Subspace whole = InWhole(question_.system, part, trap, clamps);
    if (!escapes_.FailsIn(whole)) continue;
    verdict.refuted = true;
    verdict.escape = escapes_.FromTrap(std::move(whole), clamps);
    return verdict;
  }
  FindOptions options;
  options.exact = true;
  options.limits.most_steps = effort_.steps;
  options.watch = {question_.formula(part)};
  options.on_progress = question_.on_progress;
  absl::StatusOr<Found> found =
      FindAttractors(part, question_.updating, options);
  if (found.ok()) {
    verdict.proof = Proof::kAttractors;
  } else if (absl::IsResourceExhausted(found.status())) {
    effort_.Halve();
    found = Found();
    found->attractors =
        SampleAttractors(part, question_.updating, {}, options, kChance);
  } else {
    return found.status();
  }
  for (const Attractor& attractor : found->attractors) {
    if (attractor.watched[0] == Holds::kAlways) continue;
    verdict.refuted = true;
    if (attractor.states.empty()) continue;
    return refuted_by(attractor.states);
  }
  return verdict;
}

absl::StatusOr<Verdict> Refuter::JudgeReachable(const Subspace& clamps) {
  ASSIGN_OR_RETURN(System part, RelevantPart(question_, clamps));
  const State from = StateUnderClamps(question_.system, question_.from, part);
  const auto whole = [&](const State& state) {
    return InWhole(question_.system, part, SpaceOf(state), clamps);
  };
  const auto refuted_by = [&](const Path& path,
                              const std::vector<State>& attractor) {
    Trace trace;
    for (size_t s = 0; s < path.settled; ++s) {
      trace.states.push_back(whole(path.states[s]));
    }
    trace.settled = path.settled;
    for (const State& state : attractor) trace.states.push_back(whole(state));
    trace.start = question_.from;
    Verdict verdict;
    verdict.refuted = true;
    verdict.escape = escapes_.FromTrace(trace, clamps, question_.updating);
    return verdict;
  };
  if (question_.updating == Updating::kSynchronous) {
    const auto path = SynchronousPath(part, from, kLongestSynchronousPath);
    if (path.has_value()) {
      const std::vector<State> cycle(path->states.begin() + path->settled,
                                     path->states.end());
      for (const State& state : cycle) {
        if (escapes_.FailsIn(whole(state))) return refuted_by(*path, cycle);
      }
      // Of what the part leaves out, FailsIn may not know enough.
      const Literal formula = question_.formula(part);
      Evaluator phenotype(part.circuit, {formula});
      Verdict verdict;
      verdict.proof = Proof::kAttractors;
      for (const State& state : cycle) {
        phenotype.Set(state);
        verdict.refuted |= !phenotype.Of(formula);
      }
      return verdict;
    }
  } else {
    for (uint64_t seed = 0; seed < kWalks; ++seed) {
      const auto path = RandomPath(part, from, {}, kLongestRandomPath, seed);
      if (path.has_value() && escapes_.FailsIn(whole(path->states.back()))) {
        return refuted_by(*path, {path->states.back()});
      }
    }
  }

  Verdict verdict;
  FindOptions options;
  options.watch = {question_.formula(part)};
  options.from = from;
  options.most_reachable = effort_.reachable;
  options.on_progress = question_.on_progress;
  const absl::StatusOr<Found> found =
      FindAttractors(part, question_.updating, options);
  if (absl::IsResourceExhausted(found.status())) {
    effort_.Halve();
    return verdict;
  }
  if (!found.ok()) return found.status();
  for (const Attractor& attractor : found->attractors) {
    if (attractor.watched[0] == Holds::kAlways) continue;
    verdict.refuted = true;
    if (question_.updating == Updating::kSynchronous) continue;
    for (uint64_t seed = 0; seed < kWalks && !attractor.states.empty();
         ++seed) {
      const auto path =
          RandomPath(part, from, attractor.states, kLongestRandomPath, seed);
      if (path.has_value()) return refuted_by(*path, attractor.states);
    }
  }
  if (found->complete) verdict.proof = Proof::kAttractors;
  return verdict;
}

}  // namespace regulon
