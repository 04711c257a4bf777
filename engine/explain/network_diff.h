// What two contexts' networks have apart and in common.
#ifndef REGULON_ENGINE_EXPLAIN_NETWORK_DIFF_H_
#define REGULON_ENGINE_EXPLAIN_NETWORK_DIFF_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/explain/network.h"

namespace regulon {

struct SharedEdge {
  NetworkEdge a, b;
  double difference;  // weight in b - weight in a
};

// Each by regulator, gene, path and element.
struct NetworkDiff {
  std::vector<NetworkEdge> only_a, only_b;
  std::vector<SharedEdge> both;
  double jaccard;  // of the sets of edges (engine/explain/jaccard.h)
};

// Edges in any order, each once in a network. The weight is a member of
// NetworkEdge: &NetworkEdge::attribution, for one.
NetworkDiff DiffNetworks(absl::Span<const NetworkEdge> a,
                         absl::Span<const NetworkEdge> b,
                         double NetworkEdge::*weight);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_NETWORK_DIFF_H_
