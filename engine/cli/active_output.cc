#include "engine/cli/active_output.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cli/files.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kTableTokens = 20;

// The figures that people ask for first, a row per context.
absl::Status PrintSummary(const std::vector<Figure>& figures,
                          const ActiveWords& words) {
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
  const bool flops = by_context["(mean)"].count("flops_ratio") > 0;
  std::vector<std::string> columns = {
      words.context,  "parameters read", "of all",     "experts' read",
      "domains open", "bytes read",      "bytes paged"};
  if (flops) columns.push_back("FLOPs of all open");
  auto table = TableWriter::Create(Format::kTable, std::move(columns), stdout);
  const size_t hidden =
      words.context == "token" && order.size() > kTableTokens + 2
          ? order.size() - kTableTokens - 2
          : 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (one && i > 0) continue;
    // The mean and the union come last.
    if (hidden > 0 && i >= kTableTokens && i + 2 < order.size()) continue;
    std::map<std::string, double>& f = by_context[order[i]];
    std::vector<Value> row = {
        order[i],
        f["total_active"],
        percent(f["total_fraction"]),
        percent(f["expert_fraction"]),
        absl::StrFormat("%.4g of %.0f", f["domains_open"], f["domains"]),
        f["bytes_read"],
        f["bytes_paged"]};
    if (flops) row.push_back(percent(f["flops_ratio"]));
    table->AddRow(row);
  }
  if (hidden > 0) {
    Note(absl::StrCat("showing ", kTableTokens, " of ", kTableTokens + hidden,
                      " tokens; --format tsv shows all"));
  }
  RETURN_IF_ERROR(table->Finish());
  std::map<std::string, double>& all = by_context["(union)"];
  std::string text = "\n";
  if (all["unopened_domains"] > 0) {
    absl::StrAppendFormat(&text, "%.0f of %.0f routed domains stayed shut",
                          all["unopened_domains"], all["routed_domains"]);
    absl::StrAppend(
        &text, one ? "."
                   : absl::StrFormat(" in all %.0f %s of %s.", all["contexts"],
                                     words.contexts, words.corpus));
    if (all["unopened_bound"] < 1) {
      absl::StrAppendFormat(
          &text,
          " Were these independent\nsamples, none of them would open in more "
          "than %.3g of such %s (95 %% confidence).",
          all["unopened_bound"], words.samples);
    }
    text += "\n";
  }
  text += "Every figure, by stage, layer, step and domain: --format tsv\n";
  return Print(text);
}

}  // namespace

absl::Status PrintActive(const std::vector<Figure>& figures,
                         const ActiveWords& words, Format format) {
  if (format == Format::kTable) return PrintSummary(figures, words);
  auto table = TableWriter::Create(
      format, {words.context, "scope", "figure", "value"}, stdout);
  for (const Figure& figure : figures) {
    table->AddRow({figure.context, figure.scope, figure.figure, figure.value});
  }
  return table->Finish();
}

}  // namespace regulon
