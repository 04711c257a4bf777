#include "engine/control/control.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/control/clamp_sets.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kListedStates = 16;  // of an attractor of ControlSet::found
// For a list alone, the proof being there, less will do.
constexpr Effort kListing = {10'000'000, uint64_t{1} << 20};

// Nothing where a set that was not verified turns out not to work.
absl::StatusOr<std::optional<ControlSet>> SetOf(const ControlQuestion& question,
                                                const Subspace& clamps,
                                                Proof proof, Effort& effort) {
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
  options.exact = true;
  options.limits.most_steps = effort.steps;
  options.most_reachable = effort.reachable;
  options.on_progress = question.on_progress;
  if (!question.from.empty()) {
    options.from = StateUnderClamps(question.system, question.from, system);
  }
  absl::StatusOr<Found> found =
      FindAttractors(system, question.updating, options);
  if (absl::IsResourceExhausted(found.status())) {
    effort.Halve();
    set.found.complete = false;
    set.found.method = std::string(found.status().message());
    return set;
  }
  if (!found.ok()) return found.status();
  for (const Attractor& attractor : found->attractors) {
    if (attractor.watched[0] != Holds::kAlways) {
      if (proof == Proof::kUnverified) return std::nullopt;
      return absl::InternalError(
          "a set of clamps that was found to work leaves an attractor without "
          "the phenotype: an error of this program");
    }
  }
  set.found = *std::move(found);
  if (set.proof == Proof::kUnverified) set.proof = Proof::kAttractors;
  return set;
}

// By the names clamped: the variables of a space are in their order.
std::vector<std::pair<size_t, Fixed>> KeyOf(const Subspace& clamps) {
  std::vector<std::pair<size_t, Fixed>> key;
  for (size_t i = 0; i < clamps.size(); ++i) {
    if (clamps[i] != Fixed::kFree) key.emplace_back(i, clamps[i]);
  }
  return key;
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
  Control control;
  const auto report = [&options, &control] {
    if (options.on_progress) options.on_progress(control.looked_at);
  };
  const ControlQuestion question = {
      network,          held,         phenotype,
      options.updating, options.from, system,
      watched,          targets,      [&report](double) { report(); }};
  const int most_clamps = std::min<int>(
      options.most_clamps,
      static_cast<int>(std::count(targets.begin(), targets.end(), true)));
  ClampSets sets(targets, most_clamps);
  Refuter refuter(question);
  Effort listing = kListing;
  bool within_limit = true;
  for (int size = 0; size <= most_clamps && within_limit; ++size) {
    std::vector<std::pair<std::vector<std::pair<size_t, Fixed>>, ControlSet>>
        found;
    Subspace clamps;
    SatSolver::Answer answer = SatSolver::kNo;
    while (within_limit &&
           (answer = sets.Propose(size, clamps)) == SatSolver::kYes) {
      control.stopped = options.stop && options.stop();
      if (control.stopped) break;
      ASSIGN_OR_RETURN(const Verdict verdict, refuter.Judge(clamps));
      ++control.looked_at;
      report();
      if (verdict.escape.has_value()) sets.Meet(*verdict.escape);
      if (verdict.refuted) {
        sets.Exclude(clamps);
        continue;
      }
      within_limit = static_cast<int64_t>(control.sets.size() + found.size()) <
                     options.limit;
      if (!within_limit) break;
      ASSIGN_OR_RETURN(std::optional<ControlSet> set,
                       SetOf(question, clamps, verdict.proof, listing));
      if (!set.has_value() || set->proof == Proof::kUnverified) {
        sets.Exclude(clamps);
      } else {
        sets.ExcludeSupersets(clamps);
      }
      if (!set.has_value()) continue;
      if (options.on_set) options.on_set(*set);
      found.emplace_back(KeyOf(clamps), *std::move(set));
    }
    if (answer == SatSolver::kUnknown) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the SAT solver gave up at sets of ", size,
                       " clamps; ask for fewer with --max, or name --targets"));
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [key, set] : found) control.sets.push_back(std::move(set));
    if (control.stopped) return control;
    if (within_limit) control.decided = size;
  }
  if (within_limit) control.decided = options.most_clamps;
  return control;
}

}  // namespace regulon
