// The active-parameter fraction of a genome that reads tokens: a ledger per
// token, the mean over tokens and their union.
#ifndef REGULON_ENGINE_QUERY_TOKEN_ACCOUNT_H_
#define REGULON_ENGINE_QUERY_TOKEN_ACCOUNT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/query/ledger_report.h"
#include "engine/query/opening_tally.h"
#include "engine/transformer/transformer.h"

namespace regulon {

// Counts a reading of a whole sequence as one sample, its tokens as contexts,
// by what the router chose, dropped or not.
void CountOpenings(absl::Span<const int32_t> tokens, int padding,
                   const TokenReading& reading, OpeningTally& tally);

class TokenAccount {
 public:
  // The transformer must outlive it. Tokens that are `padding` (-1: none) are
  // left out.
  explicit TokenAccount(Transformer& transformer, int padding = -1);

  // Reads a sequence, the logits of every position included where the genome
  // has them. Its tokens are named NAME:POSITION0:ID. An error as of
  // Transformer::Read.
  absl::Status Add(const std::string& name, absl::Span<const int32_t> tokens,
                   TokenReading& reading);

  // Figures as Active gives them, with tokens for contexts, sequences for
  // samples, and FLOPs of the union alone; `corpus`: what to call it. Once,
  // after a sequence at least.
  std::vector<Figure> Finish(const std::string& corpus);

  const OpeningTally& openings() const { return openings_; }

 private:
  Transformer& transformer_;
  const int padding_;
  LedgerReport report_;
  Ledger all_;
  OpeningTally openings_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_TOKEN_ACCOUNT_H_
