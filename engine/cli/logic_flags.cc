#include "engine/cli/logic_flags.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status CheckNames(absl::string_view flag, const Rule& rule,
                        const LogicQuestion& question) {
  if (rule.kind == Rule::kName) {
    return NamedVariable(flag, rule.name, question).status();
  }
  for (const Rule& operand : rule.operands) {
    RETURN_IF_ERROR(CheckNames(flag, operand, question));
  }
  return absl::OkStatus();
}

bool IsInput(const NetworkVariable& variable, const System& system, int v) {
  if (variable.gene < 0) return true;
  const auto at = std::find(system.free.begin(), system.free.end(), v);
  return at != system.free.end() &&
         system.IsInput(static_cast<int>(at - system.free.begin()));
}

absl::Status Hold(absl::string_view flag, const std::vector<std::string>& texts,
                  LogicQuestion& question) {
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(const Held held, ParseHeld(flag, text, question));
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

absl::StatusOr<int> NamedVariable(absl::string_view flag,
                                  absl::string_view name,
                                  const LogicQuestion& question) {
  const absl::StatusOr<int> variable =
      FindVariable(question.network, *question.genome, name);
  if (variable.ok()) return variable;
  return absl::InvalidArgumentError(absl::StrCat(
      flag, ": ",
      WithList(variable.status(), *question.genome,
               absl::StrContains(variable.status().message(), "regulator")
                   ? "regulators"
                   : "genes")));
}

absl::StatusOr<Held> ParseHeld(absl::string_view flag, const std::string& text,
                               const LogicQuestion& question) {
  const size_t equals = text.rfind('=');
  const std::string value =
      equals == std::string::npos ? "" : text.substr(equals + 1);
  if (equals == std::string::npos || equals == 0 ||
      (value != "0" && value != "1")) {
    return UsageError(
        absl::StrCat(flag, " ", text, ": write NAME=0 or NAME=1"));
  }
  const std::vector<std::string> names =
      SplitNames(absl::string_view(text).substr(0, equals));
  if (names.size() > 1 && absl::StrContains(names[0], '=')) {
    return UsageError(absl::StrCat(flag, " ", text, ": give ", flag,
                                   " again for each of them"));
  }
  // Else commas are part of one name.
  const std::string name =
      names.size() == 1 ? names[0] : text.substr(0, equals);
  ASSIGN_OR_RETURN(const int variable, NamedVariable(flag, name, question));
  return Held{variable, value == "1"};
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
  RETURN_IF_ERROR(CheckNames(flag, *rule, question));
  return rule;
}

absl::StatusOr<State> StateWith(absl::string_view flag,
                                const std::string& names,
                                const LogicQuestion& question) {
  State state(question.system.size());
  if (names == "none") return state;
  for (const std::string& name : SplitNames(names)) {
    ASSIGN_OR_RETURN(const int variable, NamedVariable(flag, name, question));
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
  ASSIGN_OR_RETURN(question.genome, Genome::Open(flags.genome));
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

std::vector<std::string> SplitNames(absl::string_view list) {
  std::vector<std::string> names;
  std::string name;
  bool quoted = false;
  for (size_t i = 0; i <= list.size(); ++i) {
    if (i == list.size() || (list[i] == ',' && !quoted)) {
      name = std::string(absl::StripAsciiWhitespace(name));
      if (!name.empty()) names.push_back(name);
      name.clear();
    } else if (list[i] != '\'') {
      name.push_back(list[i]);
    } else if (quoted && list.substr(i).substr(0, 2) == "''") {
      name.push_back(list[i++]);
    } else if (quoted || absl::StripAsciiWhitespace(name).empty()) {
      quoted = !quoted;
    } else {
      name.push_back(list[i]);  // within a name: 5'-phosphatase
    }
  }
  return names;
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
