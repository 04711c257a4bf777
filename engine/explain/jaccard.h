// How alike two sets are: what is in both, of what is in either (Jaccard 1912,
// New Phytol. 11:37). 1 where both are empty.
#ifndef REGULON_ENGINE_EXPLAIN_JACCARD_H_
#define REGULON_ENGINE_EXPLAIN_JACCARD_H_

#include <cstdint>

#include "absl/types/span.h"
#include "engine/explain/network.h"

namespace regulon {

// From counts.
double Jaccard(int64_t in_both, int64_t only_a, int64_t only_b);

// Sets of edges, whatever their weights: an edge is the same in both if
// regulator, gene, path and element are. An edge stands once in each.
double JaccardOfEdges(absl::Span<const NetworkEdge> a,
                      absl::Span<const NetworkEdge> b);

// [domains] 1 where open, as Answer::open; of one size.
double JaccardOfOpen(absl::Span<const uint8_t> a, absl::Span<const uint8_t> b);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_JACCARD_H_
