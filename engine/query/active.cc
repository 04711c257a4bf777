#include "engine/query/active.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/query/opening_tally.h"
#include "engine/status.h"

namespace regulon {
namespace {

// The expressed fraction: another, biological number.
void AddExpressed(const std::string& context, double expressed_at,
                  const Genome& genome, absl::Span<const float> expression,
                  LedgerReport& report) {
  std::vector<double> levels;
  double signal = 0;
  size_t expressed = 0;
  for (size_t g = 0; g < expression.size(); ++g) {
    const double level =
        std::max(0.0, genome.gene_units()[g].ToLinear(expression[g]));
    levels.push_back(level);
    signal += level;
    expressed += level >= expressed_at;
  }
  const auto genes = static_cast<double>(levels.size());
  report.Add(context, "all",
             absl::StrCat("expressed_fraction_at_", expressed_at),
             expressed / genes);
  std::sort(levels.begin(), levels.end(), std::greater<double>());
  for (const int percent : {50, 90}) {
    double sum = 0;
    size_t count = 0;
    while (count < levels.size() && sum < signal * percent / 100) {
      sum += levels[count++];
    }
    report.Add(context, "all",
               absl::StrCat("genes_with_", percent, "_percent_of_signal"),
               count / genes);
  }
}

void Join(const std::vector<uint8_t>& from, std::vector<uint8_t>& into) {
  for (size_t d = 0; d < into.size(); ++d) into[d] |= from[d];
}

void AddReading(const Answer& answer, bool keep_step, Ledger& ledger) {
  if (ledger.open.empty()) {
    ledger.reads = answer.reads;
    ledger.open = answer.open;
    ledger.missing = answer.missing;
  } else {
    ledger.reads.Add(answer.reads);
    Join(answer.open, ledger.open);
    Join(answer.missing, ledger.missing);
  }
  if (keep_step) ledger.steps.push_back(answer.reads);
  ledger.flops += answer.flops;
  ledger.flops_everything_open += answer.flops_everything_open;
}

}  // namespace

absl::StatusOr<std::vector<Figure>> Active(Cell& cell,
                                           absl::Span<const Context> contexts,
                                           const ActiveOptions& options) {
  std::vector<Ledger> ledgers(contexts.size());
  ExpressOptions express = options.express;
  const bool keep_steps = options.by_step && (express.steps > 1 ||
                                              express.update == Update::kAsync);
  express.on_reading = [&](int, int first, absl::Span<const Answer> answers) {
    for (size_t i = 0; i < answers.size(); ++i) {
      AddReading(answers[i], keep_steps, ledgers[first + i]);
    }
  };
  if (express.runs != 1) {
    return absl::InvalidArgumentError(
        "the ledger is of single runs; leave runs out");
  }
  LedgerReport report(cell.inventory(), cell.genome().manifest());
  Ledger all;
  // Also of what a specialized genome misses.
  OpeningTally openings(cell.genome().manifest().domains_size());
  const auto add = [&](int context, const Expressed& expressed) {
    Ledger ledger = std::move(ledgers[context]);
    ledgers[context] = Ledger();
    report.AddLedger(contexts[context].name(), ledger);
    AddExpressed(contexts[context].name(), options.expressed_at, cell.genome(),
                 expressed.expression, report);
    Answer reading;  // the context's own union, as one reading of the batch
    reading.reads = ledger.reads;
    reading.open = ledger.open;
    reading.missing = ledger.missing;
    reading.flops = ledger.flops;
    reading.flops_everything_open = ledger.flops_everything_open;
    AddReading(reading, false, all);
    std::vector<uint8_t>& asked = ledger.open;
    if (!ledger.missing.empty()) Join(ledger.missing, asked);
    openings.Add(asked);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(Express(cell, contexts, express, add));
  report.AddMean();
  report.AddLedger("(union)", all);
  report.AddLoad(options.corpus, openings);
  return report.Take();
}

}  // namespace regulon
