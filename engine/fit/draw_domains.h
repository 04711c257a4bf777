// Which genes stand together in a domain: those that somebody drew so, and the
// others by what the shared path leaves of them.
#ifndef REGULON_ENGINE_FIT_DRAW_DOMAINS_H_
#define REGULON_ENGINE_FIT_DRAW_DOMAINS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/autonomy_fit.h"
#include "engine/fit/domains_from.h"
#include "engine/workers.h"

namespace regulon {

struct Domains {
  GenesOfDomains genes;  // columns of `beyond`, each in one domain
  std::vector<std::string> names;
};

// beyond [n, G]: what experts are to add to the samples. Genes of domain -1 are
// clustered (clusters.h) by the sizes of that, up or down, in `wanted` domains
// of equal size; 0: as large as those drawn.
absl::StatusOr<Domains> DrawDomains(const FloatRows& beyond, NamedDomains drawn,
                                    int wanted, uint64_t seed,
                                    Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_DRAW_DOMAINS_H_
