// Which part of a genome a corpus of contexts leaves shut.
//
//   const Unopened part = FindUnopened(genome, tally);
//   // part.parameters of part.all_parameters lie in domains that never opened;
//   // none of these opens in more than part.bound of such contexts
#ifndef REGULON_ENGINE_QUERY_UNOPENED_H_
#define REGULON_ENGINE_QUERY_UNOPENED_H_

#include <cstdint>
#include <vector>

#include "engine/genome/genome.h"
#include "engine/query/opening_tally.h"

namespace regulon {

// Scalars of the expert of each domain that the file holds: [domains].
std::vector<int64_t> ExpertParameters(const Genome& genome);
// All scalars of the file but indices.
int64_t Parameters(const Genome& genome);

// A routed domain.
struct DomainUse {
  int domain = 0;
  int64_t openings = 0;         // contexts
  int64_t sample_openings = 0;  // samples: the same, or groups
  double share = 0;             // of contexts
  int64_t parameters = 0;       // of its expert
};

struct Unopened {
  std::vector<DomainUse> domains;  // rarest first, then by index
  int64_t never = 0;               // domains that no context opened
  // In experts of these; in all experts; in the genome.
  int64_t parameters = 0, expert_parameters = 0, all_parameters = 0;
  // OpeningBound of one that never opened, among all routed domains: it holds
  // if the tally's samples are independent.
  double bound = 1;
};

Unopened FindUnopened(const Genome& genome, const OpeningTally& tally);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_UNOPENED_H_
