// Why a Boolean function has the value that it has: a prime implicant.
#ifndef REGULON_ENGINE_EXPLAIN_IMPLICANT_H_
#define REGULON_ENGINE_EXPLAIN_IMPLICANT_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/logic/diagram.h"

namespace regulon {

// Where finding a shortest implicant takes more nodes of diagrams than this.
constexpr int64_t kMostImplicantNodes = 100'000;

struct Implicant {
  std::vector<int> variables;  // in the order asked
  bool shortest = false;       // no implicant of these values has fewer
};

// Variables whose values alone fix the value of f, none of which can be left
// out: with them as they are, f keeps its value whatever the others are (a
// prime implicant of f, or of its negation where f is false).
//
// `values` [variables of the diagrams], and `order`: all variables that f
// reads. Shortest where that takes no more than `most_nodes` nodes, and of the
// shortest the one that leaves out the first variable of the order if any does,
// then the second, and so on. Else the one that is left when, in that order,
// each variable is left out that can be. Thread-safe.
Implicant SatisfiedImplicant(const Diagrams& diagrams, Diagram f,
                             const std::vector<bool>& values,
                             absl::Span<const int> order,
                             int64_t most_nodes = kMostImplicantNodes);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_IMPLICANT_H_
