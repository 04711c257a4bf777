#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/boolean/logic_flags.h"
#include "engine/cli/boolean/ranges.h"
#include "engine/cli/files.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/query/repertoire.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kTableItems = 10;
constexpr size_t kTableNames = 12;

struct RepertoireFlags {
  std::string genome, update, format = "table";
  std::vector<std::string> set, clamp;
  uint64_t most = RepertoireOptions().most, seed = 1, top = 0;
  int threads = 0;
};

// "A,B,C", and for eyes not too many of them.
std::string Listed(const std::vector<std::string>& names, Format format) {
  if (format != Format::kTable || names.size() <= kTableNames) {
    return absl::StrJoin(names, ",");
  }
  return absl::StrCat(
      absl::StrJoin(names.begin(), names.begin() + kTableNames, ","), " and ",
      names.size() - kTableNames, " more");
}

// A row per figure, then one per thing that inputs select.
class Printer {
 public:
  Printer(const RepertoireFlags& flags, Format format,
          const Repertoire& repertoire, const std::vector<std::string>& inputs)
      : format_(format),
        top_(flags.top > 0              ? flags.top
             : format == Format::kTable ? kTableItems
                                        : std::numeric_limits<size_t>::max()),
        repertoire_(repertoire),
        table_(TableWriter::Create(
            format, {"figure", "value", "share", "members"}, stdout)) {
    Add("inputs", static_cast<int64_t>(inputs.size()), Listed(inputs, format));
    Add("assignments", static_cast<int64_t>(repertoire.assignments),
        repertoire.all ? "all" : absl::StrCat("random, seed ", flags.seed));
  }

  void Add(const std::string& figure, Value value, const std::string& members) {
    table_->AddRow({figure, std::move(value), "", members});
  }
  void AddEstimate(const std::string& figure, double estimate,
                   const std::string& method) {
    if (repertoire_.all) return;
    Add(absl::StrCat(figure, ", estimated"), estimate, method);
  }

  // `text` is asked only for those that are shown.
  template <typename Items, typename Text>
  void AddItems(const std::string& figure, const Items& items, Text text) {
    for (size_t i = 0; i < items.size() && i < top_; ++i) {
      table_->AddRow(
          {figure, static_cast<int64_t>(items[i].assignments),
           static_cast<double>(items[i].assignments) / repertoire_.assignments,
           text(items[i])});
    }
    if (items.size() > top_) {
      Note(absl::StrCat("showing the ", top_, " most frequent of ",
                        items.size(), " ", figure,
                        "s; --top or --format tsv shows more"));
    }
  }

  absl::Status Finish() { return table_->Finish(); }

 private:
  const Format format_;
  const size_t top_;
  const Repertoire& repertoire_;
  std::unique_ptr<TableWriter> table_;
};

void AddOpenSets(const Repertoire& found, const proto::Manifest& manifest,
                 const std::string& method, Printer& printer) {
  int64_t routed = 0;
  for (const proto::Domain& domain : manifest.domains()) {
    routed += domain.routed();
  }
  printer.Add("open sets", static_cast<int64_t>(found.sets.size()),
              absl::StrCat(routed, " of ", manifest.domains_size(),
                           " domains are routed"));
  printer.AddEstimate("open sets", found.estimated_sets, method);
}

void ListOpenSets(const Repertoire& found, const proto::Manifest& manifest,
                  Format format, Printer& printer) {
  printer.AddItems("open set", found.sets, [&](const OpenSet& item) {
    std::vector<std::string> domains;
    for (const int d : item.open) domains.push_back(manifest.domains(d).id());
    return absl::StrCat("{", Listed(domains, format), "}");
  });
}

void SayWhatWasLeftOut(const Repertoire& found) {
  if (!found.left_out) return;
  Note(absl::StrCat("more than ", kMostTold,
                    " different attractors, open sets or random assignments: "
                    "those first met after so many are left out, and all "
                    "counts are lower bounds"));
}

std::string MembersText(const Attractor& attractor,
                        const std::vector<std::string>& names, Format format) {
  std::vector<std::string> on, moving;
  for (size_t i = 0; i < names.size(); ++i) {
    if (attractor.variable[i] == Holds::kAlways) on.push_back(names[i]);
    if (attractor.variable[i] == Holds::kSometimes) moving.push_back(names[i]);
  }
  const std::string always = absl::StrCat("{", Listed(on, format), "}");
  if (moving.empty()) return always;
  return absl::StrCat(attractor.size.ToString(), " states: ", always,
                      " and sometimes ", Listed(moving, format));
}

