#include "engine/fit/try_gated.h"

#include <cmath>
#include <numeric>
#include <utility>

#include "engine/status.h"

namespace regulon {
namespace {

double Squares(const FloatRows& error) {
  return error.cast<double>().array().square().sum();
}

}  // namespace

absl::StatusOr<GatedTrial> TryGated(const EvidenceInput& in,
                                    const HeldOutParts& parts, float threshold,
                                    uint32_t top_k, uint64_t seed,
                                    Workers& workers) {
  // Evidence is in the order of the folds; so is everything here.
  std::vector<int> order;
  for (const std::vector<int>& fold : in.folds) {
    order.insert(order.end(), fold.begin(), fold.end());
  }
  const auto first = static_cast<Eigen::Index>(in.folds[0].size());
  const auto second = static_cast<Eigen::Index>(in.folds[1].size());
  const Eigen::Index rest = in.x.rows() - first - second;
  // All but the judging fold: the first fold, then the others.
  std::vector<int> learning(first + rest), judging(second);
  std::iota(learning.begin(), learning.begin() + first, 0);
  std::iota(learning.begin() + first, learning.end(),
            static_cast<int>(first + second));
  std::iota(judging.begin(), judging.end(), static_cast<int>(first));

  const FloatRows x = in.x(order, Eigen::all);
  std::vector<int> domain_of(in.y.cols());
  std::vector<int> all(in.x.cols());
  std::iota(all.begin(), all.end(), 0);
  for (size_t d = 0; d < in.domains.size(); ++d) {
    for (const int gene : in.domains[d]) domain_of[gene] = static_cast<int>(d);
  }
  const std::vector<std::vector<int>> inputs(in.domains.size(), all);
  const std::vector<float> thresholds(in.domains.size(), threshold);
  const GatedDomains domains = {domain_of, inputs, thresholds};
  GatedOptions options;
  options.seed = seed;

  const auto rows = [&](const std::vector<int>& of) {
    return std::pair<FloatRows, FloatRows>(
        x(of, Eigen::all), parts.evidence.scores(of, Eigen::all));
  };
  const auto [learning_x, learning_scores] = rows(learning);
  const FloatRows learning_latents(learning_x.rows(), 0);
  std::vector<int> early(first);
  std::iota(early.begin(), early.end(), 0);
  ASSIGN_OR_RETURN(
      GatedFit fit,
      RefineGatedExperts(
          domains, {learning_x, learning_latents, learning_scores},
          parts.beyond_shared(learning, Eigen::all),
          parts.added(learning, Eigen::all), early, options, workers));
  const auto [judging_x, judging_scores] = rows(judging);
  const FloatRows judging_latents(judging_x.rows(), 0);
  const FloatRows part = GatedPart(
      domains, {judging_x, judging_latents, judging_scores}, fit, workers);
  const FloatRows before = Opened(judging_scores, thresholds, top_k);
  const FloatRows after = Opened(judging_scores, fit.threshold, top_k);
  FloatRows without = parts.beyond_shared(judging, Eigen::all);
  FloatRows with = without;
  for (Eigen::Index i = 0; i < without.rows(); ++i) {
    for (Eigen::Index g = 0; g < without.cols(); ++g) {
      const float added = parts.added(judging[i], g);
      without(i, g) -= before(i, domain_of[g]) * added;
      with(i, g) -= after(i, domain_of[g]) * (added + part(i, g));
    }
  }
  GatedTrial trial;
  const auto values = static_cast<double>(with.size());
  trial.rmse_without = std::sqrt(Squares(without) / values);
  trial.rmse_with = std::sqrt(Squares(with) / values);
  if (trial.rmse_with < trial.rmse_without) trial.kept = std::move(fit);
  return trial;
}

}  // namespace regulon
