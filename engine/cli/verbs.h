// The verbs of the program, each in a file NAME_verb.cc: its flags, its help
// with an example, and what it does.
#ifndef REGULON_ENGINE_CLI_VERBS_H_
#define REGULON_ENGINE_CLI_VERBS_H_

#include <functional>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace regulon {

// What the chosen verb does, to be run once all flags are read. An
// InvalidArgument that is the fault of the flags is a UsageError().
using Action = std::function<absl::Status()>;

void AddCompile(CLI::App& app, Action& action);
void AddConvert(CLI::App& app, Action& action);
void AddSynth(CLI::App& app, Action& action);
void AddInspect(CLI::App& app, Action& action);
void AddExpress(CLI::App& app, Action& action);
void AddActive(CLI::App& app, Action& action);
void AddUnopened(CLI::App& app, Action& action);
void AddSpecialize(CLI::App& app, Action& action);
void AddPerturb(CLI::App& app, Action& action);
void AddExplain(CLI::App& app, Action& action);
void AddAttractors(CLI::App& app, Action& action);
void AddControl(CLI::App& app, Action& action);
void AddRepertoire(CLI::App& app, Action& action);
void AddSimulate(CLI::App& app, Action& action);
void AddTrajectory(CLI::App& app, Action& action);
void AddDifferentiate(CLI::App& app, Action& action);
void AddFit(CLI::App& app, Action& action);
void AddCalibrate(CLI::App& app, Action& action);
void AddEval(CLI::App& app, Action& action);
void AddEmbed(CLI::App& app, Action& action);
void AddShift(CLI::App& app, Action& action);
void AddComplete(CLI::App& app, Action& action);
void AddDemo(CLI::App& app, Action& action);

// A status that ends the program as wrong usage does.
absl::Status UsageError(absl::string_view message);
bool IsUsageError(const absl::Status& status);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_VERBS_H_
