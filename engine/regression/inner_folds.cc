#include "engine/regression/inner_folds.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/random.h"

namespace regulon {

std::vector<int> InnerFolds(absl::Span<const int> group, int folds,
                            uint64_t seed) {
  std::map<int, int> sizes;
  for (const int g : group) ++sizes[g];
  std::vector<std::pair<int, int>> order;  // size, group
  for (const auto& [g, size] : sizes) order.push_back({size, g});
  Random random(seed, 0);
  for (size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.Below(i)]);
  }
  std::stable_sort(
      order.begin(), order.end(),
      [](const auto& a, const auto& b) { return a.first > b.first; });

  std::vector<int> load(
      std::max(1, std::min(folds, static_cast<int>(order.size()))), 0);
  std::map<int, int> fold_of;
  for (const auto& [size, g] : order) {
    const int fold = std::min_element(load.begin(), load.end()) - load.begin();
    load[fold] += size;
    fold_of[g] = fold;
  }
  std::vector<int> fold;
  for (const int g : group) fold.push_back(fold_of[g]);
  return fold;
}

std::vector<std::vector<int>> SamplesByFold(absl::Span<const int> fold) {
  std::vector<std::vector<int>> samples;
  for (size_t i = 0; i < fold.size(); ++i) {
    if (fold[i] >= static_cast<int>(samples.size())) {
      samples.resize(fold[i] + 1);
    }
    samples[fold[i]].push_back(i);
  }
  return samples;
}

}  // namespace regulon
