// state_table elements: molecular states in equilibrium (Bintu et al. 2005).
//
//   g_e = sum_i v_i softmax_i(sum_t n_it log a_t - E_i),   0 log 0 = 0
#ifndef REGULON_ENGINE_BINDING_STATE_TABLE_H_
#define REGULON_ENGINE_BINDING_STATE_TABLE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/binding/element_kind.h"

namespace regulon {

// Views of tensors.h; each is read as a whole.
struct StateTables {
  int first_element = 0, elements = 0, regulators = 0;
  absl::Span<const uint32_t> state_first;    // [elements + 1]
  absl::Span<const float> energy, value;     // [states]
  absl::Span<const uint32_t> binding_first;  // [states + 1]
  absl::Span<const uint32_t> regulator;      // [bindings]
  absl::Span<const float> count;             // [bindings]
  Units units[6];                            // of the above, in their order
};

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeStateTable(
    const StateTables& tables);

}  // namespace regulon

#endif  // REGULON_ENGINE_BINDING_STATE_TABLE_H_
