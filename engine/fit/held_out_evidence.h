// What a router's thresholds are chosen by: for each inner fold, the same fit
// without it, its own shared path and directions, and what they say of the
// fold. Paths that had seen a sample would flatter themselves on it. Scaling,
// kernel and domains are those of all training samples, which flatters a
// little.
#ifndef REGULON_ENGINE_FIT_HELD_OUT_EVIDENCE_H_
#define REGULON_ENGINE_FIT_HELD_OUT_EVIDENCE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/autonomy_fit.h"
#include "engine/fit/share_curve.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/workers.h"

namespace regulon {

struct EvidenceInput {
  const FloatRows& x;  // [n, T] standardized
  const FloatRows& y;  // [n, G]
  KernelChoice kernel;
  const std::vector<std::vector<int>>& folds;  // of samples
  const GenesOfDomains& domains;
  int rank = 0;           // of the shared path
  int autonomy_rank = 0;  // of the router's directions
};

// Samples in the order of the folds.
struct HeldOutParts {
  ShareEvidence evidence;    // without the sizes of the genome
  std::vector<int> samples;  // [n] which one a row is of
  FloatRows beyond_shared;   // [n, G] what basal levels and shared path leave
  FloatRows added;           // [n, G] what the experts add to them if open
};
absl::StatusOr<HeldOutParts> HeldOutEvidence(const EvidenceInput& input,
                                             Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_HELD_OUT_EVIDENCE_H_
