#include "engine/cli/development/signal_flags.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/verbs.h"
#include "engine/development/development.h"
#include "engine/genome/atomic_file.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<Schedule> ReadSchedule(const std::string& path,
                                      const Genome& genome) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return Schedule::Parse(genome, text, ShownName(path));
}

std::string HeldAt(const Schedule& schedule, int64_t step,
                   const Genome& genome) {
  std::vector<std::string> held;
  for (const Signal& signal : schedule.signals()) {
    if (!signal.IsOn(step)) continue;
    held.push_back(
        absl::StrCat(genome.manifest().regulators(signal.regulator).id(), "=",
                     RoundedText(signal.level)));
  }
  return absl::StrJoin(held, ",");
}

absl::Status CheckUpdate(const QueryFlags& flags) {
  if (flags.update == "sync") return absl::OkStatus();
  return UsageError(
      "all products change at once along a trajectory; for one at a time, by "
      "chance, ask 'regulon express --update async' or 'regulon simulate'");
}

absl::StatusOr<std::vector<CellState>> LoadStates(const std::string& path,
                                                  const Query& query) {
  std::vector<CellState> states;
  if (path.empty()) return states;
  ASSIGN_OR_RETURN(const Development development,
                   Development::Create(*query.genome));
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  ASSIGN_OR_RETURN(
      std::vector<NamedState> named,
      ReadStates(*query.genome, development.feedback(),
                 development.Start(query.contexts[0]), text, ShownName(path)));
  const bool only = named.size() == 1 && query.contexts.size() == 1;
  for (const Context& context : query.contexts) {
    const NamedState* found = only ? named.data() : nullptr;
    for (const NamedState& state : named) {
      if (found == nullptr && state.context == context.name()) found = &state;
    }
    if (found == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          ShownName(path), ": no state of context '", context.name(),
          "'; give the contexts that it was saved with"));
    }
    states.push_back(found->state);
  }
  return states;
}

absl::Status SaveStates(const std::string& path, const Query& query,
                        const std::vector<CellState>& states) {
  ASSIGN_OR_RETURN(const Development development,
                   Development::Create(*query.genome));
  std::vector<NamedState> named;
  for (size_t i = 0; i < states.size(); ++i) {
    named.push_back({query.contexts[i].name(), states[i]});
  }
  ASSIGN_OR_RETURN(const std::string text,
                   WriteStates(*query.genome, development.feedback(), named));
  return WriteAtomically(path, text);
}

}  // namespace regulon
