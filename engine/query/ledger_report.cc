#include "engine/query/ledger_report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

constexpr const char* kStageNames[kStages] = {
    "sense",     "bind",    "open",   "transcribe", "simulate",
    "cooperate", "develop", "attend", "predict"};

}  // namespace

void LedgerReport::Add(const std::string& context, const std::string& scope,
                       const std::string& figure, double value) {
  figures_.push_back({context, scope, figure, value});
}

void LedgerReport::AddLedger(const std::string& context, const Ledger& ledger) {
  const Account account = inventory_.Measure(ledger.reads);
  AddShares(context, "all", account, -1, -1);
  AddBytes(context, "all", account);
  if (ledger.flops >= 0) Add(context, "all", "flops", ledger.flops);
  if (ledger.flops_everything_open >= 0) {
    Add(context, "all", "flops_ratio",
        ledger.flops_everything_open == 0
            ? 1
            : static_cast<double>(ledger.flops) / ledger.flops_everything_open);
  }
  const auto open = std::count(ledger.open.begin(), ledger.open.end(), 1);
  Add(context, "all", "domains_open", open);
  Add(context, "all", "domains", ledger.open.size());
  if (!ledger.missing.empty()) {
    Add(context, "all", "domains_missing",
        std::count(ledger.missing.begin(), ledger.missing.end(), 1));
  }
  for (int stage = 0; stage < kStages; ++stage) {
    const bool optional = stage >= static_cast<int>(Stage::kSimulate) ||
                          manifest_.has_transformer();
    if (optional && account.Sum(-1, stage).all == 0) continue;
    AddShares(context, absl::StrCat("stage:", kStageNames[stage]), account, -1,
              stage);
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

void LedgerReport::AddLoad(const std::string& corpus,
                           const OpeningTally& openings) {
  std::vector<double> loads;
  for (int d = 0; d < manifest_.domains_size(); ++d) {
    Add("(union)", absl::StrCat("domain:", manifest_.domains(d).id()), "load",
        openings.share(d));
    if (!manifest_.domains(d).routed()) continue;
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
      OpeningBound(0, openings.samples(), static_cast<int64_t>(loads.size())));
}

void LedgerReport::AddMean() {
  struct Sum {
    double values = 0, contexts = 0;
  };
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, Sum> sums;
  for (const Figure& figure : figures_) {
    const std::pair<std::string, std::string> key(figure.scope, figure.figure);
    if (sums.find(key) == sums.end()) order.push_back(key);
    sums[key].values += figure.value;
    ++sums[key].contexts;
  }
  for (const auto& key : order) {
    Add("(mean)", key.first, key.second, sums[key].values / sums[key].contexts);
  }
}

void LedgerReport::AddShares(const std::string& context,
                             const std::string& scope, const Account& account,
                             int layer, int stage) {
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

void LedgerReport::AddBytes(const std::string& context,
                            const std::string& scope, const Account& account) {
  Add(context, scope, "bytes_read", account.bytes_read);
  Add(context, scope, "bytes_paged", account.bytes_paged);
}

}  // namespace regulon
