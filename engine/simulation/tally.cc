#include "engine/simulation/tally.h"

#include <algorithm>

namespace regulon {

Tally::Tally(const Plan& plan, int most_states, int most_fixed_points)
    : variables(plan.variables, plan.windows),
      states(static_cast<int>(plan.visible.size()), most_states),
      in_state(most_states, plan.windows),
      fixed_points(plan.variables, most_fixed_points),
      fixed_count(most_fixed_points),
      plan_(plan),
      since_(plan.variables),
      key_(states.words()),
      full_key_(fixed_points.words()) {}

void Tally::Begin(absl::Span<const uint8_t> on) {
  std::fill(since_.begin(), since_.end(), 0);
  std::fill(key_.begin(), key_.end(), 0);
  hash_ = 0;
  for (size_t i = 0; i < plan_.visible.size(); ++i) {
    const int v = plan_.visible[i];
    if (on[v] == 0) continue;
    key_[i / 64] |= uint64_t{1} << (i % 64);
    hash_ ^= plan_.hash_key[v];
  }
  state_ = kUnknown;
  entered_ = 0;
}

void Tally::EnterState() {
  if (too_many_states) return;
  state_ = states.Number(key_.data(), hash_);
  if (state_ == SeenStates::kFull) {
    too_many_states = true;
    state_ = kUnknown;
  }
}

void Tally::End(absl::Span<const uint8_t> on, bool is_fixed) {
  const double end = plan_.windows;
  for (size_t v = 0; v < on.size(); ++v) {
    if (on[v] != 0) variables.Add(static_cast<int>(v), since_[v], end);
  }
  LeaveState(end);
  variables.EndTrajectory();
  in_state.EndTrajectory();
  ++trajectories;
  if (!is_fixed) return;
  ++fixed;
  if (too_many_fixed_points) return;
  std::fill(full_key_.begin(), full_key_.end(), 0);
  uint64_t hash = 0;
  for (size_t v = 0; v < on.size(); ++v) {
    if (on[v] == 0) continue;
    full_key_[v / 64] |= uint64_t{1} << (v % 64);
    hash ^= plan_.hash_key[v];
  }
  const int number = fixed_points.Number(full_key_.data(), hash);
  too_many_fixed_points = number == SeenStates::kFull;
  if (!too_many_fixed_points) ++fixed_count[number];
}

void Tally::Merge(const Tally& other) {
  for (int v = 0; v < plan_.variables; ++v) {
    variables.Merge(other.variables, v, v);
  }
  too_many_states = too_many_states || other.too_many_states;
  for (int s = 0; s < other.states.size() && !too_many_states; ++s) {
    const int number = states.Number(other.states.Key(s), other.states.Hash(s));
    too_many_states = number == SeenStates::kFull;
    if (!too_many_states) in_state.Merge(other.in_state, s, number);
  }
  too_many_fixed_points = too_many_fixed_points || other.too_many_fixed_points;
  for (int f = 0; f < other.fixed_points.size() && !too_many_fixed_points;
       ++f) {
    const int number = fixed_points.Number(other.fixed_points.Key(f),
                                           other.fixed_points.Hash(f));
    too_many_fixed_points = number == SeenStates::kFull;
    if (!too_many_fixed_points) fixed_count[number] += other.fixed_count[f];
  }
  trajectories += other.trajectories;
  fixed += other.fixed;
  flips += other.flips;
  rate_evaluations += other.rate_evaluations;
}

}  // namespace regulon
