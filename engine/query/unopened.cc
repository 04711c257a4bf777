#include "engine/query/unopened.h"

#include <algorithm>
#include <numeric>

namespace regulon {
namespace {

int64_t ScalarsOf(const proto::TensorEntry& entry) {
  if (entry.role() == proto::INDEX) return 0;
  int64_t scalars = 1;
  for (const uint64_t size : entry.shape()) {
    scalars *= static_cast<int64_t>(size);
  }
  return scalars;
}

}  // namespace

std::vector<int64_t> ExpertParameters(const Genome& genome) {
  std::vector<int64_t> parameters(genome.manifest().domains_size());
  for (const proto::TensorEntry& entry : genome.manifest().tensors()) {
    if (entry.role() != proto::EXPERT || entry.domain_plus_one() == 0) continue;
    parameters[entry.domain_plus_one() - 1] += ScalarsOf(entry);
  }
  return parameters;
}

int64_t Parameters(const Genome& genome) {
  int64_t parameters = 0;
  for (const proto::TensorEntry& entry : genome.manifest().tensors()) {
    parameters += ScalarsOf(entry);
  }
  return parameters;
}

Unopened FindUnopened(const Genome& genome, const OpeningTally& tally) {
  Unopened found;
  const std::vector<int64_t> parameters = ExpertParameters(genome);
  found.all_parameters = Parameters(genome);
  found.expert_parameters =
      std::accumulate(parameters.begin(), parameters.end(), int64_t{0});
  for (int d = 0; d < tally.domains(); ++d) {
    if (!genome.manifest().domains(d).routed()) continue;
    found.domains.push_back({d, tally.openings(d), tally.sample_openings(d),
                             tally.share(d), parameters[d]});
    if (tally.openings(d) > 0) continue;
    ++found.never;
    found.parameters += parameters[d];
  }
  std::stable_sort(found.domains.begin(), found.domains.end(),
                   [](const DomainUse& a, const DomainUse& b) {
                     return a.openings < b.openings;
                   });
  found.bound = OpeningBound(0, tally.samples(),
                             static_cast<int64_t>(found.domains.size()));
  return found;
}

}  // namespace regulon
