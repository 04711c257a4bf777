// Edges of a regulatory network, regulator -> target, and scores of all pairs.
#ifndef REGULON_ENGINE_EXPRESSION_MATCHED_EDGES_H_
#define REGULON_ENGINE_EXPRESSION_MATCHED_EDGES_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/expression/lists.h"

namespace regulon {

// Between things that a table numbers.
struct Edge {
  int regulator = 0, target = 0;
  double weight = 1;
  int sign = 0;  // 1 activates, -1 represses, 0 not known
};

// How strongly each pair is believed to be an edge; the higher, the more. A
// regulator's score for itself means nothing.
struct EdgeScores {
  std::vector<std::string> regulators, targets;
  Eigen::MatrixXd score;  // [regulators, targets]
};

// The edges between names that both lists have, each pair once (the first
// counts), without self-edges and those of weight 0; ordered by target, then
// regulator.
std::vector<Edge> MatchEdges(absl::Span<const NamedEdge> edges,
                             absl::Span<const std::string> regulators,
                             absl::Span<const std::string> targets);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_MATCHED_EDGES_H_
