// Why the genes of a context have the values that they have, for genomes of
// any kind: what made them what they are rather than what they are in a
// reference context, edge by edge, and what every regulator is worth there.
//
//   Context context(*genome, "treated"), reference(*genome, "nothing");
//   SmoothOptions options;
//   options.top = 10;
//   RETURN_IF_ERROR(ExplainSmooth(*cell, reference, context, genes, options,
//                                 [](const SmoothExplanation& why) { ... }));
#ifndef REGULON_ENGINE_EXPLAIN_SMOOTH_H_
#define REGULON_ENGINE_EXPLAIN_SMOOTH_H_

#include <functional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/explain/attribution.h"
#include "engine/explain/network.h"

namespace regulon {

struct SmoothOptions {
  int top = 0;      // edges of each gene, by attribution; 0: all
  int threads = 0;  // 0: one per core
  std::function<void(double)> on_progress;  // with the share done, 0..1
};

// Of one gene, in its unit. value - reference is the sum of all attributions,
// of `unlisted`, of the jumps' effects and of the residual.
struct SmoothExplanation {
  int gene;
  double value, reference;
  // From regulators that are present or differ from the reference, the largest
  // attribution first. occupancy: of the element by the regulator
  // (element_kind.h), NaN on other paths. knock_out: what Cell::Express answers
  // with the regulator silenced, minus what it answers with it; the same on all
  // paths.
  std::vector<NetworkEdge> edges;
  double unlisted = 0;  // attributions of edges beyond `top`
  std::vector<Jump> jumps;
  double residual;
  // Cell::Express's own answer of the context, in single precision.
  double answer;
};

// One for each of the genes, in the order asked. The reading is one: no
// products are fed back.
absl::StatusOr<std::vector<SmoothExplanation>> ExplainSmooth(
    Cell& cell, const Context& reference, const Context& context,
    absl::Span<const int> genes, const SmoothOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_SMOOTH_H_
