#include "engine/explain/network_diff.h"

#include <algorithm>
#include <cstdlib>

#include "engine/explain/edge_key.h"
#include "engine/explain/jaccard.h"

namespace regulon {
namespace {

std::vector<NetworkEdge> Sorted(absl::Span<const NetworkEdge> edges) {
  std::vector<NetworkEdge> sorted(edges.begin(), edges.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const NetworkEdge& x, const NetworkEdge& y) {
              return KeyOf(x) < KeyOf(y);
            });
  const auto twice =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const NetworkEdge& x, const NetworkEdge& y) {
                           return KeyOf(x) == KeyOf(y);
                         });
  if (twice != sorted.end()) std::abort();
  return sorted;
}

}  // namespace

NetworkDiff DiffNetworks(absl::Span<const NetworkEdge> a,
                         absl::Span<const NetworkEdge> b,
                         double NetworkEdge::*weight) {
  const std::vector<NetworkEdge> in_a = Sorted(a), in_b = Sorted(b);
  NetworkDiff diff;
  auto at = in_a.begin();
  for (const NetworkEdge& edge : in_b) {
    while (at != in_a.end() && KeyOf(*at) < KeyOf(edge)) {
      diff.only_a.push_back(*at++);
    }
    if (at != in_a.end() && KeyOf(*at) == KeyOf(edge)) {
      diff.both.push_back({*at, edge, edge.*weight - (*at).*weight});
      ++at;
    } else {
      diff.only_b.push_back(edge);
    }
  }
  diff.only_a.insert(diff.only_a.end(), at, in_a.end());
  diff.jaccard = Jaccard(static_cast<int64_t>(diff.both.size()),
                         static_cast<int64_t>(diff.only_a.size()),
                         static_cast<int64_t>(diff.only_b.size()));
  return diff;
}

}  // namespace regulon
