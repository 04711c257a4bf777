#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/attractors/digest.h"
#include "engine/attractors/find.h"
#include "engine/attractors/fixed_points.h"
#include "engine/attractors/trap_spaces.h"
#include "engine/cli/boolean/logic_flags.h"
#include "engine/cli/boolean/phenotypes.h"
#include "engine/cli/boolean/screen_output.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A cycle of more states is shown in a table by what is on in all or some.
constexpr size_t kTableStates = 4;
constexpr int kMostSwept = 16;  // inputs
constexpr uint64_t kLimit = 1000;

struct AttractorsFlags {
  LogicFlags logic;
  bool fixed_points = false, trap_spaces = false, count = false, digest = false,
       sweep = false;
  uint64_t limit = kLimit;
  std::string screen;
  std::vector<std::string> phenotypes;
};

Value CountValue(const BigUnsigned& count) {
  if (count < BigUnsigned(std::numeric_limits<int64_t>::max())) {
    return static_cast<int64_t>(count.ToUint64());
  }
  return count.ToString();
}

std::string NamesThat(const System& system, const std::vector<Holds>& variable,
                      Holds wanted) {
  std::vector<std::string> names;
  for (int i = 0; i < system.size(); ++i) {
    if (variable[i] == wanted) names.push_back(system.names[i]);
  }
  return absl::StrJoin(names, ",");
}

std::string StatesText(const System& system, const Attractor& attractor,
                       Updating updating) {
  return absl::StrJoin(attractor.states,
                       updating == Updating::kSynchronous ? " -> " : " ",
                       [&system](std::string* out, const State& state) {
                         absl::StrAppend(out, "{", NamesOn(system, state), "}");
                       });
}

class AttractorPrinter {
 public:
  AttractorPrinter(const LogicQuestion& question, bool sweep,
                   const std::vector<Phenotype>& phenotypes)
      : format_(question.format), updating_(question.updating), sweep_(sweep) {
    std::vector<std::string> columns;
    if (sweep) columns.push_back("inputs on");
    columns.push_back("attractor");
    columns.push_back("size");
    if (HasBasins(question)) {
      columns.insert(columns.end(), {"basin", "share"});
      basins_ = true;
    }
    for (const Phenotype& phenotype : phenotypes) {
      columns.push_back(phenotype.name);
    }
    if (format_ == Format::kTable) {
      columns.push_back("states");
    } else {
      columns.insert(columns.end(), {"on", "sometimes on", "states"});
    }
    table_ = TableWriter::Create(format_, std::move(columns), stdout);
  }

  void Add(const LogicQuestion& question, const std::string& inputs,
           const Found& found) {
    const System& system = question.system;
    const double all = BigUnsigned::PowerOfTwo(system.size()).ToDouble();
    int64_t index = 0;
    for (const Attractor& a : found.attractors) {
      std::vector<Value> row;
      if (sweep_) row.push_back(absl::StrCat("{", inputs, "}"));
      row.push_back(++index);
      row.push_back(CountValue(a.size));
      if (basins_) {
        row.push_back(a.basin ? CountValue(*a.basin) : std::monostate());
        row.push_back(a.basin ? Value(a.basin->ToDouble() / all)
                              : std::monostate());
      }
      for (const Holds holds : a.watched) row.push_back(HoldsText(holds));
      const std::string on = NamesThat(system, a.variable, Holds::kAlways);
      const std::string some = NamesThat(system, a.variable, Holds::kSometimes);
      if (format_ != Format::kTable) {
        row.insert(row.end(), {on, some, StatesText(system, a, updating_)});
      } else if (!a.states.empty() && a.states.size() <= kTableStates) {
        row.push_back(StatesText(system, a, updating_));
      } else {
        row.push_back(absl::StrCat("{", on, "} and sometimes ", some));
      }
      table_->AddRow(row);
    }
  }

  absl::Status Finish() { return table_->Finish(); }

