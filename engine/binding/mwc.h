// mwc elements: chromatin that is open or closed, with sites that regulators
// bind in either state (Monod, Wyman & Changeux 1965; for enhancers Mirny
// 2010).
//
//   lambda_e = -epsilon_e + acc_e + sum_k v_ke signal_ke + c_d m_d
//              + sum_s sigma_s [log Z_s(w) - log Z_s(rho w)]
//              + sum_s sum_t pi_st p_st(rho w)
//   Z_s(w) = 1 + sum_t w_st,   w_st = a_t exp(log affinity_st),
//   p_st(rho w) = rho_st w_st / Z_s(rho w),   g_e = 1 / (1 + exp(-G lambda_e))
#ifndef REGULON_ENGINE_BINDING_MWC_H_
#define REGULON_ENGINE_BINDING_MWC_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/binding/element_kind.h"

namespace regulon {

// Views of tensors.h, each with its units; what is not stored is empty.
struct MwcTables {
  int first_element = 0, elements = 0, regulators = 0;
  absl::Span<const uint32_t> domain;  // [elements]

  absl::Span<const float> closing_energy, accessibility, memory_coupling;
  absl::Span<const float> mark_weight;  // v: [marks, elements]
  Units closing_energy_units, accessibility_units, memory_coupling_units;
  Units mark_weight_units;                  // a row per mark
  absl::Span<const uint32_t> site_element;  // 0..elements-1
  absl::Span<const float> site_sign;
  Units site_element_units, site_sign_units;
  absl::Span<const uint32_t> affinity_first, affinity_site;
  absl::Span<const float> affinity_log, affinity_log_ratio, affinity_work;
  Units affinity_first_units, affinity_site_units, affinity_log_units,
      affinity_log_ratio_units, affinity_work_units;  // a row per regulator
};

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeMwc(
    const MwcTables& tables);

}  // namespace regulon

#endif  // REGULON_ENGINE_BINDING_MWC_H_
