// The flags that questions to Boolean networks share, and what they ask for.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_LOGIC_FLAGS_H_
#define REGULON_ENGINE_CLI_BOOLEAN_LOGIC_FLAGS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/attractors/attractor.h"
#include "engine/cli/output/table_writer.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/logic/rule.h"
#include "engine/logic/system.h"

namespace CLI {
class App;
}

namespace regulon {

struct LogicFlags {
  std::string genome;
  std::vector<std::string> set, clamp;
  std::string inputs = "free", from, update = "sync", format = "table";
};

void AddLogicFlags(CLI::App& verb, LogicFlags& flags);

struct LogicQuestion {
  std::unique_ptr<const Genome> genome;
  Network network;
  std::vector<Held> held;  // by --set, --clamp and --inputs
  System system;
  State from;  // empty: from anywhere
  Updating updating = Updating::kSynchronous;
  Format format = Format::kTable;
};

absl::StatusOr<LogicQuestion> AskLogic(const LogicFlags& flags);

// Holds more variables of the question.
absl::Status HoldMore(absl::Span<const Held> held, LogicQuestion& question);

// The variables that a flag names.
absl::StatusOr<std::vector<int>> VariablesNamed(
    absl::string_view flag, absl::Span<const std::string> names,
    const LogicQuestion& question);

// The rule of a flag, all of its names known.
absl::StatusOr<Rule> ParseFormula(absl::string_view flag,
                                  const std::string& text,
                                  const LogicQuestion& question);

// The state in which the named variables are on and all other free ones off.
absl::StatusOr<State> StateWith(absl::string_view flag,
                                const std::string& names,
                                const LogicQuestion& question);

// The names of the variables that are on, "A,B,C".
std::string NamesOn(const System& system, const State& state);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_LOGIC_FLAGS_H_
