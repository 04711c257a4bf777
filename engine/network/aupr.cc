#include "engine/network/aupr.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace regulon {

double AveragePrecision(absl::Span<const double> score,
                        absl::Span<const uint8_t> edge) {
  std::vector<std::pair<double, bool>> pairs(score.size());
  for (size_t i = 0; i < pairs.size(); ++i) pairs[i] = {score[i], edge[i] != 0};
  std::sort(pairs.begin(), pairs.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  double sum = 0, before = 0;
  for (size_t begin = 0, end; begin < pairs.size(); begin = end) {
    double edges = 0;
    for (end = begin;
         end < pairs.size() && pairs[end].first == pairs[begin].first; ++end) {
      edges += pairs[end].second;
    }
    const double equal = end - begin;
    const double further = equal > 1 ? (edges - 1) / (equal - 1) : 0;
    for (size_t i = 0; edges > 0 && i < end - begin; ++i) {
      sum += edges / equal * (before + 1 + i * further) / (begin + i + 1);
    }
    before += edges;
  }
  return before > 0 ? sum / before : 0;
}

absl::StatusOr<NetworkScore> ScoreNetwork(const EdgeScores& scores,
                                          absl::Span<const NamedEdge> gold) {
  absl::flat_hash_set<std::string> gold_regulators, gold_targets;
  for (const NamedEdge& edge : gold) {
    gold_regulators.insert(edge.regulator);
    gold_targets.insert(edge.target);
  }
  std::vector<int> rows, columns;
  for (size_t r = 0; r < scores.regulators.size(); ++r) {
    if (gold_regulators.contains(scores.regulators[r])) rows.push_back(r);
  }
  for (size_t t = 0; t < scores.targets.size(); ++t) {
    if (gold_targets.contains(scores.targets[t])) columns.push_back(t);
  }
  std::vector<std::vector<bool>> is_edge(
      scores.regulators.size(), std::vector<bool>(scores.targets.size()));
  for (const Edge& edge : MatchEdges(gold, scores.regulators, scores.targets)) {
    is_edge[edge.regulator][edge.target] = true;
  }
  std::vector<double> score;
  std::vector<uint8_t> edge;
  for (const int t : columns) {
    for (const int r : rows) {
      if (scores.regulators[r] == scores.targets[t]) continue;
      if (std::isnan(scores.score(r, t))) {
        return absl::InvalidArgumentError(absl::StrCat(
            "the score of '", scores.regulators[r], "' -> '", scores.targets[t],
            "' is not a number; give every pair of regulators and "
            "targets of the gold standard a score"));
      }
      score.push_back(scores.score(r, t));
      edge.push_back(is_edge[r][t]);
    }
  }
  NetworkScore result;
  result.regulators = rows.size();
  result.targets = columns.size();
  result.pairs = score.size();
  result.edges = std::accumulate(edge.begin(), edge.end(), int64_t{0});
  if (result.edges == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("none of the ", gold.size(),
                     " edges of the gold standard lies between a regulator and "
                     "a target that have scores; are the names of one kind?"));
  }
  result.prevalence = static_cast<double>(result.edges) / result.pairs;
  result.area = AveragePrecision(score, edge);
  return result;
}

}  // namespace regulon
