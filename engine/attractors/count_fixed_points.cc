// Counting: variables are replaced by what they are equal to, one after the
// other, until only those are left that read themselves. Their equations are
// joined variable by variable, and a variable that the others then determine is
// quantified away, which leaves the number of solutions as it is.

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/attractors/fixed_points.h"
#include "engine/logic/diagram.h"
#include "engine/logic/variable_order.h"

namespace regulon {
namespace {

class Counter {
 public:
  Counter(const System& system, const std::vector<int>& order,
          int64_t most_nodes)
      : variables_(system.size()), diagrams_(order, most_nodes) {
    std::vector<int> all(variables_);
    std::iota(all.begin(), all.end(), 0);
    next_ = diagrams_.FromCircuit(system.circuit, system.next, all);
  }

  absl::StatusOr<BigUnsigned> Count() {
    left_.assign(variables_, true);
    SubstituteAll();
    JoinAll();
    if (diagrams_.full()) return diagrams_.status();
    BigUnsigned count = 1;
    for (const Equation& e : equations_) {
      count = count * diagrams_.Count(e.holds, e.support);
      for (const int v : e.support) left_[v] = false;
    }
    const auto free = std::count(left_.begin(), left_.end(), true);
    return count << static_cast<int>(free);
  }

 private:
  struct Equation {
    Diagram holds;
    int64_t size;
    std::vector<int> support;  // ascending
  };

  Equation EquationOf(Diagram holds) const {
    return {holds, diagrams_.Size({holds}), diagrams_.Support(holds)};
  }

  // A variable costs what its function takes, once per reader.
  void SubstituteAll();
  // False, and nothing done, if it makes the readers much larger.
  bool Substitute(int v, const std::vector<int>& readers);
  void JoinAll();
  // Which variable next: one whose equations together read few others, first
  // of all one that they determine. -1: no two equations have one in common.
  int NextToJoin(bool* determined);
  bool Determines(Diagram equation, int v) {
    return diagrams_.And(diagrams_.Restrict(equation, v, false),
                         diagrams_.Restrict(equation, v, true)) == kFalse;
  }

  void CollectSometimes() {
    if (diagrams_.nodes() < collect_at_) return;
    std::vector<Diagram> live = next_;
    for (const Equation& e : equations_) live.push_back(e.holds);
    diagrams_.Collect(live);
    collect_at_ = std::max<int64_t>(kFirstCollection, 2 * diagrams_.nodes());
  }

  static constexpr int64_t kFirstCollection = 1'000'000;

  const int variables_;
  Diagrams diagrams_;
  std::vector<Diagram> next_;  // [free]; kFalse once replaced
  std::vector<bool> left_;     // [free] neither replaced nor quantified
  std::vector<Equation> equations_;
  int64_t collect_at_ = kFirstCollection;
};

void Counter::SubstituteAll() {
  std::vector<bool> passed_over(variables_);
  std::vector<Equation> function;  // [free] of next_
  for (const Diagram f : next_) function.push_back(EquationOf(f));
  std::vector<std::vector<int>> readers(variables_);
  for (int i = 0; i < variables_; ++i) {
    for (const int v : function[i].support) readers[v].push_back(i);
  }
  while (!diagrams_.full()) {
    CollectSometimes();
    int best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (int v = 0; v < variables_; ++v) {
      const std::vector<int>& support = function[v].support;
      if (!left_[v] || passed_over[v] ||
          std::binary_search(support.begin(), support.end(), v)) {
        continue;
      }
      const double cost =
          static_cast<double>(readers[v].size()) * function[v].size;
      if (cost < least) {
        best = v;
        least = cost;
      }
    }
    if (best < 0) return;
    const std::vector<int> changed = readers[best];
    if (!Substitute(best, changed)) {
      passed_over[best] = true;
      continue;
    }
    for (const int i : changed) {
      for (const int v : function[i].support) {
        readers[v].erase(std::find(readers[v].begin(), readers[v].end(), i));
      }
      function[i] = EquationOf(next_[i]);
      for (const int v : function[i].support) readers[v].push_back(i);
    }
    for (const int v : function[best].support) {
      readers[v].erase(std::find(readers[v].begin(), readers[v].end(), best));
    }
    left_[best] = false;
    next_[best] = kFalse;
  }
}

bool Counter::Substitute(int v, const std::vector<int>& readers) {
  constexpr int64_t kMostGrowth = 2, kSmall = 200;
  std::vector<Diagram> composed;
  int64_t before = diagrams_.Size({next_[v]}), after = 0;
  for (const int i : readers) {
    before += diagrams_.Size({next_[i]});
    composed.push_back(diagrams_.Compose(next_[i], v, next_[v]));
    after += diagrams_.Size({composed.back()});
  }
  if (diagrams_.full() || after > kMostGrowth * before + kSmall) return false;
  for (size_t k = 0; k < readers.size(); ++k) next_[readers[k]] = composed[k];
  return true;
}

int Counter::NextToJoin(bool* determined) {
  std::vector<std::vector<const Equation*>> reading(variables_);
  for (const Equation& e : equations_) {
    for (const int v : e.support) reading[v].push_back(&e);
  }
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  std::vector<int> seen_for(variables_, -1);
  for (int v = 0; v < variables_; ++v) {
    bool is_determined = false;
    double together = 0, nodes = 0;
    for (const Equation* e : reading[v]) {
      is_determined = is_determined || Determines(e->holds, v);
      nodes += static_cast<double>(e->size);
      for (const int w : e->support) {
        together += seen_for[w] != v;
        seen_for[w] = v;
      }
    }
    if (!is_determined && reading[v].size() < 2) continue;
    const double cost =
        together + 1e-6 * nodes + (is_determined ? 0 : variables_);
    if (cost < least) {
      best = v;
      least = cost;
      *determined = is_determined;
    }
  }
  return best;
}

void Counter::JoinAll() {
  for (int v = 0; v < variables_; ++v) {
    if (!left_[v]) continue;
    equations_.push_back(
        EquationOf(Not(diagrams_.Xor(diagrams_.Variable(v), next_[v]))));
  }
  next_.clear();
  bool determined = false;
  while (!diagrams_.full()) {
    CollectSometimes();
    const int v = NextToJoin(&determined);
    if (v < 0) return;
    const auto apart = std::partition(
        equations_.begin(), equations_.end(), [v](const Equation& e) {
          return !std::binary_search(e.support.begin(), e.support.end(), v);
        });
    std::sort(apart, equations_.end(),
              [](const auto& a, const auto& b) { return a.size < b.size; });
    Diagram joined = kTrue;
    for (auto e = apart; e + 1 != equations_.end(); ++e) {
      joined = diagrams_.And(joined, e->holds);
    }
    const Diagram last = equations_.back().holds;
    if (determined) {
      joined = diagrams_.AndExists(joined, last, {v});
      left_[v] = false;
    } else {
      joined = diagrams_.And(joined, last);
    }
    equations_.erase(apart, equations_.end());
    equations_.push_back(EquationOf(joined));
  }
}

}  // namespace

absl::StatusOr<BigUnsigned> CountFixedPoints(const System& system,
                                             int64_t most_nodes) {
  std::vector<std::vector<int>> groups;
  for (int i = 0; i < system.size(); ++i) {
    groups.push_back(system.circuit.Support(system.next[i]));
    groups.back().push_back(i);
  }
  return Counter(system, SpanOrder(system.size(), groups), most_nodes).Count();
}

}  // namespace regulon
