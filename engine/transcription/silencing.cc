#include "engine/transcription/silencing.h"

#include <algorithm>

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

}  // namespace regulon
