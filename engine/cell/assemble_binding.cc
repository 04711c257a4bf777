#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "engine/binding/linear.h"
#include "engine/binding/mwc.h"
#include "engine/binding/state_table.h"
#include "engine/binding/threshold.h"
#include "engine/cell/assembler.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names are the point of this file

absl::Status Assembler::FillInsulation() {
  Take(kInsulation, out_->insulation, out_->insulation_units);
  if (out_->insulation.size() != static_cast<size_t>(m_.boundaries_size())) {
    return absl::DataLossError("the boundaries do not fit their insulation");
  }
  return absl::OkStatus();
}

absl::Status Assembler::FillMwc(int first_element, int elements) {
  MwcTables t;
  t.first_element = first_element;
  t.elements = elements;
  t.regulators = m_.regulators_size();
  for (int e = 0; e < elements; ++e) {
    out_->element_domain.push_back(m_.elements(first_element + e).domain());
  }
  t.domain = out_->element_domain;
  Take(kClosingEnergy, t.closing_energy, t.closing_energy_units);
  TakeElements(kAccessibility, t.accessibility, t.accessibility_units);
  TakeElements(kMemoryCoupling, t.memory_coupling, t.memory_coupling_units);
  if (const int marks = Find(kMarkWeight); marks != Genome::kNoTensor) {
    if (m_.tensors(marks).shape(0) != static_cast<uint64_t>(m_.marks_size()) ||
        m_.tensors(marks).shape(1) != static_cast<uint64_t>(elements)) {
      return absl::DataLossError("the weights of the marks do not fit");
    }
    t.mark_weight = genome_.F32(marks);
    t.mark_weight_units =
        out_->inventory.CutRows(marks, int64_t{m_.marks_size()});
  } else if (m_.marks_size() > 0) {
    return absl::DataLossError("the marks have no weights");
  }
  Take(kSiteElement, t.site_element, t.site_element_units);
  Take(kSiteSign, t.site_sign, t.site_sign_units);
  Take(kAffinityFirst, t.affinity_first, t.affinity_first_units);
  t.affinity_site = genome_.U32(Find(kAffinitySite));
  t.affinity_log = genome_.F32(Find(kAffinityLog));
  t.affinity_log_ratio = genome_.F32(Find(kAffinityLogRatio));
  t.affinity_work = genome_.F32(Find(kAffinityWork));
  const struct {
    const char* name;
    Units& units;
  } rows[] = {{kAffinitySite, t.affinity_site_units},
              {kAffinityLog, t.affinity_log_units},
              {kAffinityLogRatio, t.affinity_log_ratio_units},
              {kAffinityWork, t.affinity_work_units}};
  for (const auto& [name, units] : rows) {
    RETURN_IF_ERROR(TakeRows(name, t.affinity_first, t.regulators, units));
  }
  ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeMwc(t));
  return absl::OkStatus();
}

absl::Status Assembler::FillStateTable(int first_element, int elements) {
  StateTables t;
  t.first_element = first_element;
  t.elements = elements;
  t.regulators = m_.regulators_size();
  Take(kStateFirst, t.state_first, t.units[0]);
  Take(kStateEnergy, t.energy, t.units[1]);
  Take(kStateValue, t.value, t.units[2]);
  Take(kBindingFirst, t.binding_first, t.units[3]);
  Take(kBindingRegulator, t.regulator, t.units[4]);
  Take(kBindingCount, t.count, t.units[5]);
  ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeStateTable(t));
  return absl::OkStatus();
}

absl::Status Assembler::FillThreshold(int first_element, int elements) {
  ThresholdTables t;
  t.elements_before = first_element;
  t.elements = elements;
  t.regulators = m_.regulators_size();
  Take(kThreshold, t.threshold, t.threshold_units);
  Take(kWeightFirst, t.weight_first, t.weight_first_units);
  t.weight_target = genome_.U32(Find(kWeightTarget));
  t.weight = genome_.F32(Find(kWeight));
  const size_t sources = m_.regulators_size() + first_element + elements;
  RETURN_IF_ERROR(
      TakeRows(kWeightTarget, t.weight_first, sources, t.weight_target_units));
  RETURN_IF_ERROR(TakeRows(kWeight, t.weight_first, sources, t.weight_units));
  ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeThreshold(t));
  return absl::OkStatus();
}

absl::Status Assembler::FillLinear(int first_element, int elements) {
  LinearTables t;
  t.first_element = first_element;
  t.elements = elements;
  t.regulators = m_.regulators_size();
  t.key = genome_.F32(Find(kLinearKey));
  t.value = genome_.F32(Find(kLinearValue));
  if (t.regulators > 0) {
    t.features = static_cast<int64_t>(t.key.size()) / t.regulators;
    t.values = static_cast<int64_t>(t.value.size()) / t.regulators;
  }
  const struct {
    const char* name;
    Units& units;
  } rows[] = {{kLinearKey, t.key_units}, {kLinearValue, t.value_units}};
  for (const auto& [name, units] : rows) {
    const int tensor = Find(name);
    if (tensor == Genome::kNoTensor) continue;
    if (m_.tensors(tensor).shape(0) != static_cast<uint64_t>(t.regulators)) {
      return absl::DataLossError(
          "the tensors of the linear elements do not fit");
    }
    units = out_->inventory.CutRows(tensor, int64_t{t.regulators});
  }
  Take(kLinearQuery, t.query, t.query_units);
  Take(kLinearReadout, t.readout, t.readout_units);
  ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeLinear(t));
  return absl::OkStatus();
}

// A kind is made only if the genome has elements of it.
absl::Status Assembler::FillBinding() {
  int counts[proto::Element::Kind_ARRAYSIZE] = {};
  for (const proto::Element& element : m_.elements()) {
    ++counts[element.kind()];
  }
  int first = 0;
  if (counts[proto::Element::MWC] > 0) {
    RETURN_IF_ERROR(FillMwc(first, counts[proto::Element::MWC]));
    first += counts[proto::Element::MWC];
  }
  if (counts[proto::Element::STATE_TABLE] > 0) {
    RETURN_IF_ERROR(FillStateTable(first, counts[proto::Element::STATE_TABLE]));
    first += counts[proto::Element::STATE_TABLE];
  }
  if (counts[proto::Element::THRESHOLD] > 0) {
    RETURN_IF_ERROR(FillThreshold(first, counts[proto::Element::THRESHOLD]));
    first += counts[proto::Element::THRESHOLD];
  }
  if (counts[proto::Element::LINEAR] > 0) {
    RETURN_IF_ERROR(FillLinear(first, counts[proto::Element::LINEAR]));
  }
  return absl::OkStatus();
}

}  // namespace regulon
