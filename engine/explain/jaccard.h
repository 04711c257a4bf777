// How alike two sets are: what is in both, of what is in either (Jaccard 1912,
// New Phytol. 11:37). 1 where both are empty.
#ifndef REGULON_ENGINE_EXPLAIN_JACCARD_H_
#define REGULON_ENGINE_EXPLAIN_JACCARD_H_

#include <cstdint>

namespace regulon {

double Jaccard(int64_t in_both, int64_t only_a, int64_t only_b);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_JACCARD_H_
