// What a genome makes of sequences of tokens, as rows: hidden states or logits.
#ifndef REGULON_ENGINE_CLI_TOKENS_EMBEDDER_H_
#define REGULON_ENGINE_CLI_TOKENS_EMBEDDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/tokens/token_flags.h"
#include "engine/cli/tokens/token_lines.h"
#include "engine/transformer/transformer.h"

namespace regulon {

struct EmbedView {
  int layer = -1;      // blocks that were run; -1: all, and the final norm
  bool mean = false;   // over the tokens of a sequence, one row each
  std::string logits;  // of the "last" token or "all"; "": hidden states
  int top = 0;         // the most likely tokens alone; 0: all logits
};

// One row per token, without padding. For eyes a few columns of many, which it
// says, or the ten most likely tokens.
class TokenEmbedder {
 public:
  // The model must outlive it. UsageError for a view that asks for two things;
  // InvalidArgument for a layer that the genome has not.
  static absl::StatusOr<TokenEmbedder> Create(TokenModel& model,
                                              const EmbedView& view);

  // Errors name the sequence.
  absl::Status Add(const NamedTokens& sequence);
  absl::Status Finish() { return table_->Finish(); }

 private:
  TokenEmbedder(TokenModel& model, const EmbedView& view)
      : model_(model), view_(view) {}
  void MakeTable();
  absl::Status Read(const NamedTokens& sequence);
  void AddValues(std::vector<Value> row, absl::Span<const float> values);
  void AddMean(const NamedTokens& sequence);
  absl::Status AddLogits(const NamedTokens& sequence, int64_t position);
  // The columns that every row of a token begins with.
  std::vector<Value> Heading(const NamedTokens& sequence,
                             int64_t position) const;

  TokenModel& model_;
  EmbedView view_;
  int64_t columns_ = 0;  // of values, that are shown
  std::unique_ptr<TableWriter> table_;
  TokenReading reading_;
  std::vector<std::vector<float>> layers_;
  std::vector<float> logits_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_TOKENS_EMBEDDER_H_
