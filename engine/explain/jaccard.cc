#include "engine/explain/jaccard.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "engine/explain/edge_key.h"

namespace regulon {
namespace {

std::vector<EdgeKey> SortedKeys(absl::Span<const NetworkEdge> edges) {
  std::vector<EdgeKey> keys;
  keys.reserve(edges.size());
  for (const NetworkEdge& edge : edges) keys.push_back(KeyOf(edge));
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

double Jaccard(int64_t in_both, int64_t only_a, int64_t only_b) {
  const int64_t in_either = in_both + only_a + only_b;
  return in_either == 0
             ? 1
             : static_cast<double>(in_both) / static_cast<double>(in_either);
}

double JaccardOfEdges(absl::Span<const NetworkEdge> a,
                      absl::Span<const NetworkEdge> b) {
  const std::vector<EdgeKey> in_a = SortedKeys(a), in_b = SortedKeys(b);
  std::vector<EdgeKey> both;
  std::set_intersection(in_a.begin(), in_a.end(), in_b.begin(), in_b.end(),
                        std::back_inserter(both));
  const auto in_both = static_cast<int64_t>(both.size());
  return Jaccard(in_both, static_cast<int64_t>(a.size()) - in_both,
                 static_cast<int64_t>(b.size()) - in_both);
}

double JaccardOfOpen(absl::Span<const uint8_t> a, absl::Span<const uint8_t> b) {
  if (a.size() != b.size()) std::abort();
  int64_t in_both = 0, only_a = 0, only_b = 0;
  for (size_t d = 0; d < a.size(); ++d) {
    const bool in_a = a[d] != 0, in_b = b[d] != 0;
    in_both += in_a && in_b;
    only_a += in_a && !in_b;
    only_b += in_b && !in_a;
  }
  return Jaccard(in_both, only_a, only_b);
}

}  // namespace regulon
