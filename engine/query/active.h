// The active-parameter fraction: every figure of a query's ledger, by name.
// docs/active-parameters.md defines each.
#ifndef REGULON_ENGINE_QUERY_ACTIVE_H_
#define REGULON_ENGINE_QUERY_ACTIVE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/query/express.h"
#include "engine/query/ledger_report.h"

namespace regulon {

struct ActiveOptions {
  ExpressOptions express;
  // A gene counts as expressed from this level on, linear, in its own unit.
  double expressed_at = 1;
  bool by_step = true;              // with steps, also the figures of each
  std::string corpus = "contexts";  // what to call the contexts as a corpus
};

// Context by context, then the mean over contexts and the union over the batch
// (what must be resident). With steps, a context's ledger is the union of its
// steps, and each step has its own scope unless by_step is off.
absl::StatusOr<std::vector<Figure>> Active(Cell& cell,
                                           absl::Span<const Context> contexts,
                                           const ActiveOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_ACTIVE_H_
