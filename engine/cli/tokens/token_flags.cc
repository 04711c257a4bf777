#include "engine/cli/tokens/token_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/usage_file.h"
#include "engine/cli/verbs.h"
#include "engine/context/context.h"
#include "engine/query/token_account.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::StatusOr<TransformerOptions> OptionsOf(const TokenFlags& flags,
                                             const Genome& genome) {
  TransformerOptions options;
  options.threads = flags.threads;
  options.memory_limit = static_cast<int64_t>(std::min<uint64_t>(
      flags.memory_limit, std::numeric_limits<int64_t>::max()));
  RETURN_IF_ERROR(CheckRouter(flags.router, genome));
  Context context(genome, "");
  RETURN_IF_ERROR(SetRouter(flags.router, context));
  options.top_k = context.top_k();
  options.required.assign(context.required().begin(), context.required().end());
  options.forbidden.assign(context.forbidden().begin(),
                           context.forbidden().end());
  const int64_t vocabulary = genome.manifest().transformer().vocabulary();
  if (flags.padding >= vocabulary) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--padding ", flags.padding,
        " is not in the vocabulary; give a number from 0 to ", vocabulary - 1));
  }
  options.padding = static_cast<int>(flags.padding);
  return options;
}

}  // namespace

void AddTokenGenomeFlags(CLI::App& verb, TokenFlags& flags) {
  verb.add_option("GENOME", flags.genome, "a .regulon file that reads tokens")
      ->required();
  AddRouterFlags(verb, flags.router);
  verb.add_option("--threads", flags.threads, "0: one per core")
      ->check(CLI::Range(0, 1024));
  verb.add_option("--memory-limit", flags.memory_limit,
                  "bytes of the genome's file in memory at once, as 512M; "
                  "default: any, or half of the machine's memory where the "
                  "file exceeds it")
      ->transform(CLI::AsSizeValue(false));
  verb.add_option("--format", flags.format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
}

void AddTokenFlags(CLI::App& verb, TokenFlags& flags) {
  verb.add_option("--tokens", flags.tokens, "ids of one sequence: 1,5,9");
  verb.add_option("--tokens-file", flags.tokens_file,
                  "a sequence per line, ids between spaces or commas, gzip or "
                  "plain; - for the standard input");
  verb.add_option("--padding", flags.padding,
                  "id of a token that nobody attends to")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 31));
  verb.add_option("--save-usage", flags.save_usage,
                  "FILE for how often each domain opened, which unopened and "
                  "specialize read");
}

TokenModel::TokenModel(std::unique_ptr<const Genome> genome,
                       std::unique_ptr<Transformer> transformer, Format format,
                       int32_t padding)
    : genome_(std::move(genome)),
      transformer_(std::move(transformer)),
      format_(format),
      padding_(padding),
      openings_(genome_->manifest().domains_size()) {}

absl::StatusOr<TokenModel> TokenModel::Open(const TokenFlags& flags) {
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  ASSIGN_OR_RETURN(auto genome, OpenTokenGenome(flags.genome));
  std::vector<std::string> inputs = {flags.genome};
  if (!flags.tokens_file.empty()) inputs.push_back(flags.tokens_file);
  RETURN_IF_ERROR(CheckUsageFile(flags.save_usage, inputs));
  if (genome->manifest().synthetic()) Note(genome->manifest().title());
  ASSIGN_OR_RETURN(const TransformerOptions options, OptionsOf(flags, *genome));
  ASSIGN_OR_RETURN(auto transformer, Transformer::Create(*genome, options));
  return TokenModel(std::move(genome), std::move(transformer), format,
                    options.padding);
}

void TokenModel::Count(absl::Span<const int32_t> tokens,
                       const TokenReading& reading) {
  CountOpenings(tokens, padding_, reading, openings_);
  for (size_t row = 0; row < tokens.size() && !reading.missing.empty(); ++row) {
    out_of_repertoire_ += !is_padding(tokens[row]) &&
                          CountMissing(reading, static_cast<int64_t>(row),
                                       openings_.domains()) > 0;
  }
}

absl::Status TokenModel::Finish(const TokenFlags& flags,
                                TokenLines& lines) const {
  if (out_of_repertoire_ > 0) {
    const proto::Specialization& last =
        *genome_->manifest().specializations().rbegin();
    Note(absl::StrCat(
        out_of_repertoire_, " of ", openings_.contexts(),
        " tokens are out of the repertoire: they would open experts that were "
        "dropped for ",
        last.corpus(), "; ask the genome it was made from for these"));
  }
  if (flags.save_usage.empty()) return absl::OkStatus();
  if (openings_.contexts() == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        lines.CorpusName(), ": there is no token in it, so no usage to save"));
  }
  std::vector<std::string> asked = flags.router.Asked();
  if (flags.padding >= 0) {
    asked.push_back(absl::StrCat("--padding ", flags.padding));
  }
  return SaveUsage(
      flags.save_usage, *genome_, openings_,
      {lines.CorpusName(), lines.CorpusSha256(), absl::StrJoin(asked, " ")});
}

absl::StatusOr<TokenLines> OpenTokens(const TokenFlags& flags,
                                      const Genome& genome) {
  if (flags.tokens.empty() == flags.tokens_file.empty()) {
    return UsageError("give --tokens, as in --tokens 1,5,9, or --tokens-file");
  }
  const int64_t vocabulary = genome.manifest().transformer().vocabulary();
  if (flags.tokens_file.empty()) {
    return TokenLines::OfFlag(flags.tokens, vocabulary);
  }
  return TokenLines::OfFile(flags.tokens_file, vocabulary);
}

int64_t CountMissing(const TokenReading& reading, int64_t row, int domains) {
  if (reading.missing.empty()) return 0;
  const auto first = reading.missing.begin() + row * domains;
  return std::count(first, first + domains, 1);
}

}  // namespace regulon
