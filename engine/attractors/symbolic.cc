#include "engine/attractors/symbolic.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/state_sets.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Kept = StateSets::Kept;

class Search {
 public:
  Search(const System& system, const AttractorOptions& options,
         const SymbolicOptions& limits)
      : system_(system),
        options_(options),
        limits_(limits),
        sets_(system, options, limits.most_nodes, limits.most_steps),
        left_(sets_, kTrue) {}

  absl::StatusOr<std::vector<Attractor>> Run(Updating updating) {
    // Each setting of the inputs has an attractor of its own.
    int inputs = 0;
    for (int i = 0; i < system_.size(); ++i) inputs += system_.IsInput(i);
    RETURN_IF_ERROR(CheckNumber(BigUnsigned::PowerOfTwo(inputs)));
    RETURN_IF_ERROR(updating == Updating::kSynchronous ? Synchronous()
                                                       : Asynchronous());
    std::sort(attractors_.begin(), attractors_.end(), BySize);
    return std::move(attractors_);
  }

 private:
  absl::Status CheckNumber(const BigUnsigned& attractors) const {
    if (!(BigUnsigned(limits_.most_attractors) < attractors)) {
      return absl::OkStatus();
    }
    return absl::ResourceExhaustedError(absl::StrCat(
        "there are more than ", limits_.most_attractors, " attractors"));
  }

  absl::Status Asynchronous();
  absl::Status Synchronous();
  // Removes states that are in no attractor: those that can, for good, get
  // into or out of where this variable keeps changing (transition guided
  // reduction; Beneš et al. 2021, CAV 33:505). True if there were any.
  bool Reduce(int variable);
  // Keeps of the states that can reach this set, which none leaves, the set.
  bool Settle(Diagram set);
  // The one that can be reached from a state of left_ (Xie and Beerel 2000,
  // ICCAD:416).
  absl::Status AddAttractor();
  // The states of the cycle in which this one ends.
  absl::StatusOr<std::vector<State>> CycleFrom(State state) const;

  Diagram Minus(Diagram a, Diagram b) {
    return sets_.diagrams().And(a, Not(b));
  }
  // Of what is left, any state.
  Diagram Pick(Diagram set) {
    return sets_.SetOf(sets_.diagrams().Smallest(set));
  }
  absl::Status Add(Attractor attractor) {
    RETURN_IF_ERROR(sets_.status());
    attractors_.push_back(std::move(attractor));
    return CheckNumber(attractors_.size());
  }
  void Report() const {
    if (!options_.on_progress || sets_.full()) return;
    const double all = BigUnsigned::PowerOfTwo(system_.size()).ToDouble();
    options_.on_progress(1 - sets_.Count(left_.set).ToDouble() / all);
  }

  const System& system_;
  const AttractorOptions& options_;
  const SymbolicOptions& limits_;
  StateSets sets_;
  // States that may be in an attractor not found yet. No update leaves them
  // but for those of attractors that were found.
  Kept left_;
  std::vector<Attractor> attractors_;
};

absl::Status Search::Asynchronous() {
  {
    Kept fixed(sets_, sets_.FixedPoints());
    RETURN_IF_ERROR(sets_.status());
    const BigUnsigned count = sets_.Count(fixed.set);
    RETURN_IF_ERROR(CheckNumber(count));
    for (const State& state :
         sets_.StatesOf(fixed.set, limits_.most_attractors)) {
      RETURN_IF_ERROR(Add(sets_.Describe(sets_.SetOf(state))));
    }
    left_.set = Minus(kTrue, sets_.Backward(fixed.set, kTrue));
    Report();
  }
  for (bool changed = true; changed && left_.set != kFalse;) {
    changed = false;
    for (int i = 0; i < system_.size() && !sets_.full(); ++i) {
      changed = Reduce(i) || changed;
      Report();
    }
  }
  RETURN_IF_ERROR(sets_.status());
  while (left_.set != kFalse) {
    RETURN_IF_ERROR(AddAttractor());
    Report();
  }
  return sets_.status();
}

bool Search::Reduce(int variable) {
  Diagrams& diagrams = sets_.diagrams();
  Kept changing(sets_, diagrams.And(left_.set, sets_.Unstable(variable)));
  if (changing.set == kFalse) return false;
  // What comes after a change, what of it comes before another one, and the
  // rest, where the variable never changes again.
  Kept after(sets_, sets_.Forward(changing.set, left_.set));
  const bool settled = Settle(after.set);
  Kept again(sets_, sets_.Backward(changing.set, after.set));
  const Diagram never = Minus(after.set, again.set);
  return (never != kFalse && Settle(never)) || settled;
}

bool Search::Settle(Diagram set) {
  Kept kept(sets_, set);
  const Diagram basin = sets_.Backward(set, left_.set);
  if (basin == kept.set) return false;
  left_.set = Minus(left_.set, Minus(basin, kept.set));
  return true;
}

absl::Status Search::AddAttractor() {
  Kept from(sets_, Pick(left_.set));
  for (;;) {
    Kept after(sets_, sets_.Forward(from.set, left_.set));
    Kept before(sets_, sets_.Backward(from.set, left_.set));
    RETURN_IF_ERROR(sets_.status());
    left_.set = Minus(left_.set, before.set);
    const Diagram below = Minus(after.set, before.set);
    if (below == kFalse) return Add(sets_.Describe(after.set));
    from.set = Pick(below);
  }
}

absl::Status Search::Synchronous() {
  while (left_.set != kFalse) {
    const State first = sets_.diagrams().Smallest(left_.set);
    RETURN_IF_ERROR(sets_.status());
    ASSIGN_OR_RETURN(std::vector<State> states, CycleFrom(first));
    Kept cycle(sets_, kFalse);
    for (const State& state : states) {
      cycle.set = sets_.diagrams().Or(cycle.set, sets_.SetOf(state));
    }
    Kept basin(sets_, sets_.SynchronousBasin(cycle.set));
    RETURN_IF_ERROR(sets_.status());
    Attractor attractor = sets_.Describe(cycle.set);
    attractor.basin = sets_.Count(basin.set);
    if (!attractor.states.empty()) attractor.states = std::move(states);
    left_.set = Minus(left_.set, basin.set);
    RETURN_IF_ERROR(Add(std::move(attractor)));
    Report();
  }
  return sets_.status();
}

absl::StatusOr<std::vector<State>> Search::CycleFrom(State state) const {
  constexpr int64_t kMostSteps = 1'000'000;
  Stepper stepper(system_);
  // Brent 1980, BIT 20:176: `mark` waits for the walk to come back.
  State mark = state;
  int64_t steps = 0, wait = 1;
  do {
    if (steps == wait) {
      mark = state;
      wait *= 2;
      steps = 0;
    }
    if (wait > kMostSteps) {
      return absl::ResourceExhaustedError(
          absl::StrCat("a state comes back to none in ", kMostSteps, " steps"));
    }
    state = stepper.Next(state);
    ++steps;
  } while (state != mark);
  std::vector<State> cycle;
  do {
    cycle.push_back(state);
    state = stepper.Next(state);
  } while (state != mark);
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()),
              cycle.end());
  return cycle;
}

}  // namespace

absl::StatusOr<std::vector<Attractor>> SymbolicAttractors(
    const System& system, Updating updating, const AttractorOptions& options,
    const SymbolicOptions& limits) {
  return Search(system, options, limits).Run(updating);
}

}  // namespace regulon
