// Schedules of signals and saved states, as flags give them.
#ifndef REGULON_ENGINE_CLI_DEVELOPMENT_SIGNAL_FLAGS_H_
#define REGULON_ENGINE_CLI_DEVELOPMENT_SIGNAL_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/query_flags.h"
#include "engine/development/schedule.h"
#include "engine/development/state.h"

namespace regulon {

absl::StatusOr<Schedule> ReadSchedule(const std::string& path,
                                      const Genome& genome);

// "IL4=1,TCR=1": what a schedule holds at a step.
std::string HeldAt(const Schedule& schedule, int64_t step,
                   const Genome& genome);

// --update async is wrong usage here.
absl::Status CheckUpdate(const QueryFlags& flags);

// A state for each of the contexts, by name, or the one for the one; none
// where `path` is empty.
absl::StatusOr<std::vector<CellState>> LoadStates(const std::string& path,
                                                  const Query& query);
absl::Status SaveStates(const std::string& path, const Query& query,
                        const std::vector<CellState>& states);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_DEVELOPMENT_SIGNAL_FLAGS_H_
