// How the change of a Boolean function between two states is shared out among
// the variables that changed: Shapley values, exactly.
//
//   phi_i = sum over S of players without i:
//           |S|! (m - |S| - 1)! / m! (v(S + i) - v(S))
//
// The m players are the variables that differ between the states; v(S) is f
// with those of S as in the second state, the others as in the first (Shapley
// 1953, Contributions to the Theory of Games II:307).
#ifndef REGULON_ENGINE_EXPLAIN_SHAPLEY_H_
#define REGULON_ENGINE_EXPLAIN_SHAPLEY_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/explain/fraction.h"
#include "engine/logic/diagram.h"

namespace regulon {

// [players]; they sum exactly to f(values) - f(reference). `values` and
// `reference` [variables of the diagrams] differ in the players, of all
// variables that f reads, and in no other of those.
//
// Sets are counted by size as paths through the diagram: some 2 m^2 additions
// a node.
std::vector<Fraction> ShapleyValues(const Diagrams& diagrams, Diagram f,
                                    const std::vector<bool>& values,
                                    const std::vector<bool>& reference,
                                    absl::Span<const int> players);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_SHAPLEY_H_
