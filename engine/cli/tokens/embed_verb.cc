#include <memory>

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
};

absl::Status RunEmbed(const EmbedFlags& flags) {
  ASSIGN_OR_RETURN(TokenModel model, TokenModel::Open(flags.tokens));
  ASSIGN_OR_RETURN(TokenLines lines, OpenTokens(flags.tokens, model.genome()));
  ASSIGN_OR_RETURN(Embedder embedder, Embedder::Create(model, flags.view));
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
  verb->add_option("--layer", flags->view.layer,
                   "hidden states after that many blocks, 0: the embeddings; "
                   "without it, after all and the final norm")
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
  verb->footer(
      "Examples:\n"
      "  regulon embed tokens.regulon --tokens 1,5,9 --format tsv\n"
      "  regulon embed tokens.regulon --tokens-file reads.txt --mean\n"
      "  regulon embed tokens.regulon --tokens 1,5,9 --top 5 --logits");
  verb->callback(
      [flags, &action] { action = [flags] { return RunEmbed(*flags); }; });
}

}  // namespace regulon
