#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/attractors/control.h"
#include "engine/attractors/decision.h"
#include "engine/cli/files.h"
#include "engine/cli/logic_flags.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/phenotypes.h"
#include "engine/cli/verbs.h"
#include "engine/logic/rule_text.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostDescribed = 3;  // attractors of a row

struct ControlFlags {
  LogicFlags logic;
  std::string phenotype;
  std::vector<std::string> targets, forbid;
  int max = 3;
  int64_t limit = 1000;
};

std::string ValueText(const std::string& name, bool value) {
  return absl::StrCat(name, value ? "=1" : "=0");
}

std::string ClampsText(const Network& network, const std::vector<Held>& held) {
  if (held.empty()) return "none";
  return absl::StrJoin(held, " ", [&](std::string* out, const Held& h) {
    absl::StrAppend(out,
                    ValueText(network.variables[h.variable].name, h.value));
  });
}

void CollectNames(const Rule& rule, std::vector<std::string>& names) {
  if (rule.kind == Rule::kName) names.push_back(rule.name);
  for (const Rule& operand : rule.operands) CollectNames(operand, names);
}

absl::StatusOr<std::vector<int>> Variables(
    absl::string_view flag, const std::vector<std::string>& names,
    const LogicQuestion& question) {
  std::vector<int> variables;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const int v, NamedVariable(flag, name, question));
    variables.push_back(v);
  }
  return variables;
}

bool Has(const std::vector<int>& variables, int v) {
  return std::count(variables.begin(), variables.end(), v) > 0;
}

// What may be clamped: what --targets names, or everything that is not held, no
// input and not named by the phenotype.
absl::StatusOr<std::vector<int>> Targets(const ControlFlags& flags,
                                         const Rule& phenotype,
                                         const LogicQuestion& question) {
  ASSIGN_OR_RETURN(const std::vector<int> forbidden,
                   Variables("--forbid", flags.forbid, question));
  ASSIGN_OR_RETURN(std::vector<int> candidates,
                   Variables("--targets", flags.targets, question));
  const System& system = question.system;
  for (const int v : candidates) {
    if (std::count(system.free.begin(), system.free.end(), v) == 0) {
      return UsageError(absl::StrCat("--targets: '",
                                     question.network.variables[v].name,
                                     "' is held already"));
    }
  }
  if (candidates.empty()) {
    std::vector<std::string> names;
    CollectNames(phenotype, names);
    ASSIGN_OR_RETURN(const std::vector<int> named,
                     Variables("--phenotype", names, question));
    for (int i = 0; i < system.size(); ++i) {
      if (!system.IsInput(i) && !Has(named, system.free[i])) {
        candidates.push_back(system.free[i]);
      }
    }
  }
  std::vector<int> targets;
  for (const int v : candidates) {
    if (!Has(forbidden, v) && !Has(targets, v)) targets.push_back(v);
  }
  if (targets.empty()) {
    return UsageError(
        "nothing is left to clamp: the genes that --phenotype names, inputs "
        "and what is held are no targets; name some with --targets");
  }
  return targets;
}

// "GATA1=1 -> PU1=0 by PU1 = (CEBPA | PU1) & !(GATA1 | GATA2)" and so on.
std::string PercolationText(const LogicQuestion& question,
                            const Decisions& decisions) {
  const System& system = question.system;
  const auto values = [&system](const std::vector<VariableValue>& all) {
    return absl::StrJoin(all, " ", [&](std::string* out, VariableValue v) {
      absl::StrAppend(out, ValueText(system.names[v.first], v.second));
    });
  };
  std::vector<std::string> steps;
  for (const Decision& step : decisions.steps) {
    const int v = system.free[step.what.first];
    const NetworkVariable& variable = question.network.variables[v];
    std::string rule;
    if (variable.gene >= 0) {
      rule = question.genome->manifest().genes(variable.gene).rule();
    }
    if (rule.empty()) rule = RuleText(question.network, v);
    steps.push_back(absl::StrCat(step.by.empty() ? "" : values(step.by),
                                 step.by.empty() ? "" : " -> ",
                                 ValueText(variable.name, step.what.second),
                                 " by ", variable.name, " = ", rule));
  }
  if (steps.empty()) steps.push_back(values(decisions.phenotype_by));
  return absl::StrJoin(steps, "; ");
}

absl::StatusOr<std::string> AttractorsText(const LogicQuestion& question,
                                           const ControlSet& set) {
  std::vector<Held> held = question.held;
  held.insert(held.end(), set.clamps.begin(), set.clamps.end());
  ASSIGN_OR_RETURN(const System system, MakeSystem(question.network, held));
  std::vector<std::string> parts;
  for (const Attractor& attractor : set.found.attractors) {
    if (parts.size() == kMostDescribed) {
      parts.push_back(absl::StrCat(
          "and ", set.found.attractors.size() - kMostDescribed, " more"));
      break;
    }
    State always;
    for (const Holds holds : attractor.variable) {
      always.push_back(holds == Holds::kAlways);
    }
    const std::string on = NamesOn(system, always);
    parts.push_back(attractor.size == BigUnsigned(1)
                        ? absl::StrCat("fixed point {", on, "}")
                        : absl::StrCat(attractor.size.ToString(),
                                       " states with {", on, "} always on"));
  }
  return absl::StrCat(parts.empty() ? "" : "its attractors: ",
                      absl::StrJoin(parts, "; "));
}

std::string ProofText(Proof proof) {
  return proof == Proof::kPercolation  ? "rules"
         : proof == Proof::kAttractors ? "attractors"
                                       : "unverified";
}

