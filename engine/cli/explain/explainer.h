// Contexts of one genome explained against one reference, whichever kind of
// explanation its genes take, with a bar for those who wait.
#ifndef REGULON_ENGINE_CLI_EXPLAIN_EXPLAINER_H_
#define REGULON_ENGINE_CLI_EXPLAIN_EXPLAINER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/explain/logical.h"
#include "engine/explain/network.h"
#include "engine/explain/smooth.h"

namespace regulon {

class Explainer {
 public:
  // Both must outlive it.
  Explainer(Cell& cell, const Context& reference, int threads);

  bool AreLogical(absl::Span<const int> genes) const;
  // Of genes that are.
  absl::StatusOr<LogicalExplanation> Logical(const Context& context,
                                             absl::Span<const int> genes);
  // `top`: edges of each gene; 0: all.
  absl::StatusOr<std::vector<SmoothExplanation>> Smooth(
      const Context& context, absl::Span<const int> genes, int top);
  // The edges of a context's network. What sits on the elements of a closed
  // domain makes none.
  absl::StatusOr<std::vector<NetworkEdge>> Network(const Context& context,
                                                   absl::Span<const int> genes,
                                                   int top);

 private:
  Cell& cell_;
  const Context& reference_;
  const int threads_;
  std::optional<LogicalExplainer> logical_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPLAIN_EXPLAINER_H_
