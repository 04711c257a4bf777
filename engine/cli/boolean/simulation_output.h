// A simulation on the screen: curves and end states for eyes, or every window
// as rows.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_OUTPUT_H_
#define REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_OUTPUT_H_

#include <vector>

#include "absl/status/status.h"
#include "engine/cli/output/table_writer.h"
#include "engine/logic/network.h"
#include "engine/simulation/simulate.h"

namespace regulon {

struct SimulationView {
  Format format = Format::kTable;
  bool final_only = false;  // the last window
  std::vector<int> genes;   // variables that are shown
};

absl::Status PrintSimulation(const Network& network,
                             const Simulation& simulation,
                             const SimulationView& view);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_SIMULATION_OUTPUT_H_
