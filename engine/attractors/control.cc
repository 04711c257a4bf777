#include "engine/attractors/control.h"

#include <algorithm>
#include <utility>

#include "engine/attractors/clamp_sets.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kListedStates = 16;  // of an attractor of ControlSet::found
// For a list alone, the proof being there, less effort will do.
constexpr SymbolicOptions kListing = {300'000, 10'000'000, 100'000};

absl::StatusOr<ControlSet> SetOf(const ControlQuestion& question,
                                 const Subspace& clamps, Proof proof) {
  ControlSet set;
  set.proof = proof;
  for (size_t i = 0; i < clamps.size(); ++i) {
    if (clamps[i] == Fixed::kFree) continue;
    set.clamps.push_back({question.system.free[i], clamps[i] == Fixed::kOn});
  }
  ASSIGN_OR_RETURN(System system,
                   MakeSystem(question.network, HeldWith(question, clamps)));
  FindOptions options;
  options.watch = {question.formula(system)};
  options.most_states = kListedStates;
  if (proof != Proof::kUnverified) options.limits = kListing;
  if (!question.from.empty()) {
    options.from = StateUnderClamps(question.system, question.from, system);
  }
  absl::StatusOr<Found> found =
      FindAttractors(system, question.updating, options);
  if (absl::IsResourceExhausted(found.status())) {
    set.found.complete = false;
    set.found.method = "too many reachable states to list";
    return set;
  }
  if (!found.ok()) return found.status();
  for (const Attractor& attractor : found->attractors) {
    if (attractor.watched[0] != Holds::kAlways) {
      return absl::InternalError(
          "a set of clamps that was found to work leaves an attractor without "
          "the phenotype: an error of this program");
    }
  }
  set.found = *std::move(found);
  if (set.proof == Proof::kUnverified && set.found.complete) {
    set.proof = Proof::kAttractors;
  }
  return set;
}

struct Working {
  Subspace clamps;
  Proof proof;
};

// By the names clamped: the variables of a space are in their order.
bool ByName(const Working& a, const Working& b) {
  const auto key = [](const Subspace& clamps) {
    std::vector<std::pair<size_t, Fixed>> key;
    for (size_t i = 0; i < clamps.size(); ++i) {
      if (clamps[i] != Fixed::kFree) key.emplace_back(i, clamps[i]);
    }
    return key;
  };
  return key(a.clamps) < key(b.clamps);
}

}  // namespace

absl::StatusOr<Control> FindControl(const Network& network,
                                    absl::Span<const Held> held,
                                    const Formula& phenotype,
                                    const ControlOptions& options) {
  ASSIGN_OR_RETURN(System system, MakeSystem(network, held));
  const Literal watched = phenotype(system);
  std::vector<bool> targets;
  for (const int v : system.free) {
    targets.push_back(
        std::count(options.targets.begin(), options.targets.end(), v) > 0);
  }
  const ControlQuestion question = {network,          held,         phenotype,
                                    options.updating, options.from, system,
                                    watched,          targets};
  const int most_clamps = std::min<int>(
      options.most_clamps,
      static_cast<int>(std::count(targets.begin(), targets.end(), true)));
  ClampSets sets(targets, most_clamps);
  Refuter refuter(question);
  Control control;
  bool within_limit = true;
  for (int size = 0; size <= most_clamps && within_limit; ++size) {
    std::vector<Working> working;
    Subspace clamps;
    SatSolver::Answer answer = SatSolver::kNo;
    while (within_limit &&
           (answer = sets.Propose(size, clamps)) == SatSolver::kYes) {
      ASSIGN_OR_RETURN(const Verdict verdict, refuter.Judge(clamps));
      ++control.looked_at;
      if (options.on_progress) options.on_progress(control.looked_at);
      if (verdict.escape.has_value()) sets.Meet(*verdict.escape);
      if (verdict.refuted || verdict.proof == Proof::kUnverified) {
        sets.Exclude(clamps);
      } else {
        sets.ExcludeSupersets(clamps);
      }
      if (verdict.refuted) continue;
      const int64_t listed = control.sets.size() + working.size();
      within_limit = listed < options.limit;
      if (within_limit) working.push_back({clamps, verdict.proof});
    }
    if (answer == SatSolver::kUnknown) {
      return absl::ResourceExhaustedError("the SAT solver gave up");
    }
    std::sort(working.begin(), working.end(), ByName);
    for (const Working& w : working) {
      ASSIGN_OR_RETURN(ControlSet set, SetOf(question, w.clamps, w.proof));
      control.sets.push_back(std::move(set));
    }
    if (within_limit) control.decided = size;
  }
  if (within_limit) control.decided = options.most_clamps;
  return control;
}

}  // namespace regulon
