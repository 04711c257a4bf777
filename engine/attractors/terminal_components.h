// The terminal strongly connected components of a graph: those that no edge
// leaves (Tarjan 1972, SIAM J Comput 1:146, without recursion).
#ifndef REGULON_ENGINE_ATTRACTORS_TERMINAL_COMPONENTS_H_
#define REGULON_ENGINE_ATTRACTORS_TERMINAL_COMPONENTS_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

namespace regulon {

constexpr uint32_t kNoEdge = ~uint32_t{0};

// Gives the node at the other end of an edge of `node`: of the first where
// *cursor is 0, else of the one after that which set it; kNoEdge after the
// last.
using NextEdge = absl::FunctionRef<uint32_t(uint32_t node, uint32_t* cursor)>;

// The nodes of each, in no order, of a graph of nodes 0 .. nodes - 1.
std::vector<std::vector<uint32_t>> TerminalComponents(uint32_t nodes,
                                                      NextEdge next_edge);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_TERMINAL_COMPONENTS_H_
