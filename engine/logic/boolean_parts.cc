#include "engine/logic/boolean_parts.h"

#include <algorithm>

#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/modulation/modulators.h"
#include "engine/status.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names of one header

BooleanParts::BooleanParts(const Genome& genome)
    : genes(genome.manifest().genes_size()),
      regulators(genome.manifest().regulators_size()),
      elements(genome.manifest().elements_size()),
      genome_(genome) {}

absl::Status BooleanParts::Check() {
  CheckUnits();
  CheckPaths();
  RETURN_IF_ERROR(CheckActivities());
  RETURN_IF_ERROR(CheckSilencing());
  return CheckThresholdShifts();
}

absl::Status BooleanParts::Reason(const std::string& words) const {
  return absl::FailedPreconditionError(absl::StrCat(
      genome_.path(), ": ", words,
      "; this question is for Boolean networks: threshold elements, off or "
      "on, in domains that are open always or where an element is on"));
}

void BooleanParts::Refuse(absl::Status& part, const absl::Status& why) {
  first.Update(why);
  part.Update(why);
}

void BooleanParts::RefuseGenesOf(int domain, const absl::Status& why) {
  first.Update(why);  // be there a gene or not
  for (const uint32_t g : genome_.GenesOf(domain)) genes[g].Update(why);
}

void BooleanParts::RefuseAllGenes(const absl::Status& why) {
  first.Update(why);
  for (absl::Status& gene : genes) gene.Update(why);
}

bool BooleanParts::AnyGene() const {
  return std::any_of(genes.begin(), genes.end(),
                     [](const absl::Status& gene) { return gene.ok(); });
}

void BooleanParts::CheckUnits() {
  const proto::Manifest& m = genome_.manifest();
  for (int e = 0; e < m.elements_size(); ++e) {
    const proto::Element& element = m.elements(e);
    if (element.kind() != proto::Element::THRESHOLD) {
      Refuse(elements[e], Because("element '", element.id(), "' is of kind ",
                                  proto::Element::Kind_Name(element.kind())));
    }
  }
  for (int g = 0; g < m.genes_size(); ++g) {
    if (!genome_.gene_units()[g].boolean) {
      Refuse(genes[g], Because("gene '", m.genes(g).id(), "' is in ",
                               genome_.gene_units()[g].text));
    }
  }
  for (int r = 0; r < m.regulators_size(); ++r) {
    if (!genome_.regulator_units()[r].boolean) {
      Refuse(regulators[r],
             Because("regulator '", m.regulators(r).id(), "' is in ",
                     genome_.regulator_units()[r].text));
    }
  }
}

void BooleanParts::CheckPaths() {
  const proto::Manifest& m = genome_.manifest();
  for (const char* name : {kSharedReading, kReferenceStates, kEncoderGain}) {
    if (genome_.Find(name) != Genome::kNoTensor) {
      RefuseAllGenes(Because("it has dense paths (", name, ")"));
    }
  }
  if (m.link() == proto::SOFTPLUS) {
    RefuseAllGenes(Because("its link is ", proto::Link_Name(m.link())));
  }
  for (int d = 0; d < m.domains_size(); ++d) {
    for (const char* name : {kLinear, kReferenceValues, kExpertBasal, kGate}) {
      if (genome_.Find(name, 0, d) != Genome::kNoTensor) {
        RefuseGenesOf(d,
                      Because("domain '", m.domains(d).id(), "' has ", name));
      }
    }
  }
}

absl::Status BooleanParts::CheckActivities() {
  const proto::Manifest& m = genome_.manifest();
  const auto reference = genome_.F32(genome_.Find(kReference));
  if (reference.size() != regulators.size()) {
    return absl::DataLossError(
        absl::StrCat("tensor '", kReference, "' does not fit"));
  }
  for (size_t r = 0; r < regulators.size(); ++r) {
    if (reference[r] != 1) {
      Refuse(regulators[r],
             Because("regulator '", m.regulators(static_cast<int>(r)).id(),
                     "' has reference level ", reference[r]));
    }
  }
  const auto scaled = genome_.U32(genome_.Find(kPairTarget));
  RETURN_IF_ERROR(CheckIndices(scaled, regulators.size(), kPairTarget));
  for (const uint32_t r : scaled) {
    Refuse(regulators[r],
           Because("regulator '", m.regulators(static_cast<int>(r)).id(),
                   "' is scaled by its cofactors"));
  }
  return absl::OkStatus();
}

absl::Status BooleanParts::CheckSilencing() {
  const auto silenced = genome_.U32(genome_.Find(kSilencingGene));
  RETURN_IF_ERROR(CheckIndices(silenced, genes.size(), kSilencingGene));
  for (const uint32_t g : silenced) {
    Refuse(genes[g],
           Because("gene '", genome_.manifest().genes(static_cast<int>(g)).id(),
                   "' is silenced by degrees"));
  }
  return absl::OkStatus();
}

absl::Status BooleanParts::CheckThresholdShifts() {
  const proto::Manifest& m = genome_.manifest();
  const auto kind = genome_.U32(genome_.Find(kModulationKind));
  const auto target = genome_.U32(genome_.Find(kModulationTarget));
  if (kind.size() != target.size()) {
    return absl::DataLossError("the tensors of the modulators do not fit");
  }
  for (size_t i = 0; i < kind.size(); ++i) {
    if (kind[i] != static_cast<uint32_t>(Modulated::kThreshold)) continue;
    for (int d = 0; d < m.domains_size(); ++d) {
      const bool of_all = target[i] == 0 && m.domains(d).routed();
      if (!of_all && target[i] != static_cast<uint32_t>(d) + 1) continue;
      RefuseGenesOf(d, Because("domain '", m.domains(d).id(),
                               "' has a modulator of its threshold"));
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
