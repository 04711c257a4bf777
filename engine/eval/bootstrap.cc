#include "engine/eval/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/random.h"

namespace regulon {
namespace {

double Rmse(const GroupSquares& sum) {
  return sum.values > 0 ? std::sqrt(sum.squares / sum.values) : 0;
}

void Add(const GroupSquares& sum, GroupSquares& to) {
  to.squares += sum.squares;
  to.values += sum.values;
}

// Of ascending values, between two by their distance.
double Quantile(const std::vector<double>& sorted, double q) {
  const double place = q * (sorted.size() - 1);
  const size_t below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

}  // namespace

Comparison ComparePaired(absl::Span<const GroupSquares> a,
                         absl::Span<const GroupSquares> b,
                         const BootstrapOptions& options) {
  std::vector<size_t> groups;
  GroupSquares all_a, all_b;
  for (size_t g = 0; g < a.size(); ++g) {
    if (a[g].values == 0) continue;
    groups.push_back(g);
    Add(a[g], all_a);
    Add(b[g], all_b);
  }
  Comparison comparison;
  comparison.groups = groups.size();
  comparison.difference = Rmse(all_a) - Rmse(all_b);
  if (groups.empty() || options.resamples <= 0) return comparison;

  Random random(options.seed, 0);
  std::vector<double> differences;
  double better = 0;
  for (int r = 0; r < options.resamples; ++r) {
    GroupSquares of_a, of_b;
    for (size_t draw = 0; draw < groups.size(); ++draw) {
      const size_t g = groups[random.Below(groups.size())];
      Add(a[g], of_a);
      Add(b[g], of_b);
    }
    differences.push_back(Rmse(of_a) - Rmse(of_b));
    if (differences.back() < 0) better += 1;
    if (differences.back() == 0) better += 0.5;
  }
  std::sort(differences.begin(), differences.end());
  comparison.low = Quantile(differences, 0.025);
  comparison.high = Quantile(differences, 0.975);
  comparison.better_share = better / options.resamples;
  return comparison;
}

Comparison BootstrapRmse(absl::Span<const GroupSquares> a,
                         const BootstrapOptions& options) {
  std::vector<GroupSquares> nothing(a.begin(), a.end());
  for (GroupSquares& sum : nothing) sum.squares = 0;
  return ComparePaired(a, nothing, options);
}

GroupResamples::GroupResamples(absl::Span<const int64_t> samples,
                               const BootstrapOptions& options) {
  Random random(options.seed, 0);
  const auto groups = static_cast<uint32_t>(samples.size());
  for (int r = 0; r < options.resamples; ++r) {
    double drawn = 0;
    for (uint32_t i = 0; i < groups; ++i) {
      draws_.push_back(random.Below(groups));
      drawn += static_cast<double>(samples[draws_.back()]);
    }
    samples_.push_back(drawn);
  }
}

GroupResamples::Interval GroupResamples::MeanOf(
    absl::Span<const double> sums) const {
  std::vector<double> means;
  for (size_t r = 0; r < samples_.size(); ++r) {
    double sum = 0;
    for (size_t i = 0; i < sums.size(); ++i) {
      sum += sums[draws_[r * sums.size() + i]];
    }
    means.push_back(sum / samples_[r]);
  }
  if (means.empty()) return {};
  std::sort(means.begin(), means.end());
  return {Quantile(means, 0.025), Quantile(means, 0.975)};
}

}  // namespace regulon
