#include "engine/query/screen.h"

#include <algorithm>
#include <cmath>

namespace regulon {

Screen::Screen(int perturbations, absl::Span<const int> genes)
    : genes_(genes), sums_(perturbations) {
  for (int p = 0; p < perturbations; ++p) sums_[p].perturbation = p;
}

void Screen::Add(const Effect& effect) {
  ScreenedEdits& sum = sums_[effect.perturbation];
  ++sum.contexts;
  bool changed = false;
  // Most edits of a large genome change nothing.
  const bool same = effect.after.data() == effect.before.data();
  const bool same_at_once =
      effect.direct_after.data() == effect.direct_before.data();
  for (const int g : genes_) {
    const double change = same ? 0 : double{effect.after[g]} - effect.before[g];
    if (!effect.others.empty()) {
      const double beyond = change - effect.others[g];
      sum.beyond_others += beyond * beyond;
    } else if (same && same_at_once) {
      break;
    }
    const double direct =
        same_at_once ? 0
                     : double{effect.direct_after[g]} - effect.direct_before[g];
    sum.rms += change * change;
    sum.direct_rms += direct * direct;
    changed |= change != 0;
    if (std::abs(change) > std::abs(sum.change)) {
      sum.change = change;
      sum.gene = g;
    }
  }
  sum.changed += changed;
  for (size_t d = 0; d < effect.open_before.size(); ++d) {
    const double by = double{effect.open_after[d]} - effect.open_before[d];
    (by > 0 ? sum.opened : sum.shut) += std::abs(by);
  }
}

std::vector<ScreenedEdits> Screen::Ranked() const {
  std::vector<ScreenedEdits> rows = sums_;
  for (ScreenedEdits& row : rows) {
    const auto contexts = static_cast<double>(row.contexts);
    const double values = contexts * static_cast<double>(genes_.size());
    for (double* squares : {&row.rms, &row.direct_rms, &row.beyond_others}) {
      *squares = values > 0 ? std::sqrt(*squares / values) : 0;
    }
    for (double* domains : {&row.opened, &row.shut}) {
      if (contexts > 0) *domains /= contexts;
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ScreenedEdits& a, const ScreenedEdits& b) {
                     return a.rms > b.rms;
                   });
  return rows;
}

}  // namespace regulon