// "0 clamps", "0 or 1 clamps", "0 to 2 clamps".
std::string UpTo(size_t most) {
  return absl::StrCat(most == 0   ? ""
                      : most == 1 ? "0 or "
                                  : "0 to ",
                      most, " clamps");
}

// What was proven, and what was not.
void Conclude(const ControlFlags& flags, const std::vector<int>& targets,
              const Control& control) {
  const int64_t unverified = std::count_if(
      control.sets.begin(), control.sets.end(),
      [](const ControlSet& set) { return set.proof == Proof::kUnverified; });
  const std::string proven =
      absl::StrCat(" works: proven, of ", targets.size(), " targets");
  if (control.sets.empty()) {
    Note(absl::StrCat("no set of ", UpTo(flags.max), proven));
  } else if (control.sets[0].clamps.empty() && unverified == 0) {
    Note(absl::StrCat("no clamp is needed: every attractor ",
                      flags.logic.from.empty() ? "" : "reached from there ",
                      "has the phenotype"));
  } else if (const size_t least = control.sets[0].clamps.size(); least > 0) {
    Note(absl::StrCat("no set of ", UpTo(least - 1), proven));
  }
  if (control.decided < flags.max) {
    Note(absl::StrCat("there are more sets of ", control.decided + 1,
                      " clamps than --limit ", flags.limit, " lists"));
  } else if (!control.sets.empty() && !control.sets[0].clamps.empty() &&
             unverified == 0) {
    Note(absl::StrCat("these are all sets of up to ", flags.max,
                      " clamps none of whose clamps can be spared"));
  }
  if (unverified > 0) {
    Note(absl::StrCat(
        "unverified: under ", unverified,
        " of these sets the attractors found have the phenotype, but there may "
        "be others; a set that holds one of them may not be minimal"));
  }
  if (flags.targets.empty()) {
    Note(
        absl::StrCat("not clamped: inputs and the genes that --phenotype "
                     "names; --targets chooses others"));
  }
}

absl::Status RunControl(const ControlFlags& flags) {
  ASSIGN_OR_RETURN(LogicQuestion question, AskLogic(flags.logic));
  ASSIGN_OR_RETURN(const std::vector<Phenotype> phenotypes,
                   ParsePhenotypes({flags.phenotype}, question));
  const Rule& rule = phenotypes[0].formula;
  ControlOptions options;
  options.updating = question.updating;
  options.most_clamps = flags.max;
  options.limit = flags.limit;
  options.from = question.from;
  ASSIGN_OR_RETURN(options.targets, Targets(flags, rule, question));
  const Formula formula = [&](System& system) {
    return WatchOf(rule, question, system);
  };
  Control control;
  {
    Progress progress("control", 0);
    options.on_progress = [&progress](int64_t sets) { progress.Update(sets); };
    ASSIGN_OR_RETURN(control, FindControl(question.network, question.held,
                                          formula, options));
  }

  const Literal phenotype = formula(question.system);
  const auto table = TableWriter::Create(
      question.format, {"size", "clamps", "attractors", "proof", "decided by"},
      stdout);
  for (const ControlSet& set : control.sets) {
    Subspace clamps(question.system.size(), Fixed::kFree);
    for (int i = 0; i < question.system.size(); ++i) {
      for (const Held& held : set.clamps) {
        if (held.variable == question.system.free[i]) {
          clamps[i] = FixedAt(held.value);
        }
      }
    }
    std::string by;
    if (set.proof == Proof::kPercolation) {
      by = PercolationText(question,
                           Explain(question.system, phenotype, clamps));
    } else {
      ASSIGN_OR_RETURN(by, AttractorsText(question, set));
    }
    const auto attractors = static_cast<int64_t>(set.found.attractors.size());
    if (!set.found.complete) {
      absl::StrAppend(&by, by.empty() ? "" : "; ", attractors,
                      " attractors known, not all: ", set.found.method);
    }
    table->AddRow({static_cast<int64_t>(set.clamps.size()),
                   ClampsText(question.network, set.clamps), attractors,
                   ProofText(set.proof), by});
  }
  RETURN_IF_ERROR(table->Finish());
  Conclude(flags, options.targets, control);
  return absl::OkStatus();
}

}  // namespace

void AddControl(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ControlFlags>();
  CLI::App* verb = app.add_subcommand("control",
                                      "The fewest clamps after which a Boolean "
                                      "network ends only in a phenotype");
  AddLogicFlags(*verb, flags->logic);
  verb->add_option("--phenotype", flags->phenotype,
                   "FORMULA over genes that every state of every attractor is "
                   "to meet, as 'Apoptosis & !Proliferation'")
      ->required();
  verb->add_option("--max", flags->max, "clamps of a set")
      ->check(CLI::Range(0, 20))
      ->capture_default_str();
  verb->add_option("--targets", flags->targets,
                   "clamp only these, separated by commas; without it, "
                   "everything but inputs and the genes of the phenotype")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--forbid", flags->forbid,
                   "do not clamp these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--limit", flags->limit, "list at most so many sets")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 32))
      ->capture_default_str();
  verb->footer(
      "Examples:\n"
      "  regulon control myeloid.regulon --phenotype 'GATA1 & EKLF' --max 2\n"
      "  regulon control myeloid.regulon --phenotype 'EKLF | Fli1' --update "
      "async \\\n      --from GATA2,CEBPA,PU1 --forbid GATA1");
  verb->callback(
      [flags, &action] { action = [flags] { return RunControl(*flags); }; });
}

}  // namespace regulon
