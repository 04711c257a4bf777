#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/files.h"
#include "engine/cli/group_output.h"
#include "engine/cli/interruption.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kWorthTelling = 2;  // seconds that a stream took

struct ExpressFlags {
  QueryFlags query;
  int top = 0, runs = 1;
  std::vector<std::string> genes;
  bool active = false;
  std::string group_by;
};

// Where runs ended, for eyes: the other formats have the means alone.
absl::Status PrintEnds(const Query& query,
                       const std::vector<Expressed>& expressed) {
  auto table = TableWriter::Create(
      Format::kTable, {"context", "runs", "share", "end state"}, stdout);
  for (size_t i = 0; i < expressed.size(); ++i) {
    int runs = 0;
    for (const EndState& end : expressed[i].ends) runs += end.runs;
    for (const EndState& end : expressed[i].ends) {
      const std::string genes = absl::StrJoin(
          end.genes_on, ",", [&query](std::string* out, int gene) {
            absl::StrAppend(out, query.genome->manifest().genes(gene).id());
          });
      table->AddRow({query.contexts[i].name(), int64_t{end.runs},
                     static_cast<double>(end.runs) / runs,
                     absl::StrCat("{", genes, "}",
                                  end.fixed ? "" : ", not yet settled")});
    }
  }
  RETURN_IF_ERROR(table->Finish());
  return Print("\n");
}

// Rows of contexts, or of groups of them.
class Output {
 public:
  static absl::StatusOr<Output> Create(const Query& query,
                                       const ExpressFlags& flags) {
    Output output;
    ASSIGN_OR_RETURN(GeneChoice choice,
                     ChooseGenes(flags.genes, flags.top, flags.active,
                                 query.format, *query.genome));
    output.choice_ = std::make_unique<const GeneChoice>(std::move(choice));
    Caveats caveats(*query.genome, !query.settings.empty());
    if (flags.group_by.empty()) {
      output.rows_.emplace(*query.genome, *output.choice_, std::move(caveats),
                           query.format);
      return output;
    }
    ASSIGN_OR_RETURN(output.grouping_, Grouping::Create(query, flags.group_by));
    output.groups_.emplace(*query.genome, *output.choice_, std::move(caveats),
                           query.format, output.grouping_->where());
    return output;
  }

  // `label`: of the context in the stream.
  absl::Status Add(const Context& context, absl::string_view label,
                   const Expressed& result) {
    if (groups_.has_value()) {
      return groups_->Add(context, grouping_->Of(context, label), result);
    }
    rows_->Add(context, result);
    return absl::OkStatus();
  }

  absl::Status Finish() {
    return groups_.has_value() ? groups_->Finish() : rows_->Finish();
  }

 private:
  std::unique_ptr<const GeneChoice> choice_;
  std::optional<ExpressionRows> rows_;
  std::optional<GroupRows> groups_;
  std::optional<Grouping> grouping_;  // as groups_
};

// Contexts that are in memory.
absl::Status ExpressAll(const Query& query, bool wait, Output& output) {
  std::vector<Expressed> waiting;
  {
    Progress progress("express", 1);
    ExpressOptions options = query.express;
    options.on_progress = [&progress](double share) { progress.Update(share); };
    RETURN_IF_ERROR(Express(*query.cell, query.contexts, options,
                            [&](int64_t context, const Expressed& result) {
                              if (!wait) {
                                return output.Add(query.contexts[context], "",
                                                  result);
                              }
                              waiting.push_back(result);
                              return absl::OkStatus();
                            }));
  }
  if (wait && !waiting[0].ends.empty()) {
    RETURN_IF_ERROR(PrintEnds(query, waiting));
  }
  for (size_t i = 0; i < waiting.size(); ++i) {
    RETURN_IF_ERROR(output.Add(query.contexts[i], "", waiting[i]));
  }
  return output.Finish();
}

// How far a stream is.
class StreamProgress {
 public:
  explicit StreamProgress(const ContextStream& stream)
      : stream_(stream), bar_("express", stream.ShareRead() < 0 ? 0 : 1) {}

  // Rows for eyes go where the bar is drawn.
  void MakeRoom() {
    if (shares_terminal_) bar_.Wipe();
  }

  void Update(int64_t contexts) {
    bar_.set_label(absl::StrCat("express: ", contexts, " contexts, ",
                                Rate(contexts), "/s"));
    bar_.Update(stream_.ShareRead());
  }

