// Perturbations in pairs against the additive baseline: what a and b do
// together, less what each does alone.
//
//   interaction = change_ab - (change_a + change_b)
//
// in the units of the genes, context by context and gene by gene.
#ifndef REGULON_ENGINE_QUERY_INTERACTIONS_H_
#define REGULON_ENGINE_QUERY_INTERACTIONS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "engine/query/perturb.h"

namespace regulon {

// Of a gene in a context.
struct Interaction {
  int gene = -1;
  double a = 0, b = 0, both = 0;  // changes
  double beyond() const { return both - (a + b); }
};

// Over contexts and genes: roots of mean squares.
struct InteractionRow {
  int pair = 0;
  double both = 0, additive = 0, interaction = 0;
  Interaction largest;  // the gene farthest from additive in any context
};

class Interactions {
 public:
  // `singles` perturbations, then the pairs of them, of one Perturb. Genes:
  // indices; pairs and genes must outlive it.
  Interactions(int singles, absl::Span<const std::pair<int, int>> pairs,
               absl::Span<const int> genes);

  // In the order of Perturb. Calls `each` for the genes of a pair.
  void Add(const Effect& effect,
           absl::FunctionRef<void(int pair, const Interaction&)> each);
  // The largest interaction first, ties in the order of the pairs.
  std::vector<InteractionRow> Ranked() const;

 private:
  absl::Span<const std::pair<int, int>> pairs_;
  absl::Span<const int> genes_;
  int64_t contexts_ = 0;
  std::vector<std::vector<double>> changes_;  // [single][genes_]
  std::vector<InteractionRow> sums_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_INTERACTIONS_H_
