#include "engine/transcription/silencing.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<Silencing> Silencing::Create(const SilencingTables& t) {
  if (t.first.empty()) return Silencing(t);
  if (t.gene.size() != t.weight.size()) {
    return absl::DataLossError("the tensors of the silencing do not fit");
  }
  RETURN_IF_ERROR(CheckFirst(t.first, t.regulators, t.gene.size(),
                             tensors::kSilencingFirst));
  RETURN_IF_ERROR(
      CheckIndices(t.gene, t.units.size(), tensors::kSilencingGene));
  // Any other could make 1 + sum w a zero.
  const auto fits = [](float w) { return std::isfinite(w) && w >= 0; };
  if (!std::all_of(t.weight.begin(), t.weight.end(), fits)) {
    return absl::DataLossError(
        absl::StrCat("tensor '", tensors::kSilencingWeight,
                     "' holds a weight that is not a number from 0 on"));
  }
  return Silencing(t);
}

void Silencing::Run(absl::Span<const double> activity,
                    absl::Span<const uint32_t> present, absl::Span<double> by,
                    absl::Span<float> expression, ReadSet& reads,
                    int64_t& flops) const {
  std::fill(by.begin(), by.end(), 0);
  reads.Mark(t_.first_units);
  for (const uint32_t t : present) {
    const uint32_t begin = t_.first[t], end = t_.first[t + 1];
    if (begin == end) continue;
    reads.Mark(t_.gene_units, t);
    reads.Mark(t_.weight_units, t);
    for (uint32_t i = begin; i < end; ++i) {
      by[t_.gene[i]] += t_.weight[i] * activity[t];
    }
    flops += 2 * int64_t{end - begin};
  }
  for (size_t g = 0; g < by.size(); ++g) {
    if (by[g] == 0) continue;
    const Unit& unit = t_.units[g];
    expression[g] = static_cast<float>(
        unit.FromLinear(unit.ToLinear(expression[g]) / (1 + by[g])));
    flops += 2;
  }
}

double Silencing::Silenced(int gene, absl::Span<const double> activity,
                           absl::Span<const uint32_t> present,
                           double expression, double* by_expression,
                           std::vector<double>* by_log_activity) const {
  const auto weight = [&](uint32_t t) {
    double sum = 0;
    for (uint32_t i = t_.first[t]; i < t_.first[t + 1]; ++i) {
      if (t_.gene[i] == static_cast<uint32_t>(gene)) sum += t_.weight[i];
    }
    return sum * activity[t];
  };
  double by = 1;
  for (const uint32_t t : present) by += weight(t);
  if (by == 1) {
    if (by_expression != nullptr) *by_expression = 1;
    return expression;
  }
  const Unit& unit = t_.units[gene];
  const double linear = unit.ToLinear(expression), after = linear / by;
  // d unit / d linear, before and after.
  const auto slope = [&unit](double level) {
    return unit.log_base == 0
               ? 1
               : 1 / ((level + unit.pseudocount) * std::log(unit.log_base));
  };
  if (by_expression != nullptr) {
    *by_expression = slope(after) / by / slope(linear);
  }
  if (by_log_activity != nullptr) {
    for (const uint32_t t : present) {
      (*by_log_activity)[t] -= slope(after) * after / by * weight(t);
    }
  }
  return unit.FromLinear(after);
}

}  // namespace regulon
