#include "engine/cell/slice.h"

namespace regulon {

void Slice::Plan(const TranscriptionSizes& sizes, int64_t routed, bool gated,
                 bool cooperates) {
  activity.Plan(sizes.regulators);
  gain.Plan(cooperates ? sizes.regulators : 0);
  present.Plan(sizes.regulators);
  present_count.resize(kMost);
  x.Plan(sizes.regulators);
  logit.Plan(sizes.elements);
  element_activity.Plan(sizes.elements);
  score.Plan(routed);
  gate.Plan(gated ? routed : 0);
  latents.Plan(sizes.latents);
  kappa.Plan(sizes.reference_states);
  y.Plan(sizes.genes);
  weight.Plan(sizes.domains);
}

}  // namespace regulon
