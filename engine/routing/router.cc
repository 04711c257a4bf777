#include "engine/routing/router.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

// A part has a row per input or reference state, and both as many columns.
bool HasOneRank(const AutonomyTable& table, size_t reference_states) {
  const auto rank = [](size_t values, size_t rows) {
    return rows == 0 || values % rows != 0 ? 0 : values / rows;
  };
  const size_t own = rank(table.weights.size(), table.inputs.size());
  const size_t attention = rank(table.reference.size(), reference_states);
  if (table.reference.empty()) return own > 0;
  if (table.weights.empty()) return attention > 0;
  return own > 0 && own == attention;
}

}  // namespace

absl::StatusOr<Router> Router::Create(RouterTables t) {
  const size_t routed = t.routed.size();
  bool right = t.threshold.empty() || t.threshold.size() == routed;
  const bool by_elements =
      t.score == Score::kLogit || t.score == Score::kActivity;
  if (by_elements && routed > 0) {
    right = right && t.first.size() == routed + 1 && t.first[0] == 0 &&
            t.first[routed] == t.element.size();
    for (size_t q = 0; right && q < routed; ++q) {
      right = t.first[q] < t.first[q + 1];
    }
    for (const uint32_t element : t.element) {
      right = right && element < static_cast<uint32_t>(t.elements);
    }
  }
  if (t.score == Score::kAutonomy) {
    right = right && t.autonomy.size() == routed;
    for (const AutonomyTable& table : t.autonomy) {
      right = right && HasOneRank(table, t.reference_states);
      for (const uint32_t input : table.inputs) {
        right = right && input < static_cast<uint32_t>(t.regulators);
      }
    }
  }
  if (!right) {
    return absl::DataLossError("the tensors of the router are damaged");
  }
  return Router(std::move(t));
}

bool Router::reads_reference_states() const {
  for (const AutonomyTable& table : t_.autonomy) {
    if (!table.reference.empty()) return true;
  }
  return false;
}

double Router::Autonomy(const AutonomyTable& table, const RouterInput& input,
                        int64_t& flops) const {
  const size_t rank = table.weights.empty()
                          ? table.reference.size() / input.kappa.size()
                          : table.weights.size() / table.inputs.size();
  const size_t inputs = table.weights.size() / rank;
  const size_t states = table.reference.size() / rank;
  double squares = 0;
  for (size_t h = 0; h < rank; ++h) {
    double sum = 0;
    for (size_t i = 0; i < inputs; ++i) {
      sum += double{table.weights[i * rank + h]} * input.x[table.inputs[i]];
    }
    for (size_t p = 0; p < states; ++p) {
      sum += double{table.reference[p * rank + h]} * input.kappa[p];
    }
    squares += sum * sum;
  }
  flops += 2 * (table.weights.size() + table.reference.size() + rank);
  return squares;
}

absl::Status Router::Rate(const RouterInput& input, absl::Span<double> score,
                          ReadSet& reads, int64_t& flops) const {
  reads.Mark(t_.threshold_units);
  reads.Mark(t_.first_units);
  reads.Mark(t_.element_units);
  reads.Mark(t_.gate_units);
  const absl::Span<const double> rating =
      t_.score == Score::kLogit ? input.logit : input.activity;
  for (size_t q = 0; q < t_.routed.size(); ++q) {
    switch (t_.score) {
      case Score::kLogit:
      case Score::kActivity:
        score[q] = -std::numeric_limits<double>::infinity();
        for (uint32_t i = t_.first[q]; i < t_.first[q + 1]; ++i) {
          score[q] = std::max(score[q], rating[t_.element[i]]);
        }
        flops += t_.first[q + 1] - t_.first[q];
        break;
      case Score::kAutonomy:
        reads.Mark(t_.autonomy[q].inputs_units);
        reads.Mark(t_.autonomy[q].weights_units);
        reads.Mark(t_.autonomy[q].reference_units);
        score[q] = Autonomy(t_.autonomy[q], input, flops);
        break;
      case Score::kGate:
        score[q] = input.gate[q];
        flops += 2 * t_.regulators;
        break;
    }
    const double threshold = Threshold(q, input);
    const bool wrong_threshold =
        !t_.threshold.empty() && !std::isfinite(threshold);
    if (!std::isfinite(score[q]) || wrong_threshold) {
      return absl::OutOfRangeError(
          absl::StrCat("domain #", t_.routed[q], " scored ", score[q],
                       " against the threshold ", threshold));
    }
  }
  flops += t_.routed.size();
  return absl::OkStatus();
}

