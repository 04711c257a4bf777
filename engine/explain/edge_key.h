// What makes two edges of two networks the same one.
#ifndef REGULON_ENGINE_EXPLAIN_EDGE_KEY_H_
#define REGULON_ENGINE_EXPLAIN_EDGE_KEY_H_

#include <tuple>

#include "engine/explain/network.h"

namespace regulon {

using EdgeKey = std::tuple<int, int, NetworkEdge::Path, int>;

inline EdgeKey KeyOf(const NetworkEdge& edge) {
  return {edge.regulator, edge.gene, edge.path, edge.element};
}

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_EDGE_KEY_H_
