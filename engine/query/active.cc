#include "engine/query/active.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/query/opening_tally.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr const char* kStageNames[kStages] = {
    "sense",     "bind",    "open",   "transcribe", "simulate",
    "cooperate", "develop", "attend", "predict"};

// What one context, or all of them, read.
struct Ledger {
  ReadSet reads;
  std::vector<ReadSet> steps;
  std::vector<uint8_t> open, missing;  // in any step
  int64_t flops = 0, flops_everything_open = 0;
};

class Report {
 public:
  Report(const Cell& cell, double expressed_at)
      : inventory_(cell.inventory()),
        genome_(cell.genome()),
        expressed_at_(expressed_at) {}

  void Add(const std::string& context, const std::string& scope,
           const std::string& figure, double value) {
    figures_.push_back({context, scope, figure, value});
  }

  void AddLedger(const std::string& context, const Ledger& ledger) {
    const Account account = inventory_.Measure(ledger.reads);
    AddShares(context, "all", account, -1, -1);
    AddBytes(context, "all", account);
    Add(context, "all", "flops", ledger.flops);
    Add(context, "all", "flops_ratio",
        ledger.flops_everything_open == 0
            ? 1
            : static_cast<double>(ledger.flops) / ledger.flops_everything_open);
    const auto open = std::count(ledger.open.begin(), ledger.open.end(), 1);
    Add(context, "all", "domains_open", open);
    Add(context, "all", "domains", ledger.open.size());
    if (!ledger.missing.empty()) {
      Add(context, "all", "domains_missing",
          std::count(ledger.missing.begin(), ledger.missing.end(), 1));
    }
    for (int stage = 0; stage < kStages; ++stage) {
      const bool optional = stage >= static_cast<int>(Stage::kSimulate);
      if (optional && account.Sum(-1, stage).all == 0) continue;
      AddShares(context, absl::StrCat("stage:", kStageNames[stage]), account,
                -1, stage);
    }
    for (int layer = 0; layer < inventory_.layers(); ++layer) {
      AddShares(context, absl::StrCat("layer:", layer), account, layer, -1);
    }
    for (size_t step = 0; step < ledger.steps.size(); ++step) {
      const std::string scope = absl::StrCat("step:", step + 1);
      const Account of_step = inventory_.Measure(ledger.steps[step]);
      AddShares(context, scope, of_step, -1, -1);
      AddBytes(context, scope, of_step);
    }
  }

  // The expressed fraction: another, biological number.
  void AddExpressed(const std::string& context,
                    absl::Span<const float> expression) {
    std::vector<double> levels;
    double signal = 0;
    size_t expressed = 0;
    for (size_t g = 0; g < expression.size(); ++g) {
      const double level =
          std::max(0.0, genome_.gene_units()[g].ToLinear(expression[g]));
      levels.push_back(level);
      signal += level;
      expressed += level >= expressed_at_;
    }
    const auto genes = static_cast<double>(levels.size());
    Add(context, "all", absl::StrCat("expressed_fraction_at_", expressed_at_),
        expressed / genes);
    std::sort(levels.begin(), levels.end(), std::greater<double>());
    for (const int percent : {50, 90}) {
      double sum = 0;
      size_t count = 0;
      while (count < levels.size() && sum < signal * percent / 100) {
        sum += levels[count++];
      }
      Add(context, "all",
          absl::StrCat("genes_with_", percent, "_percent_of_signal"),
          count / genes);
    }
  }

  // How evenly the routed domains were used.
  void AddLoad(const std::string& corpus, const OpeningTally& openings) {
    const proto::Manifest& manifest = genome_.manifest();
    std::vector<double> loads;
    for (int d = 0; d < manifest.domains_size(); ++d) {
      Add("(union)", absl::StrCat("domain:", manifest.domains(d).id()), "load",
          openings.share(d));
      if (!manifest.domains(d).routed()) continue;
      loads.push_back(static_cast<double>(openings.openings(d)));
    }
    const std::string scope = absl::StrCat("corpus:", corpus);
    Add("(union)", scope, "contexts", openings.contexts());
    Add("(union)", "all", "routed_domains", loads.size());
    if (loads.empty()) return;
    double sum = 0, largest = 0, entropy = 0, unopened = 0;
    for (const double load : loads) {
      sum += load;
      largest = std::max(largest, load);
      unopened += load == 0;
    }
    for (const double load : loads) {
      if (load > 0) entropy -= load / sum * std::log(load / sum);
    }
    const auto domains = static_cast<double>(loads.size());
    if (sum > 0 && domains > 1) {
      Add("(union)", "all", "load_entropy_over_log_domains",
          entropy / std::log(domains));
    }
    if (sum > 0) {
      Add("(union)", "all", "load_max_over_mean", largest / (sum / domains));
    }
    Add("(union)", scope, "unopened_domains", unopened);
    // Were the contexts independent samples.
    Add("(union)", scope, "unopened_bound",
        OpeningBound(0, openings.samples(),
                     static_cast<int64_t>(loads.size())));
  }

  // The mean over the contexts that have a figure: of a step, over those that
  // took it.
  void AddMean() {
    struct Sum {
      double values = 0, contexts = 0;
    };
    std::vector<std::pair<std::string, std::string>> order;
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const Figure& figure : figures_) {
      const std::pair<std::string, std::string> key(figure.scope,
                                                    figure.figure);
      if (sums.find(key) == sums.end()) order.push_back(key);
      sums[key].values += figure.value;
      ++sums[key].contexts;
    }
    for (const auto& key : order) {
      Add("(mean)", key.first, key.second,
          sums[key].values / sums[key].contexts);
    }
  }

  std::vector<Figure> Take() { return std::move(figures_); }

 private:
  void AddShares(const std::string& context, const std::string& scope,
                 const Account& account, int layer, int stage) {
    const std::pair<const char*, int> kinds[] = {
        {"total", -1},
        {"dense", static_cast<int>(Role::kDense)},
        {"router", static_cast<int>(Role::kRouter)},
        {"expert", static_cast<int>(Role::kExpert)}};
    for (const auto& [name, role] : kinds) {
      const Count count = account.Sum(layer, stage, role);
      Add(context, scope, absl::StrCat(name, "_active"), count.active);
      Add(context, scope, absl::StrCat(name, "_parameters"), count.all);
      Add(context, scope, absl::StrCat(name, "_fraction"), count.fraction());
    }
  }

  void AddBytes(const std::string& context, const std::string& scope,
                const Account& account) {
    Add(context, scope, "bytes_read", account.bytes_read);
    Add(context, scope, "bytes_paged", account.bytes_paged);
  }

  const Inventory& inventory_;
  const Genome& genome_;
  const double expressed_at_;
  std::vector<Figure> figures_;
};

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
  Report report(cell, options.expressed_at);
  Ledger all;
  // Also of what a specialized genome misses.
  OpeningTally openings(cell.genome().manifest().domains_size());
  const auto add = [&](int context, const Expressed& expressed) {
    Ledger ledger = std::move(ledgers[context]);
    ledgers[context] = Ledger();
    report.AddLedger(contexts[context].name(), ledger);
    report.AddExpressed(contexts[context].name(), expressed.expression);
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