 private:
  static bool HasBasins(const LogicQuestion& question) {
    return question.updating == Updating::kSynchronous && question.from.empty();
  }

  const Format format_;
  const Updating updating_;
  const bool sweep_;
  bool basins_ = false;
  std::unique_ptr<TableWriter> table_;
};

absl::StatusOr<Found> Find(LogicQuestion& question,
                           const std::vector<Phenotype>& phenotypes) {
  FindOptions options;
  options.basins = question.updating == Updating::kSynchronous;
  options.from = question.from;
  for (const Phenotype& phenotype : phenotypes) {
    options.watch.push_back(
        WatchOf(phenotype.formula, question, question.system));
  }
  Progress progress("attractors", 1);
  options.on_progress = [&progress](double share) { progress.Update(share); };
  return FindAttractors(question.system, question.updating, options);
}

absl::Status ListAttractors(LogicQuestion& question, bool sweep,
                            const std::vector<Phenotype>& phenotypes) {
  std::vector<int> inputs;  // of the network, the first the slowest to change
  if (sweep) {
    for (int i = 0; i < question.system.size(); ++i) {
      if (question.system.IsInput(i)) {
        inputs.push_back(question.system.free[i]);
      }
    }
    if (inputs.size() > kMostSwept) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--sweep: ", inputs.size(), " inputs have 2^", inputs.size(),
          " settings; fix some with --set until ", kMostSwept, " are left"));
    }
  }
  AttractorPrinter printer(question, sweep, phenotypes);
  const std::vector<Held> held = question.held;
  size_t attractors = 0;
  std::string method;
  for (uint32_t setting = 0; setting < uint32_t{1} << inputs.size();
       ++setting) {
    std::vector<std::string> on;
    if (sweep) {
      std::vector<Held> more;
      for (size_t k = 0; k < inputs.size(); ++k) {
        const bool value = (setting >> (inputs.size() - 1 - k) & 1) != 0;
        more.push_back({inputs[k], value});
        if (value) on.push_back(question.network.variables[inputs[k]].name);
      }
      question.held = held;
      RETURN_IF_ERROR(HoldMore(more, question));
    }
    ASSIGN_OR_RETURN(const Found found, Find(question, phenotypes));
    printer.Add(question, absl::StrJoin(on, ","), found);
    attractors += found.attractors.size();
    if (found.complete) {
      if (method.empty()) method = found.method;
    } else {
      // Of one setting, it says all there is to say.
      method = sweep ? absl::StrCat("some of them for {",
                                    absl::StrJoin(on, ","), "}: ", found.method)
                     : found.method;
      if (sweep || question.format != Format::kTable) Note(method);
    }
  }
  RETURN_IF_ERROR(printer.Finish());
  if (question.format != Format::kTable) return absl::OkStatus();
  return Print(absl::StrCat(
      "\n", attractors, attractors == 1 ? " attractor" : " attractors",
      sweep ? absl::StrCat(" for 2^", inputs.size(), " settings of the inputs")
            : "",
      "; ", method, ".\n"));
}

absl::Status PrintDigest(LogicQuestion& question) {
  ASSIGN_OR_RETURN(const Found found, Find(question, {}));
  if (!found.complete) {
    return absl::ResourceExhaustedError(
        absl::StrCat("--digest: not all attractors are known (", found.method,
                     "); hold some variables with --set or --clamp"));
  }
  for (const Attractor& attractor : found.attractors) {
    if (question.updating == Updating::kSynchronous && !attractor.basin) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "--digest: ", question.system.size(),
          " free variables are too many for basins; hold some with --set or "
          "--clamp"));
    }
  }
  return Print(absl::StrCat(Digest(found.attractors, question.updating), "\n"));
}

// The end of a table for eyes: how many there are, and whether that is all.
absl::Status PrintCount(Format format, size_t count, const std::string& what,
                        bool complete) {
  if (format != Format::kTable) return absl::OkStatus();
  return Print(absl::StrCat("\n", count, " ", what, count == 1 ? "" : "s",
                            complete ? ", all there are" : " of more", ".\n"));
}

