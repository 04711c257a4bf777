#include "engine/attractors/trap_spaces.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/attractors/feedback_vertices.h"
#include "engine/logic/diagram.h"
#include "engine/logic/sat.h"
#include "engine/logic/variable_order.h"

namespace regulon {
namespace {

// Subspaces as what each variable can be: "can be on" or "can be off" or both.
// In a trap space it can be whatever its next function can be. A function can
// be on in a subspace if a path of its decision diagram to "on" only takes
// turns that the variables can take, for a path reads a variable once: clauses
// in which everything follows from less, so that a minimal assignment is a
// minimal trap space.
class CanBe {
 public:
  explicit CanBe(const System& system) : system_(system) {
    for (int i = 0; i < system.size(); ++i) {
      off_.push_back(solver_.NewVariable());
      on_.push_back(solver_.NewVariable());
      solver_.AddClause({off_[i], on_[i]});
    }
    for (int i = 0; i < system.size() && !too_large_; ++i) Close(i);
    deciding_ = FeedbackVertices(system);
  }

  SatSolver::Answer Solve() {
    return too_large_ ? SatSolver::kUnknown : solver_.Solve();
  }

  Subspace Space() const {
    Subspace space(system_.size(), Fixed::kFree);
    for (int i = 0; i < system_.size(); ++i) {
      if (!solver_.Value(off_[i])) space[i] = Fixed::kOn;
      if (!solver_.Value(on_[i])) space[i] = Fixed::kOff;
    }
    return space;
  }

  // And what contains it. What the deciding variables can be decides, by way of
  // the clauses, what the others can be at least.
  void Exclude(const Subspace& space) {
    std::vector<int> less;
    for (const int i : deciding_) {
      if (space[i] != Fixed::kOn) less.push_back(-off_[i]);
      if (space[i] != Fixed::kOff) less.push_back(-on_[i]);
    }
    solver_.AddClause(less);
  }

 private:
  // Whatever the next function of variable i can be, the variable can be.
  void Close(int i) {
    const Circuit& circuit = system_.circuit;
    const std::vector<int> support = DepthFirstOrder(circuit, system_.next[i]);
    std::vector<int> level(system_.size()), order(support.size());
    for (size_t k = 0; k < support.size(); ++k) {
      level[support[k]] = order[k] = static_cast<int>(k);
    }
    Diagrams diagrams(order, kMostNodes);
    const Diagram next =
        diagrams.FromCircuit(circuit, {system_.next[i]}, level)[0];
    too_large_ = diagrams.full();
    absl::flat_hash_map<Diagram, int> reach;
    for (const auto& [f, end] :
         {std::pair(next, on_[i]), std::pair(Not(next), off_[i])}) {
      const int can = Reach(diagrams, support, f, reach);
      solver_.AddClause({-can, end});
    }
  }

  // The literal that follows from what the variables can be if f can be on.
  // Depth: the number of variables.
  int Reach(const Diagrams& diagrams, const std::vector<int>& support,
            Diagram f, absl::flat_hash_map<Diagram, int>& reach) {
    if (f == kTrue) return solver_.True();
    if (f == kFalse) return -solver_.True();
    if (const auto at = reach.find(f); at != reach.end()) return at->second;
    const Diagrams::Node node = diagrams.Top(f);
    const int variable = support[node.variable];
    const std::pair<Diagram, int> turns[] = {{node.off, off_[variable]},
                                             {node.on, on_[variable]}};
    const int can = solver_.NewVariable();
    for (const auto& [rest, turn] : turns) {
      if (rest == kFalse) continue;
      solver_.AddClause({-turn, -Reach(diagrams, support, rest, reach), can});
    }
    reach.emplace(f, can);
    return can;
  }

  static constexpr int64_t kMostNodes = 4'000'000;  // of one function

  const System& system_;
  SatSolver solver_{SatSolver::kPlain};
  std::vector<int> off_, on_;  // [free] literals: can be off, can be on
  std::vector<int> deciding_;
  bool too_large_ = false;
};

}  // namespace

TrapSpaces MinimalTrapSpaces(const System& system, uint64_t limit) {
  CanBe can_be(system);
  TrapSpaces found;
  for (;;) {
    const SatSolver::Answer answer = can_be.Solve();
    found.complete = answer == SatSolver::kNo;
    if (answer != SatSolver::kYes || found.spaces.size() >= limit) break;
    found.spaces.push_back(can_be.Space());
    can_be.Exclude(found.spaces.back());
  }
  std::sort(found.spaces.begin(), found.spaces.end());
  return found;
}

}  // namespace regulon
