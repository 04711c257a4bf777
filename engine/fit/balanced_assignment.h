// Items to clusters of bounded size, each as near as the bounds allow.
#ifndef REGULON_ENGINE_FIT_BALANCED_ASSIGNMENT_H_
#define REGULON_ENGINE_FIT_BALANCED_ASSIGNMENT_H_

#include <vector>

#include "engine/regression/problem.h"

namespace regulon {

// cost: [items, clusters] -> the cluster of each item, none with fewer than
// `least` or more than `most` items; least * clusters <= items <= most *
// clusters. The item that would lose most by its second choice chooses first
// (ties: the lowest index, of items and of clusters); then single items move
// while that lowers the sum of costs and keeps the bounds. Greedy: near the
// smallest sum, not at it.
std::vector<int> BalancedAssignment(const FloatRows& cost, int least, int most);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_BALANCED_ASSIGNMENT_H_
