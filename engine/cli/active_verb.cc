#include <CLI/CLI.hpp>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cli/files.h"
#include "engine/cli/output/plot.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/query/active.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct ActiveFlags {
  QueryFlags query;
  double expressed_at = 1;
};

// The figures that people ask for first, a row per context.
absl::Status PrintSummary(const std::vector<Figure>& figures,
                          const std::string& corpus_name) {
  auto table = TableWriter::Create(
      Format::kTable,
      {"context", "parameters read", "of all", "experts' read", "domains open",
       "bytes read", "bytes paged", "FLOPs of all open"},
      stdout);
  std::map<std::string, std::map<std::string, double>> by_context;
  std::vector<std::string> order;
  for (const Figure& figure : figures) {
    const bool corpus = absl::StartsWith(figure.scope, "corpus:");
    if (figure.scope != "all" && !corpus) continue;
    if (by_context.find(figure.context) == by_context.end()) {
      order.push_back(figure.context);
    }
    by_context[figure.context][figure.figure] = figure.value;
  }
  const auto percent = [](double share) {
    return absl::StrFormat("%.1f %%", 100 * share);
  };
  const bool one = order.size() == 3;  // it is its own mean and union
  for (const std::string& context : order) {
    if (one && context != order[0]) continue;
    std::map<std::string, double>& f = by_context[context];
    table->AddRow(
        {context, f["total_active"], percent(f["total_fraction"]),
         percent(f["expert_fraction"]),
         absl::StrFormat("%.4g of %.0f", f["domains_open"], f["domains"]),
         f["bytes_read"], f["bytes_paged"], percent(f["flops_ratio"])});
  }
  RETURN_IF_ERROR(table->Finish());
  std::map<std::string, double>& all = by_context["(union)"];
  std::string text = "\n";
  if (all["unopened_domains"] > 0) {
    absl::StrAppendFormat(&text, "%.0f of %.0f routed domains stayed shut",
                          all["unopened_domains"], all["routed_domains"]);
    absl::StrAppend(&text, one ? "."
                               : absl::StrFormat(" in all %.0f contexts of %s.",
                                                 all["contexts"], corpus_name));
    if (all["unopened_bound"] < 1) {
      absl::StrAppendFormat(
          &text,
          " Were these independent\nsamples, none of them would open in more "
          "than %.3g of such contexts (95 %% confidence).",
          all["unopened_bound"]);
    }
    text += "\n";
  }
  text += "Every figure, by stage, layer, step and domain: --format tsv\n";
  return Print(text);
}

absl::Status RunActive(const ActiveFlags& flags) {
  if (!(flags.expressed_at > 0) || !std::isfinite(flags.expressed_at)) {
    return UsageError("--expressed-at takes a finite level above 0");
  }
  ASSIGN_OR_RETURN(Query query, MakeQuery(flags.query));
  ActiveOptions options;
  options.expressed_at = flags.expressed_at;
  std::vector<Figure> figures;
  {
    Progress progress("active", 1);
    query.express.on_progress = [&progress](double share) {
      progress.Update(share);
    };
    options.express = query.express;
    options.corpus = flags.query.contexts.empty()
                         ? "contexts"
                         : ShownName(flags.query.contexts);
    options.by_step = query.format != Format::kTable;
    ASSIGN_OR_RETURN(figures, Active(*query.cell, query.contexts, options));
  }
  if (query.format == Format::kTable) {
    return PrintSummary(figures, options.corpus);
  }
  auto table = TableWriter::Create(
      query.format, {"context", "scope", "figure", "value"}, stdout);
  for (const Figure& figure : figures) {
    table->AddRow({figure.context, figure.scope, figure.figure, figure.value});
  }
  return table->Finish();
}

}  // namespace

void AddActive(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ActiveFlags>();
  CLI::App* verb = app.add_subcommand(
      "active", "How much of a genome a context reads: the ledger");
  AddQueryFlags(*verb, flags->query);
  verb->add_option("--expressed-at", flags->expressed_at,
                   "level from which a gene counts as expressed, linear, in "
                   "its own unit")
      ->capture_default_str();
  verb->footer(
      "Examples:\n"
      "  regulon active synth.regulon --set program_A=1\n"
      "  regulon active synth.regulon contexts.tsv --format tsv");
  verb->callback(
      [flags, &action] { action = [flags] { return RunActive(*flags); }; });
}

}  // namespace regulon
