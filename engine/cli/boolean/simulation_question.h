// What the flags of `simulate` ask.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_QUESTION_H_
#define REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_QUESTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/simulation/plan.h"

namespace regulon {

constexpr double kMaxTime = 10, kWindows = 50;  // where nobody says

struct SimulateFlags {
  std::string genome, from, update, format = "table";
  std::vector<std::string> set, clamp, schedule, nodes;
  int64_t samples = 0;            // 0: the genome's
  double max_time = 0, tick = 0;  // 0: the genome's
  uint64_t seed = 1;
  int threads = 0;
  bool final_only = false;
};

// An error of usage that names the flags where they contradict each other.
// Reports on the standard error where the end is not the one asked for.
absl::StatusOr<SimulationQuestion> AskSimulation(const SimulateFlags& flags,
                                                 const Genome& genome,
                                                 const Network& network);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_QUESTION_H_
