// Whether gated experts (gated_experts.h) find what the closed-form ones leave.
#ifndef REGULON_ENGINE_FIT_TRY_GATED_H_
#define REGULON_ENGINE_FIT_TRY_GATED_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/gated_experts.h"
#include "engine/fit/held_out_evidence.h"

namespace regulon {

struct GatedTrial {
  double rmse_without = 0, rmse_with = 0;  // of the fold that judges
  std::optional<GatedFit> kept;            // where they help
};

// By what was predicted of samples held out (HeldOutEvidence): gated experts
// are fitted to all folds but two, the first fold stops them early, the second
// judges them as the router of this threshold and cap opens domains. Three
// folds at least.
absl::StatusOr<GatedTrial> TryGated(const EvidenceInput& input,
                                    const HeldOutParts& parts, float threshold,
                                    uint32_t top_k, uint64_t seed,
                                    Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_TRY_GATED_H_
