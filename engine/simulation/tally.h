// What one thread's trajectories did: which variables were on, which states
// were seen, where they ended.
#ifndef REGULON_ENGINE_SIMULATION_TALLY_H_
#define REGULON_ENGINE_SIMULATION_TALLY_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/simulation/occupancy.h"
#include "engine/simulation/plan.h"
#include "engine/simulation/seen_states.h"

namespace regulon {

class Tally {
 public:
  // Follows at most so many different states and fixed points; all memory is
  // taken here.
  Tally(const Plan& plan, int most_states, int most_fixed_points);

  // The calls of a trajectory, times in windows and ascending. `on` is of all
  // variables, after the flip.
  void Begin(absl::Span<const uint8_t> on);
  void Flip(int variable, bool now_on, double time) {
    if (now_on) {
      since_[variable] = time;
    } else {
      variables.Add(variable, since_[variable], time);
    }
    const int place = plan_.visible_place[variable];
    if (place < 0 || too_many_states) return;
    LeaveState(time);
    key_[place / 64] ^= uint64_t{1} << (place % 64);
    hash_ ^= plan_.hash_key[variable];
  }
  // Time goes on: the present state counts, and is not passed through.
  void Stay() {
    if (state_ == kUnknown) EnterState();
  }
  void End(absl::Span<const uint8_t> on, bool fixed);

  // Adds another thread's.
  void Merge(const Tally& other);

  Occupancy variables;
  SeenStates states;  // over the visible variables
  Occupancy in_state;
  SeenStates fixed_points;           // over all variables
  std::vector<int64_t> fixed_count;  // [fixed points] trajectories
  int64_t trajectories = 0, fixed = 0, flips = 0, rate_evaluations = 0;
  bool too_many_states = false, too_many_fixed_points = false;

 private:
  static constexpr int kUnknown = -1;

  void LeaveState(double time) {
    if (state_ != kUnknown) in_state.Add(state_, entered_, time);
    state_ = kUnknown;
    entered_ = time;
  }
  void EnterState();

  const Plan& plan_;
  std::vector<double> since_;  // [variables] that are on
  std::vector<uint64_t> key_, full_key_;
  uint64_t hash_ = 0;
  int state_ = kUnknown;
  double entered_ = 0;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_TALLY_H_
