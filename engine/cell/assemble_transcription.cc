#include <algorithm>
#include <utility>

#include "engine/cell/assembler.h"
#include "engine/genome/tensors.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names are the point of this file

void Assembler::FillRouter() {
  const proto::Router& router = m_.routers(0);
  RouterTables& t = out_->router;
  t.score = static_cast<Score>(router.score());
  t.weighting = static_cast<Weighting>(router.weighting());
  t.top_k =
      static_cast<int>(std::min<uint32_t>(router.top_k(), m_.domains_size()));
  t.renormalize = router.renormalize();
  t.null_state = router.null_state();
  t.domains = m_.domains_size();
  t.elements = m_.elements_size();
  t.regulators = m_.regulators_size();
  for (int d = 0; d < m_.domains_size(); ++d) {
    if (m_.domains(d).routed()) t.routed.push_back(d);
    if (m_.domains(d).dropped()) t.dropped.push_back(d);
  }
  Take(kRouterThreshold, t.threshold, t.threshold_units);
  Take(kRouterFirst, t.first, t.first_units);
  Take(kRouterElement, t.element, t.element_units);
  if (t.score == Score::kGate) {
    std::vector<Units> units;
    Take(kRouterGate, out_->router_gate, units);
    if (!units.empty()) t.gate_units = units[0];
  }
  if (t.score == Score::kAutonomy) {
    for (const int d : t.routed) {
      AutonomyTable& table = t.autonomy.emplace_back();
      if (RouterReadsInputs(d)) {
        Take(kInputs, table.inputs, table.inputs_units, d);
      }
      Take(kAutonomy, table.weights, table.weights_units, d);
      Take(kAutonomyReference, table.reference, table.reference_units, d);
    }
  }
}

// The router's to account for, where it reads them.
bool Assembler::RouterReadsInputs(int d) const {
  return out_->router.score == Score::kAutonomy && m_.domains(d).routed() &&
         Find(kAutonomy, d) != Genome::kNoTensor;
}

void Assembler::FillShared() {
  SharedTables& t = out_->shared;
  Take(kBasal, t.basal, t.basal_units);
  const struct {
    const char* name;
    Matrix& matrix;
    Units& units;
  } matrices[] = {{kSharedReading, t.reading, t.reading_units},
                  {kSharedAttention, t.attention, t.attention_units},
                  {kSharedWriting, t.writing, t.writing_units}};
  for (const auto& [name, matrix, matrix_units] : matrices) {
    std::vector<Units> units;
    Take(name, matrix, units);
    if (!units.empty()) matrix_units = units[0];
  }
  Take(kReferenceStates, t.states, t.states_units);
  Take(kReferenceSharpness, t.sharpness, t.sharpness_units);
  Take(kReferenceMean, t.mean, t.mean_units);
  Take(kRepertoireDistance, t.repertoire, t.repertoire_units);
  if (m_.regulators_size() > 0) {
    out_->router.reference_states =
        static_cast<int>(t.states.size() / m_.regulators_size());
  }
}

void Assembler::FillExpert(int d) {
  ExpertTables& t = out_->experts.emplace_back();
  t.genes = genome_.GenesOf(d);
  if (RouterReadsInputs(d)) {
    t.inputs = genome_.U32(Find(kInputs, d));
  } else {
    Take(kInputs, t.inputs, t.units.emplace_back(), d);
  }
  Take(kLinear, t.linear, t.units, d);
  Take(kReferenceValues, t.reference_values, t.units, d);
  Take(kExpertBasal, t.basal, t.units.emplace_back(), d);
  Take(kGate, t.gate, t.units, d);
  Take(kUp, t.up, t.units, d);
  Take(kDown, t.down, t.units, d);
  Take(kAnyGene, t.any_gene, t.units.emplace_back(), d);
  Take(kAnyFirst, t.any_first, t.units.emplace_back(), d);
  Take(kAnyElement, t.any_element, t.units.emplace_back(), d);
  Take(kAnyAmplitude, t.any_amplitude, t.units.emplace_back(), d);
  Take(kContactGene, t.contact_gene, t.units.emplace_back(), d);
  Take(kContactFirst, t.contact_first, t.units.emplace_back(), d);
  Take(kContactElement, t.contact_element, t.units.emplace_back(), d);
  Take(kContactStrength, t.contact_strength, t.units.emplace_back(), d);
  Take(kContactValue, t.contact_value, t.units.emplace_back(), d);
  Take(kContactNorm, t.contact_norm, t.units.emplace_back(), d);
  Take(kContactAmplitude, t.contact_amplitude, t.units.emplace_back(), d);
  std::vector<ByteRange>& pages = out_->pages.emplace_back();
  for (const Units units : t.units) {
    if (!units.stored()) continue;
    pages.push_back(
        genome_.BytesOf(out_->inventory.units()[units.first].tensor));
  }
  std::sort(
      pages.begin(), pages.end(),
      [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
}

}  // namespace regulon
