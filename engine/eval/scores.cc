#include "engine/eval/scores.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

// Of an even count the mean of the middle two.
double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const size_t half = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + half, values.end());
  const double upper = values[half];
  if (values.size() % 2 == 1) return upper;
  return (upper + *std::max_element(values.begin(), values.begin() + half)) / 2;
}

double R2(double squares, double total) {
  return total > 0 ? 1 - squares / total : 0;
}

}  // namespace

Scores Score(const Judged& judged, const FloatRows& predicted) {
  const int n = judged.truth.rows(), genes = judged.truth.cols();
  std::vector<double> squares(genes, 0), total(genes, 0);
  Scores scores;
  for (int i = 0; i < n; ++i) {
    if (judged.fold[i] < 0) continue;
    for (int g = 0; g < genes; ++g) {
      const double truth = judged.truth(i, g);
      if (std::isnan(truth)) continue;
      const double error = truth - predicted(i, g);
      const double deviation = truth - judged.training_mean(judged.fold[i], g);
      squares[g] += error * error;
      total[g] += deviation * deviation;
      ++scores.values;
    }
  }
  double all_squares = 0, all_total = 0;
  std::vector<double> r2;
  for (int g = 0; g < genes; ++g) {
    all_squares += squares[g];
    all_total += total[g];
    if (total[g] > 0) r2.push_back(R2(squares[g], total[g]));
  }
  if (scores.values > 0) scores.rmse = std::sqrt(all_squares / scores.values);
  scores.r2 = R2(all_squares, all_total);
  scores.median_gene_r2 = Median(std::move(r2));
  return scores;
}

std::vector<GroupSquares> SquaresByGroup(const Judged& judged,
                                         const FloatRows& predicted,
                                         absl::Span<const int> group) {
  std::vector<GroupSquares> sums;
  for (int i = 0; i < judged.truth.rows(); ++i) {
    if (group[i] >= static_cast<int>(sums.size())) sums.resize(group[i] + 1);
    if (judged.fold[i] < 0) continue;
    GroupSquares& sum = sums[group[i]];
    for (int g = 0; g < judged.truth.cols(); ++g) {
      const double truth = judged.truth(i, g);
      if (std::isnan(truth)) continue;
      const double error = truth - predicted(i, g);
      sum.squares += error * error;
      ++sum.values;
    }
  }
  return sums;
}

}  // namespace regulon
