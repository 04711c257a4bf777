// Recovery of regulator -> target edges from expression, with the help of the
// edges that are known for other genes.
//
//   score = K / sd(K) + a A / sd(A) + b M / sd(M)
//
// K: likeness to the known targets (known_targets.h); A: ridge on activities
// inferred from them (activity.h); M: ridge on the regulators' own mRNA. The
// weights a, b and K's penalty are those that best find the known edges in
// inner folds (by average precision). Without known edges M alone is left.
#ifndef REGULON_ENGINE_NETWORK_RECOVER_H_
#define REGULON_ENGINE_NETWORK_RECOVER_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct RecoverOptions {
  // Which of K, A and M take part; at least one.
  bool known_targets = true, activities = true, mrna = true;
  double whitening = 0.5;     // power, of known_targets.h
  double activity_ridge = 1;  // of the inference, in targets
  double activity_penalty = 0.03, mrna_penalty = 0.1;  // of the regressions
  int inner_folds = 2;
  uint64_t seed = 1;
};

// What the inner folds chose.
struct RecoverChoice {
  double known_targets_penalty = 0;
  double known_targets = 0, activities = 0, mrna = 0;  // weights
  double area = 0;  // average precision in the inner folds
};

// Scores of all regulators for the genes of each fold, from the known edges to
// genes of the other folds alone: [regulators, genes of folds].
//
// data: levels and values on a logarithmic scale, nothing missing; genes: all,
// regulators that are genes included. known: without self-edges, as MatchEdges
// gives them. fold: [genes], -1: not scored, and its edges are not learned
// from. run: [genes] neighbours that inner folds keep together (folds.h), of
// which none is to lie in two folds. choices: one per fold, if asked for.
// InvalidArgument for sizes that do not fit, a missing value, or a run in two
// folds.
absl::StatusOr<EdgeScores> RecoverHeldOut(const Problem& data,
                                          absl::Span<const Edge> known,
                                          absl::Span<const int> fold,
                                          absl::Span<const int> run,
                                          const RecoverOptions& options,
                                          Workers& workers,
                                          std::vector<RecoverChoice>* choices);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_RECOVER_H_
