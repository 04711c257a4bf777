// threshold elements: logic, and weighted sums such as Li et al. 2004.
//
//   g_e = 1 if sum_t W_et a_t + sum_e' W_ee' g_e' > theta_e, else 0
//
// Only the weights of sources that are on are read.
#ifndef REGULON_ENGINE_BINDING_THRESHOLD_H_
#define REGULON_ENGINE_BINDING_THRESHOLD_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/binding/element_kind.h"

namespace regulon {

// Views of tensors.h. `elements_before` mwc and state_table elements come
// first.
struct ThresholdTables {
  int elements_before = 0, elements = 0, regulators = 0;
  absl::Span<const float> threshold;  // [elements]
  // A row per source: the regulators, then all elements of the genome.
  absl::Span<const uint32_t> weight_first, weight_target;
  absl::Span<const float> weight;
  Units threshold_units, weight_first_units;
  Units weight_target_units, weight_units;  // a row per source
};

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeThreshold(
    const ThresholdTables& tables);

}  // namespace regulon

#endif  // REGULON_ENGINE_BINDING_THRESHOLD_H_
