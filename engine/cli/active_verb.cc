#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/cli/active_output.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/tokens/token_flags.h"
#include "engine/cli/verbs.h"
#include "engine/query/active.h"
#include "engine/query/token_account.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct ActiveFlags {
  QueryFlags query;
  TokenFlags tokens;  // of these, where it reads them
  double expressed_at = 1;
};

absl::Status RunActiveTokens(const ActiveFlags& flags) {
  const QueryFlags& query = flags.query;
  const ChromatinFlags& chromatin = query.chromatin;
  if (!query.contexts.empty() || !query.set.empty() || !query.clamp.empty() ||
      query.steps != 1 || query.update != "sync" ||
      query.cooperate != "loaded" || !chromatin.accessibility.empty() ||
      !chromatin.contacts.empty() || !chromatin.mark.empty() ||
      chromatin.gain.has_value() || chromatin.temperature.has_value()) {
    return UsageError(
        "tokens have no regulators and no chromatin; give CONTEXTS, --set, "
        "--clamp, --steps, --update, --cooperate, --accessibility, --mark, "
        "--contacts, --gain and --temperature to genomes that read these");
  }
  TokenFlags tokens = flags.tokens;
  tokens.genome = query.genome;
  tokens.router = query.router;
  tokens.threads = query.threads;
  tokens.memory_limit = query.memory_limit;
  tokens.format = query.format;
  ASSIGN_OR_RETURN(TokenModel model, TokenModel::Open(tokens));
  ASSIGN_OR_RETURN(TokenLines lines, OpenTokens(tokens, model.genome()));
  TokenAccount account(model.transformer(), model.padding());
  Progress progress("active", lines.ShareRead() < 0 ? 0 : 1);
  NamedTokens sequence;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, lines.Next(sequence));
    if (!more) break;
    TokenReading reading;
    const absl::Status status =
        account.Add(sequence.name, sequence.tokens, reading);
    if (!status.ok()) {
      return absl::Status(
          status.code(),
          absl::StrCat("sequence ", sequence.name, ": ", status.message()));
    }
    model.Count(sequence.tokens, reading);
    progress.Update(lines.ShareRead());
  }
  progress.Wipe();
  if (account.openings().contexts() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        ShownName(tokens.tokens_file), ": there is no token in it"));
  }
  RETURN_IF_ERROR(PrintActive(
      account.Finish(lines.CorpusName()),
      {"token", "tokens", "sequences", lines.CorpusName()}, model.format()));
  return model.Finish(tokens, lines);
}

absl::Status RunActive(const ActiveFlags& flags) {
  if (!flags.tokens.empty()) return RunActiveTokens(flags);
  if (!flags.tokens.save_usage.empty() || flags.tokens.padding >= 0) {
    return UsageError("--save-usage and --padding go with --tokens");
  }
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
  return PrintActive(figures,
                     {"context", "contexts", "contexts", options.corpus},
                     query.format);
}

}  // namespace

void AddActive(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ActiveFlags>();
  CLI::App* verb = app.add_subcommand(
      "active", "How much of a genome a context reads: the ledger");
  AddQueryFlags(*verb, flags->query);
  AddTokenFlags(*verb, flags->tokens);
  verb->add_option("--expressed-at", flags->expressed_at,
                   "level from which a gene counts as expressed, linear, in "
                   "its own unit")
      ->capture_default_str();
  verb->footer(
      "Examples:\n"
      "  regulon active synth.regulon --set program_A=1\n"
      "  regulon active synth.regulon contexts.tsv --format tsv\n"
      "  regulon active tokens.regulon --tokens 1,5,9");
  verb->callback(
      [flags, &action] { action = [flags] { return RunActive(*flags); }; });
}

}  // namespace regulon
