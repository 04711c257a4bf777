// Orders of variables for decision diagrams.
#ifndef REGULON_ENGINE_LOGIC_VARIABLE_ORDER_H_
#define REGULON_ENGINE_LOGIC_VARIABLE_ORDER_H_

#include <vector>

#include "engine/logic/circuit.h"

namespace regulon {

// Variables that are in a group together stand close (FORCE; Aloul, Markov and
// Sakallah 2003, GLSVLSI 13:116): the best order that was seen on the way, by
// the sum of the spans of the groups. order[level] = variable.
std::vector<int> SpanOrder(int variables,
                           const std::vector<std::vector<int>>& groups);

// The variables that the function reads, as they are met from its output on.
std::vector<int> DepthFirstOrder(const Circuit& circuit, Literal function);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_VARIABLE_ORDER_H_
