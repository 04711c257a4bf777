#include "engine/attractors/state_sets.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/logic/variable_order.h"

namespace regulon {
namespace {

constexpr int64_t kFirstCollection = 500'000;

std::vector<int> Reversed(std::vector<int> order) {
  std::reverse(order.begin(), order.end());
  return order;
}

std::vector<int> OrderOf(const System& system) {
  std::vector<std::vector<int>> groups;
  for (int i = 0; i < system.size(); ++i) {
    groups.push_back(system.circuit.Support(system.next[i]));
    groups.back().push_back(i);
  }
  return SpanOrder(system.size(), groups);
}

std::vector<int> UpTo(int n) {
  std::vector<int> numbers(n);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace

StateSets::StateSets(const System& system, const AttractorOptions& options,
                     int64_t most_nodes, int64_t most_steps)
    : system_(system),
      options_(options),
      all_(UpTo(system.size())),
      from_below_(Reversed(OrderOf(system))),
      diagrams_(Reversed(from_below_), most_nodes, most_steps),
      collect_at_(std::min(kFirstCollection, most_nodes / 2)) {
  next_ = diagrams_.FromCircuit(system.circuit, system.next, all_);
  watch_ = diagrams_.FromCircuit(system.circuit, options.watch, all_);
  for (int i = 0; i < system.size(); ++i) {
    unstable_.push_back(diagrams_.Xor(diagrams_.Variable(i), next_[i]));
    changed_.push_back(diagrams_.FlipAnd(unstable_[i], i, kTrue));
  }
}

void StateSets::CollectSometimes() {
  if (diagrams_.nodes() < collect_at_) return;
  std::vector<Diagram> live = next_;
  for (const auto* more : {&unstable_, &changed_, &watch_}) {
    live.insert(live.end(), more->begin(), more->end());
  }
  for (const Kept* kept : kept_) live.push_back(kept->set);
  diagrams_.Collect(live);
  collect_at_ = std::max(collect_at_, 2 * diagrams_.nodes());
}

Diagram StateSets::FixedPoints() {
  Kept stable(*this, kTrue);
  for (const int i : from_below_) {
    if (full()) break;
    CollectSometimes();
    stable.set = diagrams_.And(stable.set, Not(unstable_[i]));
  }
  return stable.set;
}

// Saturation: a variable of a higher level is asked only when those below it
// have nothing to add.
template <typename Step>
Diagram StateSets::Closure(Diagram set, Diagram within, const Step& step) {
  Kept closed(*this, set), room(*this, diagrams_.And(within, Not(set)));
  for (size_t k = 0; k < from_below_.size() && !full();) {
    CollectSometimes();
    const Diagram more =
        diagrams_.And(step(closed.set, from_below_[k]), room.set);
    if (more == kFalse) {
      ++k;
      continue;
    }
    closed.set = diagrams_.Or(closed.set, more);
    room.set = diagrams_.And(room.set, Not(more));
    k = 0;
  }
  return closed.set;
}

Diagram StateSets::Forward(Diagram set, Diagram within) {
  return Closure(set, within, [this](Diagram from, int i) {
    return diagrams_.FlipAnd(from, i, changed_[i]);
  });
}

Diagram StateSets::Backward(Diagram set, Diagram within) {
  return Closure(set, within, [this](Diagram to, int i) {
    return diagrams_.FlipAnd(to, i, unstable_[i]);
  });
}

Diagram StateSets::SynchronousBasin(Diagram set) {
  Kept basin(*this, set), last(*this, set);
  while (last.set != kFalse && !full()) {
    CollectSometimes();
    last.set =
        diagrams_.And(diagrams_.Compose(last.set, next_), Not(basin.set));
    basin.set = diagrams_.Or(basin.set, last.set);
  }
  return basin.set;
}

Diagram StateSets::SetOf(const State& state) {
  Diagram set = kTrue;
  for (const int i : from_below_) {
    const Diagram on = diagrams_.Variable(i);
    set = diagrams_.And(state[i] ? on : Not(on), set);
  }
  return set;
}

std::vector<State> StateSets::StatesOf(Diagram set, uint64_t limit) {
  struct Part {
    Diagram set;
    State values;  // of the first variables
  };
  std::vector<State> states;
  std::vector<Part> open = {{set, {}}};
  while (!open.empty() && states.size() < limit && !full()) {
    Part part = std::move(open.back());
    open.pop_back();
    if (part.set == kFalse) continue;
    const int v = static_cast<int>(part.values.size());
    if (v == system_.size()) {
      states.push_back(std::move(part.values));
      continue;
    }
    for (const bool value : {true, false}) {
      const Diagram rest = diagrams_.Restrict(part.set, v, value);
      if (rest == kFalse) continue;
      open.push_back({rest, part.values});
      open.back().values.push_back(value);
    }
  }
  return states;
}

Holds StateSets::HoldsIn(Diagram set, Diagram function) {
  if (diagrams_.And(set, function) == kFalse) return Holds::kNever;
  return diagrams_.Implies(set, function) ? Holds::kAlways : Holds::kSometimes;
}

Attractor StateSets::Describe(Diagram set) {
  Attractor attractor;
  attractor.size = Count(set);
  attractor.smallest = diagrams_.Smallest(set);
  if (!(options_.most_states < attractor.size)) {
    attractor.states = StatesOf(set, options_.most_states);
  }
  for (int i = 0; i < system_.size(); ++i) {
    attractor.variable.push_back(HoldsIn(set, diagrams_.Variable(i)));
  }
  for (const Diagram f : watch_) attractor.watched.push_back(HoldsIn(set, f));
  return attractor;
}

}  // namespace regulon
