// Sets of clamps that are still to be looked at, by SAT.
#ifndef REGULON_ENGINE_CONTROL_CLAMP_SETS_H_
#define REGULON_ENGINE_CONTROL_CLAMP_SETS_H_

#include <vector>

#include "engine/attractors/subspace.h"
#include "engine/control/escape.h"
#include "engine/logic/circuit.h"
#include "engine/logic/sat.h"

namespace regulon {

class ClampSets {
 public:
  // `targets` [free variables]: what can be clamped; sets of up to
  // `most_clamps` of them.
  ClampSets(const std::vector<bool>& targets, int most_clamps);

  // kYes: a set of that size was written to `clamps`, [free variables], kFree
  // where there is none; kNo: there is none left.
  SatSolver::Answer Propose(int size, Subspace& clamps);

  // No set that keeps this counter-example.
  void Meet(const Escape& escape);
  // Not these clamps; or neither these nor more.
  void Exclude(const Subspace& clamps);
  void ExcludeSupersets(const Subspace& clamps);

 private:
  std::vector<int> Selected(const Subspace& clamps) const;

  SatSolver solver_;
  std::vector<int> off_, on_;   // [free variables] SAT variables; 0: no target
  std::vector<int> more_than_;  // [most_clamps + 1] more than so many clamps
};

// Fixed points under clamps in which a phenotype does not hold.
class FailingFixedPoints {
 public:
  // The system must outlive this.
  FailingFixedPoints(const System& system, Literal phenotype,
                     const std::vector<bool>& targets);

  // kYes: one was written to `state`.
  SatSolver::Answer Find(const Subspace& clamps, Subspace& state);

 private:
  SatSolver solver_;
  std::vector<int> value_, held_;  // [free variables] held_ 0: no target
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_CLAMP_SETS_H_
