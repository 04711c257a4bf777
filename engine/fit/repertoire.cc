#include "engine/fit/repertoire.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace regulon {
namespace {

constexpr double kNear = 0.99;  // of the samples

}  // namespace

double RepertoireDistance(const FloatRows& x, absl::Span<const int> group) {
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    double least = std::numeric_limits<double>::infinity();
    for (Eigen::Index j = 0; j < x.rows(); ++j) {
      if (group[i] == group[j]) continue;
      least = std::min(least, double{(x.row(i) - x.row(j)).squaredNorm()});
    }
    nearest.push_back(least);
  }
  std::sort(nearest.begin(), nearest.end());
  return nearest[static_cast<size_t>(
      std::ceil(kNear * static_cast<double>(nearest.size())) - 1)];
}

}  // namespace regulon
