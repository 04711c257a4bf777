// A domain's autonomy: how much its expert is about to add, read from the
// leading directions of what it added to the training samples, so that a router
// knows the size of an answer without reading the expert.
#ifndef REGULON_ENGINE_FIT_AUTONOMY_FIT_H_
#define REGULON_ENGINE_FIT_AUTONOMY_FIT_H_

#include <vector>

#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// The genes of each domain, ascending.
using GenesOfDomains = std::vector<std::vector<int>>;

// contribution [n, G] of the experts to the training samples -> a matrix
// [G, D * rank] that is zero but for the rows of a domain's genes in its own
// columns, given as those blocks [genes of d, rank]: the leading right singular
// vectors of the domain's part, divided by the square root of its size, so that
// ||contribution_d block||^2 is the mean square that the domain adds to a gene.
std::vector<FloatRows> AutonomyDirections(const FloatRows& contribution,
                                          const GenesOfDomains& domains,
                                          int rank, Workers& workers);

// values [rows, G] -> [rows, D * rank]: each domain's columns times its block.
FloatRows OntoDirections(const FloatRows& values, const GenesOfDomains& domains,
                         const std::vector<FloatRows>& directions,
                         Workers& workers);

// projected [rows, D * rank] -> scores [rows, D]: sums of squares.
FloatRows AutonomyScores(const FloatRows& projected, int domains);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_AUTONOMY_FIT_H_
