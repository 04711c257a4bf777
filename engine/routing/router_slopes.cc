#include "engine/routing/router_slopes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace regulon {

PreciseRouter::PreciseRouter(const Router& router, const Matrix& gate)
    : router_(router) {
  const std::vector<float> by_regulator = Unpacked(gate);
  for (int64_t q = 0; q < gate.columns; ++q) {
    for (int64_t t = 0; t < gate.rows; ++t) {
      gate_.push_back(by_regulator[t * gate.columns + q]);
    }
  }
}

uint32_t PreciseRouter::LargestElement(absl::Span<const double> rating,
                                       size_t q) const {
  const RouterTables& t = router_.tables();
  return *std::max_element(
      t.element.begin() + t.first[q], t.element.begin() + t.first[q + 1],
      [&](uint32_t a, uint32_t b) { return rating[a] < rating[b]; });
}

std::vector<double> PreciseRouter::Activations(
    const PreciseRouterInput& input, const AutonomyTable& table) const {
  const size_t rank = table.weights.empty()
                          ? table.reference.size() / input.kappa.size()
                          : table.weights.size() / table.inputs.size();
  std::vector<double> sums(rank);
  const auto add = [&](double value, const float* row) {
    for (size_t h = 0; h < rank; ++h) sums[h] += value * row[h];
  };
  for (size_t i = 0; i < table.weights.size() / rank; ++i) {
    add(input.x[table.inputs[i]], &table.weights[i * rank]);
  }
  for (size_t p = 0; p < table.reference.size() / rank; ++p) {
    add(input.kappa[p], &table.reference[p * rank]);
  }
  return sums;
}

double PreciseRouter::Rate(const PreciseRouterInput& input, size_t q) const {
  const RouterTables& t = router_.tables();
  switch (t.score) {
    case Score::kLogit:
      return input.logit[LargestElement(input.logit, q)];
    case Score::kActivity:
      return input.activity[LargestElement(input.activity, q)];
    case Score::kAutonomy: {
      double squares = 0;
      for (const double sum : Activations(input, t.autonomy[q])) {
        squares += sum * sum;
      }
      return squares;
    }
    case Score::kGate: {
      double sum = 0;
      for (size_t i = 0; i < input.x.size(); ++i) {
        sum += gate_[q * input.x.size() + i] * input.x[i];
      }
      return sum;
    }
  }
  return 0;
}

void PreciseRouter::Run(const PreciseRouterInput& input,
                        PreciseOpening& opening) const {
  const RouterTables& t = router_.tables();
  const size_t routed = t.routed.size();
  opening.score.resize(routed);
  opening.open.assign(t.domains, 1);
  opening.weight.assign(t.domains, 1);
  for (size_t q = 0; q < routed; ++q) opening.score[q] = Rate(input, q);
  std::vector<double> scratch(routed), weight(routed);
  std::vector<uint8_t> open(routed);
  router_.Choose(opening.score, input.settings, absl::MakeSpan(scratch),
                 absl::MakeSpan(open));
  Weigh({t.weighting, t.renormalize, t.null_state, input.settings.temperature},
        opening.score, open, absl::MakeSpan(weight));
  for (size_t q = 0; q < routed; ++q) {
    opening.open[t.routed[q]] = open[q];
    opening.weight[t.routed[q]] = weight[q];
  }
  opening.missing.assign(t.dropped.empty() ? 0 : t.domains, 0);
  for (const int d : t.dropped) {
    opening.missing[d] = std::exchange(opening.open[d], 0);
    opening.weight[d] = 0;
  }
}

void PreciseRouter::BackwardScore(const PreciseRouterInput& input, size_t q,
                                  double by_score, RouterSlopes slopes) const {
  const RouterTables& t = router_.tables();
  switch (t.score) {
    case Score::kLogit:
      slopes.logit[LargestElement(input.logit, q)] += by_score;
      return;
    case Score::kActivity:
      slopes.activity[LargestElement(input.activity, q)] += by_score;
      return;
    case Score::kAutonomy: {
      const AutonomyTable& table = t.autonomy[q];
      const std::vector<double> sums = Activations(input, table);
      const size_t rank = sums.size();
      const auto dot = [&](const float* row) {
        double sum = 0;
        for (size_t h = 0; h < rank; ++h) sum += sums[h] * row[h];
        return 2 * by_score * sum;
      };
      for (size_t i = 0; i < table.weights.size() / rank; ++i) {
        slopes.x[table.inputs[i]] += dot(&table.weights[i * rank]);
      }
      for (size_t p = 0; p < table.reference.size() / rank; ++p) {
        slopes.kappa[p] += dot(&table.reference[p * rank]);
      }
      return;
    }
    case Score::kGate:
      for (size_t i = 0; i < slopes.x.size(); ++i) {
        slopes.x[i] += by_score * gate_[q * input.x.size() + i];
      }
      return;
  }
}

double PreciseRouter::Backward(const PreciseRouterInput& input,
                               const PreciseOpening& opening, int domain,
                               double by_weight, RouterSlopes slopes) const {
  const RouterTables& t = router_.tables();
  if (!weighs() || by_weight == 0 || !opening.open[domain]) return 0;
  const auto own = std::lower_bound(t.routed.begin(), t.routed.end(), domain);
  if (own == t.routed.end() || *own != domain) return 0;
  const double temperature = input.settings.temperature;
  const std::vector<double>& score = opening.score;
  // Those that are missing keep their share of the weight.
  const auto shares = [&opening](int d) {
    return opening.open[d] ||
           (!opening.missing.empty() && opening.missing[d] != 0);
  };
  // d weight / d score_q = weight / temperature * (own_q - others_q).
  std::vector<double> others(score.size());
  double own_slope = 1;
  if (t.weighting == Weighting::kSigmoid) {
    double sum = 0;
    for (size_t q = 0; q < score.size(); ++q) {
      const double sigmoid = 1 / (1 + std::exp(-score[q] / temperature));
      if (t.routed[q] == domain) own_slope = 1 - sigmoid;
      if (!t.renormalize || !shares(t.routed[q])) continue;
      others[q] = sigmoid * (1 - sigmoid);
      sum += sigmoid;
    }
    for (double& other : others) other = sum == 0 ? 0 : other / sum;
  } else {
    double largest = score[own - t.routed.begin()];
    if (t.null_state) largest = std::max(largest, 0.0);
    for (size_t q = 0; q < score.size(); ++q) {
      if (t.renormalize && !shares(t.routed[q])) continue;
      largest = std::max(largest, score[q]);
    }
    double sum = t.null_state ? std::exp(-largest / temperature) : 0;
    for (size_t q = 0; q < score.size(); ++q) {
      if (t.renormalize && !shares(t.routed[q])) continue;
      others[q] = std::exp((score[q] - largest) / temperature);
      sum += others[q];
    }
    for (double& other : others) other /= sum;
  }
  const double factor = by_weight * opening.weight[domain] / temperature;
  double by_log_temperature = 0;
  for (size_t q = 0; q < score.size(); ++q) {
    const double by_score =
        factor * ((t.routed[q] == domain ? own_slope : 0) - others[q]);
    by_log_temperature -= by_score * score[q];
    if (by_score != 0) BackwardScore(input, q, by_score, slopes);
  }
  return by_log_temperature;
}

}  // namespace regulon