  void Finish(int64_t contexts) {
    bar_.Wipe();
    if (Seconds() < kWorthTelling) return;
    Note(absl::StrCat(contexts, " contexts in ", RoundedText(Seconds()),
                      " s: ", Rate(contexts), " per second"));
  }

 private:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start_)
        .count();
  }
  std::string Rate(int64_t contexts) const {
    return RoundedText(static_cast<double>(contexts) / Seconds());
  }

  const ContextStream& stream_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  const bool shares_terminal_ = isatty(STDOUT_FILENO) == 1;
  Progress bar_;
};

// Contexts that come one after another. Whatever ends them, what is printed is
// whole: rows of all genes of the contexts before.
absl::Status ExpressEach(Query& query, Output& output) {
  // A reader that is gone is an error like a full disk.
  std::signal(SIGPIPE, SIG_IGN);
  const Interruption interruption;
  ContextStream& stream = *query.stream;
  StreamProgress progress(stream);
  int64_t done = 0, first = 0;
  const auto next = [&](absl::Span<Context> batch) -> absl::StatusOr<int> {
    first = done;
    std::fflush(stdout);
    progress.Update(done);
    absl::StatusOr<int> count = 0;
    if (!interruption.asked()) {
      const Interruption::Waiting waiting;
      count = stream.Next(batch);
    }
    if (interruption.asked()) {
      return absl::CancelledError(absl::StrCat(
          "stopped: this is of the first ", done, " contexts; there are more"));
    }
    for (int i = 0; count.ok() && i < *count; ++i) {
      RETURN_IF_ERROR(Apply(query.settings, batch[i]));
    }
    return count;
  };
  const auto print = [&](int64_t index, const Context& context,
                         const Expressed& result) {
    progress.MakeRoom();
    RETURN_IF_ERROR(output.Add(
        context, stream.has_labels() ? stream.labels()[index - first] : "",
        result));
    ++done;
    // Finish() knows why.
    return std::ferror(stdout) != 0
               ? absl::CancelledError("the output takes no more")
               : absl::OkStatus();
  };
  absl::Status status = ExpressStream(*query.cell, next, query.express, print);
  progress.Finish(done);
  if (done > 0) {
    const absl::Status finished = output.Finish();
    if (!finished.ok()) status = finished;
  }
  return status;
}

absl::Status RunExpress(const ExpressFlags& flags) {
  if (flags.runs > 1 && flags.query.update != "async") {
    return UsageError(
        "--runs goes with --update async: synchronous updating "
        "leaves nothing to chance");
  }
  ASSIGN_OR_RETURN(Query query, MakeStreamedQuery(flags.query, flags.group_by));
  query.express.runs = flags.runs;
  // Where runs ended comes first, so a table of runs waits for all of them.
  const bool wait = query.format == Format::kTable && flags.runs > 1 &&
                    flags.group_by.empty();
  if (wait && query.stream != nullptr) {
    return UsageError(
        "a table of --runs begins with where the runs of all contexts ended, "
        "which would have to wait in memory; for a table with a row per "
        "context, give --format tsv or json");
  }
  ASSIGN_OR_RETURN(Output output, Output::Create(query, flags));
  return query.stream != nullptr ? ExpressEach(query, output)
                                 : ExpressAll(query, wait, output);
}

}  // namespace

void AddExpress(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ExpressFlags>();
  CLI::App* verb =
      app.add_subcommand("express", "What a genome expresses in a context");
  AddQueryFlags(*verb, flags->query);
  verb->add_option("--runs", flags->runs,
                   "independent runs of each context (async); values are means")
      ->check(CLI::Range(1, 100000000));
  verb->add_option("--top", flags->top, "only the N highest genes")
      ->check(CLI::Range(1, 1000000000));
  verb->add_option("--genes", flags->genes, "only these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_flag("--active", flags->active, "only genes of open domains");
  verb->add_option("--group-by", flags->group_by,
                   "means over groups of contexts: a column of CONTEXTS of a "
                   "row per context, or a TSV of context and group");
  verb->footer(
      "Examples:\n"
      "  regulon express laci_o2.regulon --set LacI=260 --set IPTG=50\n"
      "  regulon express synth.regulon contexts.tsv --top 20 --format tsv\n"
      "  regulon express synth.regulon cells.tsv.gz --group-by cell_type\n"
      "  regulon express myeloid.regulon --set GATA2=1 --set CEBPA=1 "
      "--set PU1=1 \\\n      --steps 100 --update async --runs 1000");
  verb->callback(
      [flags, &action] { action = [flags] { return RunExpress(*flags); }; });
}

}  // namespace regulon
