#include "engine/eval/conformal.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <vector>

namespace regulon {
namespace {

// Of all genes' mean square, added to a gene's own: one that hardly moved in
// training may yet move.
constexpr double kLeast = 0.01;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Floats at or above 0 are in the order of their bits.
float FloatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

uint32_t BitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace

ConformalScale Calibrate(const FloatRows& residuals,
                         absl::Span<const int> group, double level,
                         Workers& workers) {
  const int n = residuals.rows(), genes = residuals.cols();
  ConformalScale scale;
  scale.half_width = Eigen::RowVectorXf::Zero(genes);
  std::vector<int64_t> of_gene(genes, 0);
  std::vector<double> squares(genes, 0);
  for (int i = 0; i < n; ++i) {
    for (int g = 0; g < genes; ++g) {
      const double r = residuals(i, g);
      if (std::isnan(r)) continue;
      squares[g] += r * r;
      ++of_gene[g];
    }
  }
  double all_squares = 0, all_values = 0;
  for (int g = 0; g < genes; ++g) {
    all_squares += squares[g];
    all_values += of_gene[g];
  }
  const double least = all_values > 0 ? kLeast * all_squares / all_values : 0;
  for (int g = 0; g < genes; ++g) {
    if (of_gene[g] == 0) continue;
    scale.half_width[g] =
        static_cast<float>(std::sqrt(squares[g] / of_gene[g] + least));
  }

  std::map<int, int64_t> values_of;  // group
  std::vector<int64_t> given(n, 0);
  for (int i = 0; i < n; ++i) {
    given[i] = genes - residuals.row(i).array().isNaN().count();
    values_of[group[i]] += given[i];
  }
  double groups = 0;
  for (const auto& [number, values] : values_of) groups += values > 0;

  // The sum of the shares at q, added in the order of the samples.
  std::vector<int64_t> inside(n);
  const auto shares = [&](float q) {
    workers.Run(n, [&](int i, int) {
      inside[i] = 0;
      for (int g = 0; g < genes; ++g) {
        inside[i] += std::abs(residuals(i, g)) <= q * scale.half_width[g];
      }
    });
    double sum = 0;
    for (int i = 0; i < n; ++i) {
      if (given[i] > 0) sum += double(inside[i]) / values_of[group[i]];
    }
    return sum;
  };
  // The margin is rounding's.
  const double wanted = level * (groups + 1) - 1e-9;
  float q = kInfinity;
  if (groups >= wanted) {
    uint32_t low = 0, high = BitsOf(std::numeric_limits<float>::max());
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (shares(FloatOf(middle)) >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    q = FloatOf(low);
  }
  for (int g = 0; g < genes; ++g) {
    if (of_gene[g] == 0) {
      scale.half_width[g] = kInfinity;
    } else if (scale.half_width[g] > 0) {
      scale.half_width[g] *= q;
    }
  }
  return scale;
}

void AddCoverage(const ConformalScale& scale, const FloatRows& truth,
                 const FloatRows& predicted, absl::Span<const int> group,
                 Coverage& coverage) {
  struct Counts {
    int64_t values = 0, covered = 0;
  };
  std::map<int, Counts> counts_of;  // group
  for (int i = 0; i < truth.rows(); ++i) {
    Counts& counts = counts_of[group[i]];
    for (int g = 0; g < truth.cols(); ++g) {
      if (std::isnan(truth(i, g))) continue;
      ++counts.values;
      coverage.width += 2.0 * scale.half_width[g];
      counts.covered +=
          std::abs(truth(i, g) - predicted(i, g)) <= scale.half_width[g];
    }
  }
  for (const auto& [number, counts] : counts_of) {
    if (counts.values == 0) continue;
    coverage.values += counts.values;
    coverage.covered += counts.covered;
    coverage.group_shares += double(counts.covered) / counts.values;
    ++coverage.groups;
  }
}

}  // namespace regulon
