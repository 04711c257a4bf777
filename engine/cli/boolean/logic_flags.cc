#include "engine/cli/boolean/logic_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/boolean/variable_names.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

bool IsInput(const NetworkVariable& variable, const System& system, int v) {
  if (variable.gene < 0) return true;
  const auto at = std::find(system.free.begin(), system.free.end(), v);
  return at != system.free.end() &&
         system.IsInput(static_cast<int>(at - system.free.begin()));
}

absl::Status Hold(absl::string_view flag, const std::vector<std::string>& texts,
                  LogicQuestion& question) {
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(const Held held,
                     ParseHeld(flag, text, question.network, *question.genome));
    const NetworkVariable& variable = question.network.variables[held.variable];
    for (const Held& other : question.held) {
      if (other.variable == held.variable) {
        return UsageError(absl::StrCat(flag, " ", text, ": '", variable.name,
                                       "' is held already"));
      }
    }
    // question.system is still the whole network's.
    if (flag == "--set" && !IsInput(variable, question.system, held.variable)) {
      return absl::InvalidArgumentError(absl::StrCat(
          flag, " ", text, ": '", variable.name,
          "' is no input, other genes set it; hold it with --clamp ", text));
    }
    question.held.push_back(held);
  }
  return absl::OkStatus();
}

}  // namespace

void AddLogicFlags(CLI::App& verb, LogicFlags& flags) {
  verb.add_option("GENOME", flags.genome,
                  "a .regulon file of a Boolean network")
      ->required();
  verb.add_option("--set", flags.set,
                  "INPUT=0 or INPUT=1; other inputs stay free")
      ->allow_extra_args(false);
  verb.add_option("--inputs", flags.inputs,
                  "the inputs that --set leaves: free, or all 0 or 1")
      ->check(CLI::IsMember({"free", "0", "1"}))
      ->capture_default_str();
  verb.add_option("--clamp", flags.clamp,
                  "GENE=0 or GENE=1, held against its rule")
      ->allow_extra_args(false);
  verb.add_option("--from", flags.from,
                  "only what is reached from the state in which these are on, "
                  "as GATA2,CEBPA,PU1, and all else off; none: all off")
      ->check([](const std::string& names) {
        return names.empty() ? "name genes, or none" : std::string();
      });
  verb.add_option("--update", flags.update,
                  "sync: all genes at once; async: any one that would change")
      ->check(CLI::IsMember({"sync", "async"}))
      ->capture_default_str();
  verb.add_option("--format", flags.format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
}

absl::StatusOr<std::vector<int>> VariablesNamed(
    absl::string_view flag, absl::Span<const std::string> names,
    const LogicQuestion& question) {
  std::vector<int> variables;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(
        variables.emplace_back(),
        NamedVariable(flag, name, question.network, *question.genome));
  }
  return variables;
}

absl::StatusOr<Rule> ParseFormula(absl::string_view flag,
                                  const std::string& text,
                                  const LogicQuestion& question) {
  absl::StatusOr<Rule> rule = ParseRule(text);
  if (!rule.ok()) {
    return UsageError(
        absl::StrCat(flag, " '", text, "': ", rule.status().message(),
                     "; a name with other characters than letters, digits and "
                     "_.:- stands in single quotes"));
  }
  RETURN_IF_ERROR(VariablesNamed(flag, NamesIn(*rule), question).status());
  return rule;
}

absl::StatusOr<State> StateWith(absl::string_view flag,
                                const std::string& names,
                                const LogicQuestion& question) {
  State state(question.system.size());
  if (names == "none") return state;
  for (const std::string& name : SplitNames(names)) {
    ASSIGN_OR_RETURN(
        const int variable,
        NamedVariable(flag, name, question.network, *question.genome));
    const auto& free = question.system.free;
    const auto at = std::find(free.begin(), free.end(), variable);
    if (at != free.end()) {
      state[at - free.begin()] = true;
    } else if (question.system.value[variable] == kFalse) {
      return absl::InvalidArgumentError(
          absl::StrCat(flag, ": '", name, "' is held at 0"));
    }
  }
  return state;
}

absl::Status HoldMore(absl::Span<const Held> held, LogicQuestion& question) {
  question.held.insert(question.held.end(), held.begin(), held.end());
  absl::StatusOr<System> system = MakeSystem(question.network, question.held);
  if (!system.ok()) {
    return absl::Status(
        system.status().code(),
        absl::StrCat(question.genome->path(), ": ", system.status().message()));
  }
  question.system = *std::move(system);
  return absl::OkStatus();
}

absl::StatusOr<LogicQuestion> AskLogic(const LogicFlags& flags) {
  LogicQuestion question;
  ASSIGN_OR_RETURN(question.format, ParseFormat(flags.format));
  ASSIGN_OR_RETURN(question.genome, OpenGeneGenome(flags.genome));
  // Exact answers want an undamaged file, and networks are small.
  RETURN_IF_ERROR(question.genome->VerifyTensors());
  ASSIGN_OR_RETURN(question.network, Network::FromGenome(*question.genome));
  RETURN_IF_ERROR(HoldMore({}, question));
  RETURN_IF_ERROR(Hold("--set", flags.set, question));
  RETURN_IF_ERROR(Hold("--clamp", flags.clamp, question));
  RETURN_IF_ERROR(HoldMore({}, question));
  if (flags.inputs != "free") {
    std::vector<Held> inputs;
    for (int i = 0; i < question.system.size(); ++i) {
      if (question.system.IsInput(i)) {
        inputs.push_back({question.system.free[i], flags.inputs == "1"});
      }
    }
    RETURN_IF_ERROR(HoldMore(inputs, question));
  }
  if (!flags.from.empty()) {
    ASSIGN_OR_RETURN(question.from, StateWith("--from", flags.from, question));
  }
  question.updating = flags.update == "async" ? Updating::kAsynchronous
                                              : Updating::kSynchronous;
  return question;
}

std::string NamesOn(const System& system, const State& state) {
  std::string names;
  for (int i = 0; i < system.size(); ++i) {
    if (state[i])
      absl::StrAppend(&names, names.empty() ? "" : ",", system.names[i]);
  }
  return names;
}

}  // namespace regulon