double Router::Threshold(size_t q, const RouterInput& input) const {
  if (t_.threshold.empty()) return -std::numeric_limits<double>::infinity();
  double threshold = t_.threshold[q];
  if (!input.given_shift.empty()) {
    threshold += input.given_shift[t_.routed[q]];
  }
  if (!input.modulated_shift.empty()) {
    threshold += input.modulated_shift[t_.routed[q]];
  }
  return threshold;
}

void Router::Choose(absl::Span<const double> score, const RouterInput& input,
                    absl::Span<double> order, absl::Span<uint8_t> open) const {
  const size_t routed = score.size();
  if (!input.forced.empty() && !t_.everything_open) {
    for (size_t q = 0; q < routed; ++q) {
      open[q] = input.forced[t_.routed[q]] != 0;
    }
    return;
  }
  const auto is = [&](absl::Span<const uint8_t> domains, size_t q) {
    return !domains.empty() && !t_.everything_open && domains[t_.routed[q]];
  };
  // What is required comes first, then the largest scores.
  size_t count = 0, required = 0;
  for (size_t q = 0; q < routed; ++q) {
    open[q] = is(input.required, q) || t_.everything_open ||
              (score[q] >= Threshold(q, input) && !is(input.forbidden, q));
    if (is(input.required, q)) {
      ++required;
    } else if (open[q]) {
      order[count++] = score[q];
    }
  }
  const int top_k = input.top_k > 0 ? input.top_k : t_.top_k;
  if (top_k == 0 || t_.everything_open) return;
  const size_t cap = top_k > static_cast<int>(required) ? top_k - required : 0;
  if (count <= cap) return;
  // The cap-th largest score stays, and of those equal to it the lowest
  // indices.
  double last = std::numeric_limits<double>::infinity();
  if (cap > 0) {
    std::nth_element(order.begin(), order.begin() + (cap - 1),
                     order.begin() + count, std::greater<double>());
    last = order[cap - 1];
  }
  size_t larger = 0;
  for (size_t q = 0; q < routed; ++q) {
    larger += open[q] && !is(input.required, q) && score[q] > last;
  }
  size_t equal = cap - larger;
  for (size_t q = 0; q < routed; ++q) {
    if (!open[q] || is(input.required, q) || score[q] > last) continue;
    if (score[q] == last && equal > 0) {
      --equal;
    } else {
      open[q] = 0;
    }
  }
}

absl::Status Router::Run(const RouterInput& input, absl::Span<double> scratch,
                         RouterOutput output, ReadSet& reads,
                         int64_t& flops) const {
  const size_t routed = t_.routed.size();
  std::fill(output.open.begin(), output.open.end(), 1);
  std::fill(output.weight.begin(), output.weight.end(), 1.0f);
  if (routed == 0) return absl::OkStatus();
  const absl::Span<double> order = scratch.subspan(0, routed);
  const absl::Span<double> weights = scratch.subspan(routed, routed);
  const absl::Span<uint8_t> open(
      reinterpret_cast<uint8_t*>(scratch.data() + 2 * routed), routed);
  if (absl::Status status = Rate(input, output.score, reads, flops);
      !status.ok()) {
    return status;
  }
  Choose(output.score, input, order, open);
  Weigh({t_.weighting, t_.renormalize, t_.null_state, input.temperature},
        output.score, open, weights);
  for (size_t q = 0; q < routed; ++q) {
    output.open[t_.routed[q]] = open[q];
    output.weight[t_.routed[q]] = static_cast<float>(weights[q]);
  }
  for (const int d : t_.dropped) {
    output.missing[d] = std::exchange(output.open[d], 0);
    output.weight[d] = 0;
  }
  return absl::OkStatus();
}

}  // namespace regulon
