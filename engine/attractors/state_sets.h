// Sets of states as decision diagrams, and what leads where: the graph of
// states without its states.
#ifndef REGULON_ENGINE_ATTRACTORS_STATE_SETS_H_
#define REGULON_ENGINE_ATTRACTORS_STATE_SETS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "engine/attractors/attractor.h"
#include "engine/logic/diagram.h"

namespace regulon {

class StateSets {
 public:
  // Holds on to the system and the options.
  StateSets(const System& system, const AttractorOptions& options,
            int64_t most_nodes, int64_t most_steps);

  // A set that stays when others are freed, which And, Minus and the closures
  // may do: for local variables.
  class Kept {
   public:
    Kept(StateSets& sets, Diagram set) : set(set), sets_(sets) {
      sets.kept_.push_back(this);
    }
    ~Kept() { sets_.kept_.pop_back(); }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

    Diagram set;

   private:
    StateSets& sets_;
  };

  // As Diagrams::status(): once not OK, sets are wrong.
  absl::Status status() const { return diagrams_.status(); }
  bool full() const { return diagrams_.full(); }
  Diagrams& diagrams() { return diagrams_; }
  BigUnsigned Count(Diagram set) const { return diagrams_.Count(set, all_); }

  // States in which updating this variable changes it.
  Diagram Unstable(int variable) const { return unstable_[variable]; }
  Diagram FixedPoints();

  // The states of `within` that can be reached from `set`, or that can reach it
  // without leaving `within`, asynchronously; both with the set itself.
  Diagram Forward(Diagram set, Diagram within);
  Diagram Backward(Diagram set, Diagram within);
  // All states that end in the set if all variables are updated at once.
  Diagram SynchronousBasin(Diagram set);

  Diagram SetOf(const State& state);
  // Up to `limit` of its states, ascending.
  std::vector<State> StatesOf(Diagram set, uint64_t limit);
  // All but the basin.
  Attractor Describe(Diagram set);

 private:
  friend class Kept;

  template <typename Step>
  Diagram Closure(Diagram set, Diagram within, const Step& step);
  void CollectSometimes();
  Holds HoldsIn(Diagram set, Diagram function);

  const System& system_;
  const AttractorOptions& options_;
  std::vector<int> all_;         // 0, 1, ...
  std::vector<int> from_below_;  // variables, the last level's first
  Diagrams diagrams_;
  // [free] the next value; where an update changes the variable; where one
  // just has.
  std::vector<Diagram> next_, unstable_, changed_;
  std::vector<Diagram> watch_;
  std::vector<Kept*> kept_;
  int64_t collect_at_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_STATE_SETS_H_