absl::Status PrintAttractors(const RepertoireFlags& flags,
                             const RepertoireOptions& options) {
  LogicFlags logic;
  logic.genome = flags.genome;
  logic.set = flags.set;
  logic.clamp = flags.clamp;
  logic.format = flags.format;
  logic.update = flags.update.empty() ? "sync" : flags.update;
  ASSIGN_OR_RETURN(const LogicQuestion question, AskLogic(logic));
  ASSIGN_OR_RETURN(const AttractorRepertoire found,
                   AttractorsOfInputs(question.network, question.held,
                                      question.updating, options));
  const auto names_of = [&question](const std::vector<int>& variables) {
    std::vector<std::string> names;
    for (const int v : variables) {
      names.push_back(question.network.variables[v].name);
    }
    return names;
  };
  const std::vector<std::string> others = names_of(found.others);
  const Format format = question.format;
  Printer printer(flags, format, found, names_of(found.inputs));
  printer.Add("attractors with the inputs' own values",
              static_cast<int64_t>(found.with_inputs), "");
  printer.Add("attractors", static_cast<int64_t>(found.attractors.size()),
              "different in other variables than the inputs");
  printer.AddEstimate("attractors", found.estimate,
                      "Chao2, bias-corrected: a lower bound");
  AddOpenSets(found, question.genome->manifest(),
              "Chao2, bias-corrected: a lower bound", printer);
  printer.AddItems("attractor", found.attractors,
                   [&](const AttractorRepertoire::Item& item) {
                     return MembersText(item.attractor, others, format);
                   });
  ListOpenSets(found, question.genome->manifest(), format, printer);
  SayWhatWasLeftOut(found);
  if (found.incomplete > 0) {
    Note(absl::StrCat("not all attractors or their states are known for ",
                      found.incomplete,
                      " of these assignments: all counts are lower bounds"));
  }
  return printer.Finish();
}

absl::Status PrintOpenSets(const RepertoireFlags& flags, const Genome& genome,
                           const RepertoireOptions& options) {
  if (!flags.update.empty()) {
    return UsageError(
        "--update goes with Boolean networks; this genome is read once for "
        "each assignment of its inputs");
  }
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  Context base(genome, "inputs");
  for (const std::string& text : flags.set) {
    RETURN_IF_ERROR(SetLevel(text, false, genome, base));
  }
  for (const std::string& text : flags.clamp) {
    RETURN_IF_ERROR(SetLevel(text, true, genome, base));
  }
  CellOptions cell_options;
  cell_options.threads = flags.threads;
  ASSIGN_OR_RETURN(const std::unique_ptr<Cell> cell,
                   Cell::Create(genome, cell_options));
  ASSIGN_OR_RETURN(const Repertoire found,
                   OpenSetsOfInputs(*cell, base, options));
  const proto::Manifest& manifest = genome.manifest();
  std::vector<std::string> inputs;
  for (const int r : found.inputs)
    inputs.push_back(manifest.regulators(r).id());
  Printer printer(flags, format, found, inputs);
  AddOpenSets(found, manifest, "Chao1, bias-corrected: a lower bound", printer);
  ListOpenSets(found, manifest, format, printer);
  SayWhatWasLeftOut(found);
  return printer.Finish();
}

absl::Status RunRepertoire(const RepertoireFlags& flags) {
  ASSIGN_OR_RETURN(const std::unique_ptr<const Genome> genome,
                   OpenGeneGenome(flags.genome));
  if (genome->manifest().synthetic()) Note(genome->manifest().title());
  const absl::StatusOr<Network> network = Network::FromGenome(*genome);
  if (!network.ok() && !absl::IsFailedPrecondition(network.status())) {
    return network.status();
  }
  Progress progress("repertoire", 1);
  RepertoireOptions options;
  options.most = flags.most;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.on_progress = [&progress](double share) { progress.Update(share); };
  return network.ok() ? PrintAttractors(flags, options)
                      : PrintOpenSets(flags, *genome, options);
}

}  // namespace

void AddRepertoire(CLI::App& app, Action& action) {
  auto flags = std::make_shared<RepertoireFlags>();
  CLI::App* verb = app.add_subcommand(
      "repertoire",
      "How many attractors and open sets the inputs of one genome select");
  verb->add_option("GENOME", flags->genome, "a .regulon file")->required();
  verb->add_option("--set", flags->set,
                   "INPUT=LEVEL, in place of both off and on; may be given "
                   "often")
      ->allow_extra_args(false);
  verb->add_option("--clamp", flags->clamp,
                   "REGULATOR=LEVEL, held against what its gene expresses")
      ->allow_extra_args(false);
  verb->add_option("--update", flags->update,
                   "of a Boolean network: sync (the default) or async")
      ->check(CLI::IsMember({"sync", "async"}));
  verb->add_option("--most", flags->most,
                   "assignments of the inputs: all, or so many random ones if "
                   "there are more")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 32))
      ->capture_default_str();
  verb->add_option("--seed", flags->seed, "of the random ones")
      ->check(WholeNumber(0));
  verb->add_option("--top", flags->top, "only the N most frequent of each kind")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 32));
  verb->add_option("--threads", flags->threads, "0: one per core")
      ->check(CLI::Range(0, 1024));
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
  verb->footer(
      "Examples:\n"
      "  regulon repertoire mammalian_cell_cycle.regulon\n"
      "  regulon repertoire glucocorticoid.regulon --set NR3C1=100\n"
      "  regulon repertoire synth.regulon --most 10000 --format tsv");
  verb->callback(
      [flags, &action] { action = [flags] { return RunRepertoire(*flags); }; });
}

}  // namespace regulon
