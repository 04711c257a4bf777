// The figures of ledgers, by name. docs/active-parameters.md defines each.
//
//   LedgerReport report(cell.inventory(), cell.genome().manifest());
//   report.AddLedger("induced", ledger);
//   report.AddMean();
//   report.Take();
#ifndef REGULON_ENGINE_QUERY_LEDGER_REPORT_H_
#define REGULON_ENGINE_QUERY_LEDGER_REPORT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/ledger/inventory.h"
#include "engine/query/opening_tally.h"
#include "proto/genome.pb.h"

namespace regulon {

struct Figure {
  std::string context;  // a context's name, "(mean)" or "(union)"
  std::string scope;    // "all", "stage:bind", "layer:0", "step:1", "domain:D"
  std::string figure;   // "total_fraction"
  double value = 0;
};

// What one context, or all of them, read.
struct Ledger {
  ReadSet reads;
  std::vector<ReadSet> steps;
  std::vector<uint8_t> open, missing;  // in any step
  // -1: not known, and left out.
  int64_t flops = 0, flops_everything_open = 0;
};

class LedgerReport {
 public:
  // Both must outlive it.
  LedgerReport(const Inventory& inventory, const proto::Manifest& manifest)
      : inventory_(inventory), manifest_(manifest) {}

  void Add(const std::string& context, const std::string& scope,
           const std::string& figure, double value);
  void AddLedger(const std::string& context, const Ledger& ledger);
  // How evenly the routed domains were used.
  void AddLoad(const std::string& corpus, const OpeningTally& openings);
  // The mean over the contexts that have a figure: of a step, over those that
  // took it.
  void AddMean();

  std::vector<Figure> Take() { return std::move(figures_); }

 private:
  void AddShares(const std::string& context, const std::string& scope,
                 const Account& account, int layer, int stage);
  void AddBytes(const std::string& context, const std::string& scope,
                const Account& account);

  const Inventory& inventory_;
  const proto::Manifest& manifest_;
  std::vector<Figure> figures_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_LEDGER_REPORT_H_
