#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cli/corpus.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/query/unopened.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kTableDomains = 20;

struct UnopenedFlags {
  CorpusFlags corpus;
  uint64_t top = 0;
};

// What the rows come to, in words.
std::string Sentences(const Corpus& corpus, const Unopened& found) {
  const OpeningTally& openings = corpus.openings;
  std::string text = absl::StrCat(
      "\n", found.never, " of ", found.domains.size(),
      " routed domains never opened in ", openings.contexts(), " ",
      corpus.contexts, " of ", corpus.name, "\n(sha256 ", corpus.sha256, ")");
  if (!corpus.asked.empty()) {
    absl::StrAppend(&text, " read with ", corpus.asked);
  }
  absl::StrAppend(&text, ".\n");
  if (found.never == 0) return text;
  absl::StrAppendFormat(
      &text,
      "They hold %d of %d parameters of experts, and of %d in all (%.1f %%).\n",
      found.parameters, found.expert_parameters, found.all_parameters,
      100 * static_cast<double>(found.parameters) / found.all_parameters);
  const std::string samples =
      absl::StrCat(openings.samples(), " ", corpus.samples);
  if (found.bound >= 1) {
    return absl::StrCat(text, "These ", samples,
                        " are too few to bound how often they open.\n");
  }
  return absl::StrCat(
      text, "If the ", samples,
      " are independent samples, none of these domains opens in more than\n",
      RoundedText(found.bound), " of such ", corpus.samples,
      " (95 % confidence for all domains at once: ln(", found.domains.size(),
      " / 0.05) / ", openings.samples(), ").\n");
}

absl::Status RunUnopened(const UnopenedFlags& flags) {
  ASSIGN_OR_RETURN(const Corpus corpus, ReadCorpus(flags.corpus, "unopened"));
  const proto::Manifest& manifest = corpus.query.genome->manifest();
  const Unopened found = FindUnopened(*corpus.query.genome, corpus.openings);
  const bool for_eyes = corpus.query.format == Format::kTable;
  const bool grouped = corpus.samples != "contexts";
  const bool tokens = manifest.has_transformer();
  const bool specialized = manifest.specializations_size() > 0;
  std::vector<std::string> columns = {
      "domain",        tokens ? "layer" : "genes",
      "parameters",    "opened",
      corpus.contexts, "share"};
  if (grouped) {
    columns.insert(columns.end(),
                   {absl::StrCat(corpus.samples, "_opened"), corpus.samples});
  }
  columns.push_back("at_most");
  if (specialized) columns.push_back("dropped");
  if (!for_eyes) columns.insert(columns.end(), {"corpus", "corpus_sha256"});
  auto table = TableWriter::Create(corpus.query.format, columns, stdout);
  const size_t most = flags.top > 0 ? flags.top
                      : for_eyes    ? kTableDomains
                                    : found.domains.size();
  for (size_t i = 0; i < std::min(most, found.domains.size()); ++i) {
    const DomainUse& use = found.domains[i];
    const proto::Domain& domain = manifest.domains(use.domain);
    std::vector<Value> row = {
        domain.id(),
        tokens ? int64_t{domain.layer()}
               : static_cast<int64_t>(
                     corpus.query.genome->GenesOf(use.domain).size()),
        use.parameters,
        use.openings,
        corpus.openings.contexts(),
        use.share};
    if (grouped) {
      row.insert(row.end(), {use.sample_openings, corpus.openings.samples()});
    }
    row.push_back(use.openings == 0 ? Value(found.bound) : std::monostate());
    if (specialized) row.push_back(domain.dropped());
    if (!for_eyes) row.insert(row.end(), {corpus.name, corpus.sha256});
    table->AddRow(row);
  }
  RETURN_IF_ERROR(table->Finish());
  if (!for_eyes) return absl::OkStatus();
  if (most < found.domains.size() && flags.top == 0) {
    Note(absl::StrCat("showing the ", most, " rarest of ", found.domains.size(),
                      " routed domains; --top or --format tsv shows more"));
  }
  return Print(Sentences(corpus, found));
}

}  // namespace

void AddUnopened(CLI::App& app, Action& action) {
  auto flags = std::make_shared<UnopenedFlags>();
  CLI::App* verb = app.add_subcommand(
      "unopened", "Which part of a genome a corpus of contexts never opens");
  AddCorpusFlags(*verb, flags->corpus);
  verb->add_option("--group-by", flags->corpus.group_by,
                   "contexts of a group are one independent sample: a column "
                   "of CONTEXTS of a row per context, or a TSV of context and "
                   "group");
  verb->add_option("--save-usage", flags->corpus.save_usage,
                   "FILE for the openings counted, which --usage reads");
  verb->add_option("--top", flags->top, "only the N that open most rarely")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 32));
  verb->footer(
      "Examples:\n"
      "  regulon unopened synth.regulon contexts.tsv\n"
      "  regulon unopened gtex.regulon tissues.tsv --group-by donor --format "
      "tsv\n"
      "  regulon unopened tokens.regulon --usage prompts.json");
  verb->callback(
      [flags, &action] { action = [flags] { return RunUnopened(*flags); }; });
}

}  // namespace regulon
