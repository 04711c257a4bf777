#include "engine/network/perturbation_scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Adds direction z to `sum` [regulators, genes].
absl::Status AddSeries(const Problem& data, const PerturbationSeries& series,
                       Eigen::MatrixXd& sum) {
  std::map<int, std::pair<Eigen::RowVectorXd, int>> by_regulator;
  for (const auto& [sample, regulator] : series.experiments) {
    if (sample < 0 || sample >= data.values.rows() || regulator < 0 ||
        regulator >= sum.rows()) {
      return absl::InvalidArgumentError(
          absl::StrCat("no sample ", sample, " or no regulator ", regulator,
                       " for an experiment"));
    }
    const Eigen::RowVectorXd values = data.values.row(sample).cast<double>();
    if (!values.allFinite()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "sample '", data.samples[sample],
          "' has missing values; fill them in, or leave the sample out"));
    }
    auto [found, added] =
        by_regulator.try_emplace(regulator, std::pair(values, 1));
    if (!added) {
      found->second.first += values;
      ++found->second.second;
    }
  }
  if (by_regulator.size() < 3) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a series sets ", by_regulator.size(),
        " regulators; a mean over others takes at least 3 of one kind"));
  }
  for (Eigen::Index t = 0; t < sum.cols(); ++t) {
    double mean = 0, square = 0;
    int count = 0;
    for (const auto& [r, total] : by_regulator) {
      if (data.regulators[r] == data.genes[t]) continue;
      const double value = total.first[t] / total.second;
      ++count;
      const double step = value - mean;  // Welford
      mean += step / count;
      square += step * (value - mean);
    }
    const double sd = std::sqrt(square / count);
    if (!(sd > 0)) continue;
    for (const auto& [r, total] : by_regulator) {
      const double value = total.first[t] / total.second;
      sum(r, t) += series.direction * (value - mean) / sd;
    }
  }
  return absl::OkStatus();
}

// score - indirect * the weaker link of the best chain of two.
Eigen::MatrixXd WithoutChains(const Eigen::MatrixXd& score,
                              const std::vector<int>& gene_of,
                              double indirect) {
  Eigen::MatrixXd chain = Eigen::MatrixXd::Zero(score.rows(), score.cols());
  for (Eigen::Index k = 0; k < score.rows(); ++k) {
    if (gene_of[k] < 0) continue;
    const auto to = score.col(gene_of[k]);  // of every regulator, on k
    for (Eigen::Index t = 0; t < score.cols(); ++t) {
      chain.col(t) = chain.col(t).cwiseMax(to.cwiseMin(score(k, t)));
    }
  }
  return score - indirect * chain;
}

}  // namespace

absl::StatusOr<EdgeScores> ScorePerturbations(
    const Problem& data, absl::Span<const PerturbationSeries> series,
    const PerturbationScoreOptions& options) {
  EdgeScores scores{data.regulators, data.genes, {}};
  Eigen::MatrixXd sum =
      Eigen::MatrixXd::Zero(data.regulators.size(), data.genes.size());
  for (const PerturbationSeries& one : series) {
    RETURN_IF_ERROR(AddSeries(data, one, sum));
  }
  std::map<std::string, int> gene;
  for (size_t t = 0; t < data.genes.size(); ++t) gene[data.genes[t]] = t;
  std::vector<int> gene_of;
  for (size_t r = 0; r < data.regulators.size(); ++r) {
    const auto found = gene.find(data.regulators[r]);
    gene_of.push_back(found == gene.end() ? -1 : found->second);
    if (gene_of[r] >= 0) sum(r, gene_of[r]) = 0;
  }
  scores.score = sum.cwiseAbs();
  if (options.indirect > 0) {
    scores.score = WithoutChains(scores.score, gene_of, options.indirect);
  }
  return scores;
}

}  // namespace regulon
