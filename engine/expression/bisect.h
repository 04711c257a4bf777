// Points divided in two again and again, by 2-means.
#ifndef REGULON_ENGINE_EXPRESSION_BISECT_H_
#define REGULON_ENGINE_EXPRESSION_BISECT_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/workers.h"

namespace regulon {

// A range of an order of points that is to become `parts` of them, 1 <= parts
// <= end - begin.
struct Part {
  int64_t begin = 0, end = 0;
  int parts = 1;
};

// Divides each of `wholes`, disjoint ranges of `order`, into as many as it is
// to become, and permutes `order` within them. `points` is [n, dimensions],
// row-major. The answer, in the order of their ranges, is the same for any
// number of workers.
std::vector<Part> Bisect(absl::Span<const float> points, int dimensions,
                         std::vector<Part> wholes, absl::Span<int> order,
                         Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_BISECT_H_
