#include "engine/query/token_account.h"

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

void Join(absl::Span<const uint8_t> from, std::vector<uint8_t>& into) {
  into.resize(from.size());
  for (size_t d = 0; d < from.size(); ++d) into[d] |= from[d];
}

// The row of a token; empty where there are none.
absl::Span<const uint8_t> RowOf(const std::vector<uint8_t>& rows, size_t token,
                                size_t domains) {
  return rows.empty()
             ? absl::Span<const uint8_t>()
             : absl::MakeConstSpan(rows).subspan(token * domains, domains);
}

}  // namespace

void CountOpenings(absl::Span<const int32_t> tokens, int padding,
                   const TokenReading& reading, OpeningTally& tally) {
  const auto domains = static_cast<size_t>(tally.domains());
  std::vector<int64_t> openings(domains), any(domains);
  int64_t counted = 0;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == padding) continue;
    ++counted;
    const absl::Span<const uint8_t> open = RowOf(reading.open, i, domains);
    const absl::Span<const uint8_t> missing =
        RowOf(reading.missing, i, domains);
    for (size_t d = 0; d < domains; ++d) {
      openings[d] += open[d] != 0 || (!missing.empty() && missing[d] != 0);
    }
  }
  if (counted == 0) return;
  for (size_t d = 0; d < domains; ++d) any[d] = openings[d] > 0;
  tally.AddCounts(counted, 1, openings, any);
}

TokenAccount::TokenAccount(Transformer& transformer, int padding)
    : transformer_(transformer),
      padding_(padding),
      report_(transformer.inventory(), transformer.genome().manifest()),
      openings_(transformer.genome().manifest().domains_size()) {
  all_.reads =
      ReadSet(static_cast<int>(transformer.inventory().units().size()));
  all_.flops_everything_open = -1;
}

absl::Status TokenAccount::Add(const std::string& name,
                               absl::Span<const int32_t> tokens,
                               TokenReading& reading) {
  ASSIGN_OR_RETURN(Sequence sequence, transformer_.NewSequence(tokens.size()));
  RETURN_IF_ERROR(transformer_.Read(tokens, sequence, reading));
  const bool predicts = transformer_.predicts();
  const auto domains = static_cast<size_t>(openings_.domains());
  Ledger ledger;
  ledger.flops = ledger.flops_everything_open = -1;
  ledger.reads = all_.reads;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == padding_) continue;
    const absl::Span<const uint8_t> open = RowOf(reading.open, i, domains);
    const absl::Span<const uint8_t> missing =
        RowOf(reading.missing, i, domains);
    ledger.open.assign(open.begin(), open.end());
    ledger.missing.assign(missing.begin(), missing.end());
    ledger.reads.Clear();
    transformer_.Mark(tokens[i], static_cast<int64_t>(i), open, predicts,
                      ledger.reads);
    report_.AddLedger(absl::StrCat(name, ":", i, ":", tokens[i]), ledger);
    all_.reads.Add(ledger.reads);
    Join(open, all_.open);
    Join(missing, all_.missing);
  }
  all_.flops += reading.flops;
  if (predicts) {
    all_.flops +=
        static_cast<int64_t>(tokens.size()) * transformer_.predict_flops();
  }
  CountOpenings(tokens, padding_, reading, openings_);
  return absl::OkStatus();
}

std::vector<Figure> TokenAccount::Finish(const std::string& corpus) {
  report_.AddMean();
  report_.AddLedger("(union)", all_);
  report_.AddLoad(corpus, openings_);
  return report_.Take();
}

}  // namespace regulon
