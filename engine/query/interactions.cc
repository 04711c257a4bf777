#include "engine/query/interactions.h"

#include <algorithm>
#include <cmath>

namespace regulon {

Interactions::Interactions(int singles,
                           absl::Span<const std::pair<int, int>> pairs,
                           absl::Span<const int> genes)
    : pairs_(pairs),
      genes_(genes),
      changes_(singles, std::vector<double>(genes.size())),
      sums_(pairs.size()) {
  for (size_t i = 0; i < pairs.size(); ++i) sums_[i].pair = static_cast<int>(i);
}

void Interactions::Add(
    const Effect& effect,
    absl::FunctionRef<void(int pair, const Interaction&)> each) {
  const auto singles = static_cast<int>(changes_.size());
  contexts_ += effect.perturbation == 0;
  const auto change = [&effect](int g) {
    return double{effect.after[g]} - effect.before[g];
  };
  if (effect.perturbation < singles) {
    std::vector<double>& changes = changes_[effect.perturbation];
    for (size_t i = 0; i < genes_.size(); ++i) changes[i] = change(genes_[i]);
    return;
  }
  const int pair = effect.perturbation - singles;
  InteractionRow& sum = sums_[pair];
  const auto [a, b] = pairs_[pair];
  for (size_t i = 0; i < genes_.size(); ++i) {
    const Interaction at = {genes_[i], changes_[a][i], changes_[b][i],
                            change(genes_[i])};
    sum.both += at.both * at.both;
    sum.additive += (at.a + at.b) * (at.a + at.b);
    sum.interaction += at.beyond() * at.beyond();
    if (sum.largest.gene < 0 ||
        std::abs(at.beyond()) > std::abs(sum.largest.beyond())) {
      sum.largest = at;
    }
    each(pair, at);
  }
}

std::vector<InteractionRow> Interactions::Ranked() const {
  std::vector<InteractionRow> rows = sums_;
  const double values =
      static_cast<double>(contexts_) * static_cast<double>(genes_.size());
  for (InteractionRow& row : rows) {
    for (double* squares : {&row.both, &row.additive, &row.interaction}) {
      *squares = values > 0 ? std::sqrt(*squares / values) : 0;
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const InteractionRow& a, const InteractionRow& b) {
                     return a.interaction > b.interaction;
                   });
  return rows;
}

}  // namespace regulon
