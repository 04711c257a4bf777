// The flags that every question to a genome of tokens shares, and what they ask
// for.
#ifndef REGULON_ENGINE_CLI_TOKENS_TOKEN_FLAGS_H_
#define REGULON_ENGINE_CLI_TOKENS_TOKEN_FLAGS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/router_flags.h"
#include "engine/cli/tokens/token_lines.h"
#include "engine/genome/genome.h"
#include "engine/query/opening_tally.h"
#include "engine/transformer/transformer.h"

namespace CLI {
class App;
}

namespace regulon {

struct TokenFlags {
  std::string genome, tokens, tokens_file, save_usage, format = "table";
  RouterFlags router;
  int64_t padding = -1;
  int threads = 0;
  uint64_t memory_limit = 0;

  bool empty() const { return tokens.empty() && tokens_file.empty(); }
};

// GENOME, --format and how it runs.
void AddTokenGenomeFlags(CLI::App& verb, TokenFlags& flags);
// Where tokens come from, --padding and --save-usage.
void AddTokenFlags(CLI::App& verb, TokenFlags& flags);

// A genome of tokens, ready, and the counts of what it opened.
class TokenModel {
 public:
  // Reports that a genome is SYNTHETIC.
  static absl::StatusOr<TokenModel> Open(const TokenFlags& flags);

  const Genome& genome() const { return *genome_; }
  Transformer& transformer() const { return *transformer_; }
  Format format() const { return format_; }
  int padding() const { return padding_; }  // -1: none
  bool is_padding(int32_t token) const { return token == padding_; }
  // Whether tokens may be out of its repertoire.
  bool is_specialized() const {
    return genome_->manifest().specializations_size() > 0;
  }

  // Counts a reading of a whole sequence, but for its padding.
  void Count(absl::Span<const int32_t> tokens, const TokenReading& reading);
  // Saves the usage, if that was asked for, and says how many tokens were out
  // of the repertoire.
  absl::Status Finish(const TokenFlags& flags, TokenLines& lines) const;

 private:
  TokenModel(std::unique_ptr<const Genome> genome,
             std::unique_ptr<Transformer> transformer, Format format,
             int32_t padding);

  std::unique_ptr<const Genome> genome_;
  std::unique_ptr<Transformer> transformer_;
  Format format_;
  int32_t padding_;
  OpeningTally openings_;
  int64_t out_of_repertoire_ = 0;  // tokens
};

// UsageError unless the flags name one source.
absl::StatusOr<TokenLines> OpenTokens(const TokenFlags& flags,
                                      const Genome& genome);

// Dropped domains that token `row` would have opened, of a specialized genome.
int64_t CountMissing(const TokenReading& reading, int64_t row, int domains);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_TOKENS_TOKEN_FLAGS_H_
