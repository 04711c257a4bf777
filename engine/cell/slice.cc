#include "engine/cell/slice.h"

namespace regulon {

void Slice::Plan(const TranscriptionSizes& sizes, int64_t routed, bool gated,
                 bool cooperates, bool keeps_reading) {
  activity.Plan(sizes.regulators);
  gain.Plan(cooperates ? sizes.regulators : 0);
  present.Plan(sizes.regulators);
  present_count.Plan(1);
  x.Plan(sizes.regulators);
  logit.Plan(sizes.elements);
  element_activity.Plan(sizes.elements);
  score.Plan(routed);
  gate.Plan(gated ? routed : 0);
  latents.Plan(sizes.latents);
  kappa.Plan(sizes.reference_states);
  y.Plan(sizes.genes);
  keeps = keeps_reading;
  sensed_kappa.Plan(keeps ? sizes.reference_states : 0);
  shared_y.Plan(keeps ? sizes.genes : 0);
}

void Slice::Grow(int contexts) {
  activity.Grow(contexts);
  gain.Grow(contexts);
  present.Grow(contexts);
  present_count.Grow(contexts);
  logit.Grow(contexts);
  element_activity.Grow(contexts);
  score.Grow(contexts);
  // Arguments of products, whose rows are padded.
  const int rows = MatMul::PaddedRows(contexts);
  x.Grow(rows);
  gate.Grow(rows);
  latents.Grow(rows);
  kappa.Grow(rows);
  y.Grow(rows);
  if (!keeps) return;
  sensed_kappa.Grow(contexts);
  shared_y.Grow(contexts);
  if (static_cast<int>(sensed.size()) < contexts) sensed.resize(contexts);
}

}  // namespace regulon
