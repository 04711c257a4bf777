#include "engine/context/interval_index.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace regulon {

void IntervalIndex::Add(int64_t start0, int64_t end0, int id) {
  nodes_.push_back({start0, end0, end0, id});
}

void IntervalIndex::Build() {
  std::sort(nodes_.begin(), nodes_.end(), [](const Node& a, const Node& b) {
    return std::tie(a.start0, a.id) < std::tie(b.start0, b.id);
  });
  SetLastEnd(0, static_cast<int64_t>(nodes_.size()));
}

int64_t IntervalIndex::SetLastEnd(int64_t begin, int64_t end) {
  if (begin == end) return std::numeric_limits<int64_t>::min();
  const int64_t middle = begin + (end - begin) / 2;
  Node& node = nodes_[middle];
  node.last_end0 = std::max(
      {node.end0, SetLastEnd(begin, middle), SetLastEnd(middle + 1, end)});
  return node.last_end0;
}

void IntervalIndex::Visit(int64_t begin, int64_t end, int64_t start0,
                          int64_t end0,
                          absl::FunctionRef<void(int)> each) const {
  if (begin == end) return;
  const int64_t middle = begin + (end - begin) / 2;
  const Node& node = nodes_[middle];
  if (node.last_end0 <= start0) return;
  Visit(begin, middle, start0, end0, each);
  if (node.start0 >= end0) return;
  if (node.end0 > start0) each(node.id);
  Visit(middle + 1, end, start0, end0, each);
}

void IntervalIndex::ForEachOver(int64_t start0, int64_t end0,
                                absl::FunctionRef<void(int)> each) const {
  Visit(0, static_cast<int64_t>(nodes_.size()), start0, end0, each);
}

}  // namespace regulon
