#include "engine/expression/gene_subset.h"

#include <cstddef>
#include <string>

namespace regulon {
namespace {

// What is kept of every row of keep.size() items, moved to the front.
template <typename T>
void Compact(const std::vector<bool>& keep, std::vector<T>& items) {
  size_t to = 0;
  for (size_t row = 0; row + keep.size() <= items.size(); row += keep.size()) {
    for (size_t i = 0; i < keep.size(); ++i) {
      if (!keep[i]) continue;
      if (to != row + i) items[to] = std::move(items[row + i]);
      ++to;
    }
  }
  items.resize(to);
}

}  // namespace

void KeepGenes(const std::vector<bool>& keep, Expression& expression) {
  if (keep.empty()) return;
  Compact(keep, expression.values);
  Compact(keep, expression.genes);
  Compact(keep, expression.symbols);
}

}  // namespace regulon