absl::Status ListFixedPoints(const AttractorsFlags& flags,
                             const std::vector<Phenotype>& phenotypes,
                             LogicQuestion& question) {
  if (flags.count) {
    ASSIGN_OR_RETURN(const BigUnsigned count,
                     CountFixedPoints(question.system));
    return Print(absl::StrCat(count.ToString(), "\n"));
  }
  const FixedPoints found = EnumerateFixedPoints(question.system, flags.limit);
  std::vector<std::string> columns = {"fixed point"};
  std::vector<Literal> watched;
  for (const Phenotype& phenotype : phenotypes) {
    columns.push_back(phenotype.name);
    watched.push_back(WatchOf(phenotype.formula, question, question.system));
  }
  columns.push_back("on");
  const auto table =
      TableWriter::Create(question.format, std::move(columns), stdout);
  Evaluator phenotype(question.system.circuit, watched);
  int64_t index = 0;
  for (const State& state : found.states) {
    std::vector<Value> row = {++index};
    phenotype.Set(state);
    for (const Literal formula : watched) {
      row.push_back(phenotype.Of(formula));
    }
    row.push_back(NamesOn(question.system, state));
    table->AddRow(row);
  }
  if (!found.complete) {
    Note(found.states.size() == flags.limit
             ? absl::StrCat("there are more than these ", flags.limit,
                            "; --limit shows more, --count counts all")
             : "the SAT solver gave up: there may be more");
  }
  RETURN_IF_ERROR(table->Finish());
  return PrintCount(question.format, found.states.size(), "fixed point",
                    found.complete);
}

constexpr char kTrapsUnknown[] =
    "not all minimal trap spaces can be found: the rule of a gene is too large "
    "for a decision diagram, or the SAT solver gave up; hold some variables";

absl::Status ListTrapSpaces(const AttractorsFlags& flags,
                            const LogicQuestion& question) {
  const TrapSpaces found = MinimalTrapSpaces(question.system, flags.limit);
  if (flags.count) {
    if (!found.complete) {
      return absl::ResourceExhaustedError(
          found.spaces.size() == flags.limit
              ? absl::StrCat("--count: there are more than ", flags.limit,
                             " minimal trap spaces; raise --limit")
              : kTrapsUnknown);
    }
    return Print(absl::StrCat(found.spaces.size(), "\n"));
  }
  const auto table = TableWriter::Create(
      question.format, {"trap space", "fixed", "on", "free"}, stdout);
  int64_t index = 0;
  for (const Subspace& space : found.spaces) {
    std::vector<std::string> on, free;
    for (size_t i = 0; i < space.size(); ++i) {
      if (space[i] == Fixed::kOn) on.push_back(question.system.names[i]);
      if (space[i] == Fixed::kFree) free.push_back(question.system.names[i]);
    }
    table->AddRow({++index, static_cast<int64_t>(space.size() - free.size()),
                   absl::StrJoin(on, ","), absl::StrJoin(free, ",")});
  }
  if (!found.complete) {
    Note(found.spaces.size() == flags.limit
             ? absl::StrCat("there are more than these ", flags.limit,
                            "; --limit shows more")
             : kTrapsUnknown);
  }
  RETURN_IF_ERROR(table->Finish());
  return PrintCount(question.format, found.spaces.size(), "minimal trap space",
                    found.complete);
}

