// Folds of targets that keep neighbours on a chromosome together: genes of one
// operon share regulators and profile, so that an edge of one gives the other's
// away.
#ifndef REGULON_ENGINE_NETWORK_FOLDS_H_
#define REGULON_ENGINE_NETWORK_FOLDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// Runs of positions no further than `gap` from the next: [positions]
// 0..runs - 1, numbered along the chromosome. A position below 0 is not known,
// and a run of its own.
std::vector<int> NeighbourRuns(absl::Span<const double> position, double gap);

// The number at the end of a locus tag, which counts along the chromosome
// ("BSU00370": 370); -1 where an id does not end so.
std::vector<double> LocusNumbers(absl::Span<const std::string> ids);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_FOLDS_H_
