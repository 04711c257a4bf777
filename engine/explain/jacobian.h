// The operator that a context makes of its genome: which regulators sit where
// and which domains are open decide how every gene answers to every regulator.
//
//   J_gt = dy_g / d log a_t,   y(a exp(delta)) = y(a) + J delta + O(delta^2)
//
// In double precision, y in each gene's unit; 0 for a regulator that is absent.
// Which domains are open is held.
#ifndef REGULON_ENGINE_EXPLAIN_JACOBIAN_H_
#define REGULON_ENGINE_EXPLAIN_JACOBIAN_H_

#include <functional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/precise_cell.h"
#include "engine/context/context.h"

namespace regulon {

struct JacobianOptions {
  int threads = 0;                          // 0: one per core
  std::function<void(double)> on_progress;  // with the share done, 0..1
};

// Hands on a row [regulators] per gene, in the order asked.
absl::Status Jacobian(
    PreciseCell& cell, const Context& context, absl::Span<const int> genes,
    const JacobianOptions& options,
    absl::FunctionRef<absl::Status(int gene, absl::Span<const double> row)>
        deliver);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_JACOBIAN_H_
