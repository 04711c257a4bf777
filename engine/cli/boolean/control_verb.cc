#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/boolean/logic_flags.h"
#include "engine/cli/boolean/phenotypes.h"
#include "engine/cli/boolean/variable_names.h"
#include "engine/cli/files.h"
#include "engine/cli/output/display_width.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/control/control.h"
#include "engine/control/decision.h"
#include "engine/logic/rule_text.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostDescribed = 3;  // attractors of a row
constexpr int kStepColumns = 80;      // of a step in a table

// Set by Ctrl-C: what was found till then is printed. A second one ends the
// program.
volatile std::sig_atomic_t stop_asked = 0;

void AskToStop(int) {
  stop_asked = 1;
  std::signal(SIGINT, SIG_DFL);
}

struct ControlFlags {
  LogicFlags logic;
  std::string phenotype;
  std::vector<std::string> targets, forbid;
  int max = 3;
  int64_t limit = 1000;
};

bool Has(const std::vector<int>& variables, int v) {
  return std::count(variables.begin(), variables.end(), v) > 0;
}

// What may be clamped: what --targets names, or everything that is not held, no
// input and not named by the phenotype. May be nothing.
absl::StatusOr<std::vector<int>> Targets(const ControlFlags& flags,
                                         const Rule& phenotype,
                                         const LogicQuestion& question) {
  ASSIGN_OR_RETURN(const std::vector<int> forbidden,
                   VariablesNamed("--forbid", flags.forbid, question));
  ASSIGN_OR_RETURN(std::vector<int> candidates,
                   VariablesNamed("--targets", flags.targets, question));
  const System& system = question.system;
  for (const int v : candidates) {
    if (std::count(system.free.begin(), system.free.end(), v) == 0) {
      return UsageError(absl::StrCat("--targets: '",
                                     question.network.variables[v].name,
                                     "' is held already"));
    }
  }
  if (candidates.empty()) {
    ASSIGN_OR_RETURN(
        const std::vector<int> named,
        VariablesNamed("--phenotype", NamesIn(phenotype), question));
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
  return targets;
}

// "GATA1=1 -> PU1=0 by PU1 = (CEBPA | PU1) & !(GATA1 | GATA2)" and so on.
std::vector<std::string> RuleSteps(const LogicQuestion& question,
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
  return steps;
}

// "fixed point {GATA1,FOG1}" and so on.
absl::StatusOr<std::vector<std::string>> AttractorTexts(
    const LogicQuestion& question, const ControlSet& set) {
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
  return parts;
}

std::string ProofText(Proof proof) {
  return proof == Proof::kPercolation  ? "rules"
         : proof == Proof::kAttractors ? "attractors"
                                       : "unverified";
}

// The sets as rows: of TSV and JSON each is written at once; a table has a line
// for each step of what decides.
class Rows {
 public:
  Rows(LogicQuestion& question, const Formula& formula)
      : question_(question),
        phenotype_(formula(question.system)),
        table_(TableWriter::Create(
            question.format,
            {"size", "clamps", "attractors", "proof", "decided by"}, stdout)) {
    std::fflush(stdout);
  }

  void Add(const ControlSet& set) {
    absl::StatusOr<std::vector<std::string>> steps = StepsOf(set);
    if (!steps.ok()) {
      status_.Update(steps.status());
      return;
    }
    const bool lines = question_.format == Format::kTable;
    const std::string first = !lines           ? absl::StrJoin(*steps, "; ")
                              : steps->empty() ? ""
                                               : Fitting(steps->front());
    Value attractors;
    if (set.found.complete) {
      attractors = static_cast<int64_t>(set.found.attractors.size());
    } else {
      attractors = std::monostate();
    }
    table_->AddRow({static_cast<int64_t>(set.clamps.size()),
                    ClampsText(question_.network, set.clamps), attractors,
                    ProofText(set.proof), first});
    constexpr std::monostate kNothing;
    for (size_t i = 1; lines && i < steps->size(); ++i) {
      table_->AddRow(
          {kNothing, kNothing, kNothing, kNothing, Fitting((*steps)[i])});
    }
    std::fflush(stdout);
  }

  absl::Status Finish() {
    RETURN_IF_ERROR(table_->Finish());
    return status_;
  }

 private:
  absl::StatusOr<std::vector<std::string>> StepsOf(const ControlSet& set) {
    if (set.proof != Proof::kPercolation) return AttractorTexts(question_, set);
    const System& system = question_.system;
    Subspace clamps(system.size(), Fixed::kFree);
    for (int i = 0; i < system.size(); ++i) {
      for (const Held& held : set.clamps) {
        if (held.variable == system.free[i]) clamps[i] = FixedAt(held.value);
      }
    }
    return RuleSteps(question_, Explain(system, phenotype_, clamps));
  }

  static std::string Fitting(const std::string& text) {
    if (DisplayWidth(text) <= kStepColumns) return text;
    return absl::StrCat(FitToWidth(text, kStepColumns - 4), " ...");
  }

  const LogicQuestion& question_;
  const Literal phenotype_;
  const std::unique_ptr<TableWriter> table_;
  absl::Status status_;
};

// "1 target", "0 clamps".
std::string Counted(size_t n, absl::string_view what) {
  return absl::StrCat(n, " ", what, n == 1 ? "" : "s");
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
      absl::StrCat(" works: proven, of ", Counted(targets.size(), "target"));
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
    Note(absl::StrCat("there are more sets of ",
                      Counted(control.decided + 1, "clamp"), " than --limit ",
                      flags.limit, " lists"));
  } else if (!control.sets.empty() && !control.sets[0].clamps.empty() &&
             unverified == 0) {
    Note(absl::StrCat("these are all sets of up to ", flags.max,
                      " clamps none of whose clamps can be spared"));
  }
  const int64_t unlisted =
      std::count_if(control.sets.begin(), control.sets.end(),
                    [](const ControlSet& set) { return !set.found.complete; });
  if (unlisted > 0) {
    Note(absl::StrCat("no attractors are counted for ", unlisted,
                      " of these sets: the network is too large"));
  }
  if (unverified > 0) {
    Note(absl::StrCat(
        "unverified: under ", unverified,
        " of these sets no attractor without the phenotype was found, but "
        "there "
        "may be one; a set that holds one of them may not be minimal"));
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
  Progress progress("control", 0);
  options.on_progress = [&progress](int64_t sets) { progress.Update(sets); };
  const auto find = [&] {
    return FindControl(question.network, question.held, formula, options);
  };
  if (options.targets.empty()) {
    ASSIGN_OR_RETURN(const Control control, find());
    if (control.sets.empty()) {
      return UsageError(
          "it does not hold without clamps, and nothing is left to clamp: the "
          "genes that --phenotype names, inputs and what is held are no "
          "targets; name some with --targets");
    }
  }
  Rows rows(question, formula);
  const bool streams = question.format != Format::kTable;
  if (streams) {
    options.on_set = [&](const ControlSet& set) {
      progress.Wipe();
      rows.Add(set);
    };
  }
  options.stop = [] { return stop_asked != 0; };
  std::signal(SIGINT, AskToStop);
  absl::StatusOr<Control> found = find();
  progress.Wipe();
  RETURN_IF_ERROR(found.status());
  const Control& control = *found;
  for (const ControlSet& set : control.sets) {
    if (!streams) rows.Add(set);
  }
  RETURN_IF_ERROR(rows.Finish());
  if (control.stopped) {
    return absl::CancelledError(
        "stopped: these are the sets found so far; there may be more");
  }
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