absl::Status CheckUsage(const AttractorsFlags& flags) {
  const int asked = flags.fixed_points + flags.trap_spaces + flags.digest +
                    !flags.screen.empty() + flags.sweep;
  if (asked > 1) {
    return UsageError(
        "--fixed-points, --trap-spaces, --digest, --screen and --sweep are "
        "questions of their own; ask one");
  }
  if (flags.count && !flags.fixed_points && !flags.trap_spaces) {
    return UsageError("--count goes with --fixed-points or --trap-spaces");
  }
  if (!flags.logic.from.empty() &&
      (flags.fixed_points || flags.trap_spaces || flags.sweep)) {
    return UsageError(
        "--from asks what a state leads to; leave out --fixed-points, "
        "--trap-spaces and --sweep");
  }
  if (flags.digest && !flags.logic.from.empty() &&
      flags.logic.update == "sync") {
    return UsageError(
        "--digest of synchronous attractors hashes their basins, which --from "
        "leaves unknown; ask with --update async");
  }
  if (!flags.phenotypes.empty() &&
      (flags.count || flags.digest || flags.trap_spaces)) {
    return UsageError(
        "--phenotype goes with attractors and --fixed-points; leave it out");
  }
  if (flags.limit != kLimit && !flags.fixed_points && !flags.trap_spaces) {
    return UsageError("--limit goes with --fixed-points or --trap-spaces");
  }
  if (!flags.screen.empty() && flags.phenotypes.empty()) {
    return UsageError(
        "--screen needs --phenotype FORMULA, as --phenotype 'Apoptosis & "
        "!Proliferation'");
  }
  return absl::OkStatus();
}

absl::Status RunAttractors(const AttractorsFlags& flags) {
  RETURN_IF_ERROR(CheckUsage(flags));
  ASSIGN_OR_RETURN(LogicQuestion question, AskLogic(flags.logic));
  ASSIGN_OR_RETURN(const std::vector<Phenotype> phenotypes,
                   ParsePhenotypes(flags.phenotypes, question));
  if (flags.fixed_points) return ListFixedPoints(flags, phenotypes, question);
  if (flags.trap_spaces) return ListTrapSpaces(flags, question);
  if (flags.digest) return PrintDigest(question);
  if (!flags.screen.empty()) {
    return PrintScreen(question, flags.screen == "pairs", phenotypes);
  }
  return ListAttractors(question, flags.sweep, phenotypes);
}

}  // namespace

void AddAttractors(CLI::App& app, Action& action) {
  auto flags = std::make_shared<AttractorsFlags>();
  CLI::App* verb = app.add_subcommand(
      "attractors", "Where a Boolean network ends, and which clamps change it");
  AddLogicFlags(*verb, flags->logic);
  verb->add_flag("--sweep", flags->sweep,
                 "each setting of the free inputs by itself");
  verb->add_flag("--fixed-points", flags->fixed_points,
                 "fixed points alone, of networks of any size");
  verb->add_flag("--trap-spaces", flags->trap_spaces,
                 "minimal trap spaces, of networks of any size");
  verb->add_flag("--count", flags->count, "only how many, exactly");
  verb->add_option("--limit", flags->limit,
                   "list at most so many fixed points or trap spaces")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 32))
      ->capture_default_str();
  verb->add_flag("--digest", flags->digest,
                 "one SHA-256 of all attractors, to compare programs by");
  verb->add_option("--phenotype", flags->phenotypes,
                   "FORMULA or NAME=FORMULA over genes, as 'Apoptosis & "
                   "!Proliferation'; may be given often")
      ->allow_extra_args(false);
  verb->add_option("--screen", flags->screen,
                   "singles or pairs: which phenotypes remain under every "
                   "clamp, or every two")
      ->check(CLI::IsMember({"singles", "pairs"}));
  verb->footer(
      "Examples:\n"
      "  regulon attractors myeloid.regulon\n"
      "  regulon attractors myeloid.regulon --update async --from "
      "GATA2,CEBPA,PU1 --clamp GATA1=0\n"
      "  regulon attractors myeloid.regulon --screen singles --phenotype "
      "erythroid='EKLF & GATA1'");
  verb->callback(
      [flags, &action] { action = [flags] { return RunAttractors(*flags); }; });
}

}  // namespace regulon
