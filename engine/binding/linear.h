// linear elements: linear attention to the regulators present, as fast weights
// (engine/attention/fast_weights.h), of r features and m values.
//
//   F = sum_t a_t phi(k_t) v_t^T     n = sum_t a_t phi(k_t)
//   o_e = phi(q_e)^T F / (1 + phi(q_e) . n)        g_e = readout_e . o_e
//
// The binding law of a site with affinities phi(q_e) . phi(k_t), which takes
// O(R r m) for all elements together and O(r m) for each, not O(R) for each.
// g is as the values and the readout make it, not bounded to 0..1.
//
// Every query writes F of its own regulators: an edited context has the same
// bits as one that was so from the start.
#ifndef REGULON_ENGINE_BINDING_LINEAR_H_
#define REGULON_ENGINE_BINDING_LINEAR_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/binding/element_kind.h"

namespace regulon {

// Views of tensors.h, row-major. All features are >= 0.
struct LinearTables {
  int first_element = 0, elements = 0, regulators = 0;
  int64_t features = 0, values = 0;
  absl::Span<const float> key;      // phi(k) [regulators, features]
  absl::Span<const float> value;    // v [regulators, values]
  absl::Span<const float> query;    // phi(q) [elements, features]
  absl::Span<const float> readout;  // [elements, values]
  Units key_units, value_units;     // a row per regulator: of those present
  Units query_units, readout_units;
};

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeLinear(
    const LinearTables& tables);

}  // namespace regulon

#endif  // REGULON_ENGINE_BINDING_LINEAR_H_
