#include <CLI/CLI.hpp>
#include <memory>

#include "engine/cli/geneformer/embed_cells.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/tokens/embedder.h"
#include "engine/cli/tokens/token_flags.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct EmbedFlags {
  TokenFlags tokens;
  EmbedView view;
  CellFlags cells;
  bool show_tokens = false;
};

absl::Status RunEmbedCells(const EmbedFlags& flags) {
  const EmbedView& view = flags.view;
  if (!flags.tokens.empty() || flags.tokens.padding >= 0 ||
      !flags.tokens.save_usage.empty() || view.mean || !view.logits.empty() ||
      view.top > 0) {
    return UsageError(
        "CELLS have an embedding each, the mean over their genes; leave out "
        "--tokens, --tokens-file, --padding, --save-usage, --mean, --logits "
        "and --top");
  }
  CellFlags cells = flags.cells;
  cells.layer = view.layer;
  ASSIGN_OR_RETURN(const TokenModel model, TokenModel::Open(flags.tokens));
  return flags.show_tokens
             ? ShowTokens(cells, model.format(), model.genome())
             : EmbedCells(cells, model.format(), model.transformer());
}

absl::Status RunEmbed(const EmbedFlags& flags) {
  if (!flags.cells.cells.empty()) return RunEmbedCells(flags);
  const CellFlags& cells = flags.cells;
  if (flags.show_tokens || !cells.dictionary.empty() ||
      !cells.medians.empty() || cells.AsksOfCells()) {
    return UsageError("--dictionary and what goes with it are for CELLS");
  }
  ASSIGN_OR_RETURN(TokenModel model, TokenModel::Open(flags.tokens));
  ASSIGN_OR_RETURN(TokenLines lines, OpenTokens(flags.tokens, model.genome()));
  ASSIGN_OR_RETURN(TokenEmbedder embedder,
                   TokenEmbedder::Create(model, flags.view));
  {
    Progress progress("embed", lines.ShareRead() < 0 ? 0 : 1);
    NamedTokens sequence;
    while (true) {
      ASSIGN_OR_RETURN(const bool more, lines.Next(sequence));
      if (!more) break;
      RETURN_IF_ERROR(embedder.Add(sequence));
      progress.Update(lines.ShareRead());
    }
  }
  RETURN_IF_ERROR(embedder.Finish());
  return model.Finish(flags.tokens, lines);
}

}  // namespace

void AddEmbed(CLI::App& app, Action& action) {
  auto flags = std::make_shared<EmbedFlags>();
  CLI::App* verb = app.add_subcommand(
      "embed", "What a genome that reads tokens makes of them");
  AddTokenGenomeFlags(*verb, flags->tokens);
  verb->add_option("CELLS", flags->cells.cells,
                   "in place of tokens, raw counts of cells, as 'regulon "
                   "shift' reads them (see docs/geneformer.md)");
  AddTokenFlags(*verb, flags->tokens);
  verb->add_option("--layer", flags->view.layer,
                   "hidden states after that many blocks, 0: the embeddings; "
                   "without it, after all and the final norm; of cells, "
                   "after all but one")
      ->check(CLI::Range(0, 1000000));
  verb->add_flag("--mean", flags->view.mean,
                 "the mean over a sequence's tokens, without padding");
  verb->add_option("--logits", flags->view.logits,
                   "logits of the last token, or of all, in place of hidden "
                   "states")
      ->expected(0, 1)
      ->default_str("last")
      ->check(CLI::IsMember({"last", "all"}));
  verb->add_option("--top", flags->view.top,
                   "with --logits: the N most likely tokens alone")
      ->check(CLI::Range(1, 1000000000));
  AddCellFlags(*verb, flags->cells);
  verb->add_flag("--show-tokens", flags->show_tokens,
                 "of cells, the tokens that the model would read, in place of "
                 "what it makes of them");
  verb->footer(
      "Examples:\n"
      "  regulon embed tokens.regulon --tokens 1,5,9 --format tsv\n"
      "  regulon embed tokens.regulon --tokens-file reads.txt --mean\n"
      "  regulon embed tokens.regulon --tokens 1,5,9 --top 5 --logits\n"
      "  regulon embed geneformer.regulon heart.h5ad --dictionary tokens.json "
      "--medians medians.json");
  verb->callback(
      [flags, &action] { action = [flags] { return RunEmbed(*flags); }; });
}

}  // namespace regulon
