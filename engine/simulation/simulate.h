// Continuous-time stochastic simulation of a Boolean network, with the meaning
// that MaBoSS gives it (Stoll et al. 2012, doi 10.1186/1752-0509-6-116; 2017,
// doi 10.1093/bioinformatics/btx123): from each state the network leaves at the
// sum of the rates of its variables, by the flip of one of them, drawn by rate.
#ifndef REGULON_ENGINE_SIMULATION_SIMULATE_H_
#define REGULON_ENGINE_SIMULATION_SIMULATE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/logic/network.h"
#include "engine/simulation/kinetics.h"
#include "engine/simulation/occupancy.h"
#include "engine/simulation/plan.h"

namespace regulon {

struct SimulationOptions {
  int64_t samples = 10000;  // trajectories, at least 2
  uint64_t seed = 1;        // trajectory i depends on (seed, i) alone
  int threads = 0;          // 0: one per core; does not change the answer
  int most_states = 16384;  // different ones that are followed
  int64_t most_flips = 100000000;  // of one trajectory; more is an error
  // Told the share done, 0 to 1, now and then; may be empty.
  std::function<void(double)> on_progress;
};

struct Simulation {
  struct State {
    std::vector<int> on;            // ascending; of the visible variables
    std::vector<Estimate> windows;  // share of each window spent in it
  };
  struct FixedPoint {
    std::vector<int> on;  // ascending; of all variables
    Estimate share;       // of the trajectories, that ended in it
  };

  double time_tick = 0;
  int windows = 0;
  int64_t samples = 0;
  // [variables][windows] share of the window for which it was on, mean over
  // trajectories.
  std::vector<std::vector<Estimate>> variables;
  // By probability in the last window, highest first, then by `on`.
  std::vector<State> states;
  bool too_many_states = false;  // `states` is empty: there were more
  // States that no rate leaves, and after which nothing is scheduled.
  std::vector<FixedPoint> fixed_points;     // most frequent first, then by `on`
  bool too_many_fixed_points = false;       // `fixed_points` is empty
  Estimate fixed;                           // share that ended in any of them
  int64_t flips = 0, rate_evaluations = 0;  // work done
};

// The same bits for any number of threads. InvalidArgument for a question that
// makes no sense, ResourceExhausted for more windows than memory is meant for
// and for rates that make a trajectory flip without end.
absl::StatusOr<Simulation> Simulate(const Network& network,
                                    const Kinetics& kinetics,
                                    const SimulationQuestion& question,
                                    const SimulationOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_SIMULATE_H_
