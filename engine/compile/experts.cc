// What domains hold: their dense parameters and how elements reach genes; and
// the dense paths that every query reads.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <utility>

#include "engine/compile/lowering.h"
#include "engine/context/contacts.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status LowerShared(Lowering& l) {
  const int64_t regulators = l.regulators.size(), genes = l.spec.gene_size();
  if (regulators == 0 &&
      (l.spec.has_shared() || l.spec.has_reference_states())) {
    return l.root.Error(l.spec.has_shared() ? "shared" : "reference_states",
                        "the genome has no regulator to read");
  }
  if (l.spec.has_shared()) {
    const proto::SharedSpec& spec = l.spec.shared();
    const Spot spot = l.root.Nested("shared");
    const int64_t rank = spec.reading().columns();
    ASSIGN_OR_RETURN(
        l.draft.shared_reading,
        Lowering::MatrixOf(spec.reading(), regulators, rank, spot, "reading"));
    ASSIGN_OR_RETURN(
        l.draft.shared_writing,
        Lowering::MatrixOf(spec.writing(), rank, genes, spot, "writing"));
  }
  if (l.spec.has_reference_states()) {
    const proto::ReferenceStatesSpec& spec = l.spec.reference_states();
    const Spot spot = l.root.Nested("reference_states");
    ASSIGN_OR_RETURN(l.draft.reference_states,
                     Lowering::MatrixOf(spec.states(), spec.states().rows(),
                                        regulators, spot, "states"));
    if (!(spec.sharpness() > 0)) {
      return spot.Error("sharpness", "a sharpness of ", spec.sharpness(),
                        "; give a number above 0");
    }
    ASSIGN_OR_RETURN(const float sharpness,
                     Lowering::Number(spec.sharpness(), spot, "sharpness"));
    l.draft.reference_sharpness.push_back(sharpness);
  }
  return absl::OkStatus();
}

bool Has(const std::vector<uint32_t>& inputs, int regulator) {
  return std::count(inputs.begin(), inputs.end(),
                    static_cast<uint32_t>(regulator)) > 0;
}

// The regulators that the domain names, or else those of its linear weights.
absl::Status LowerInputs(const proto::DomainSpec& spec, const Spot& spot,
                         ExpertDraft& out, Lowering& l) {
  for (int i = 0; i < spec.regulator_size(); ++i) {
    const absl::StatusOr<int> regulator = l.Regulator(spec.regulator(i));
    if (!regulator.ok()) {
      return spot.ErrorAt("regulator", i, regulator.status().message());
    }
    if (Has(out.inputs, *regulator)) {
      return spot.ErrorAt("regulator", i, "regulator '", spec.regulator(i),
                          "' is named twice");
    }
    out.inputs.push_back(*regulator);
  }
  if (spec.regulator_size() > 0) return absl::OkStatus();
  for (int i = 0; i < spec.linear_size(); ++i) {
    const absl::StatusOr<int> regulator =
        l.Regulator(spec.linear(i).regulator());
    if (!regulator.ok()) {
      return spot.Nested("linear", i)
          .Error("regulator", regulator.status().message());
    }
    if (!Has(out.inputs, *regulator)) out.inputs.push_back(*regulator);
  }
  return absl::OkStatus();
}

absl::Status LowerLinear(const proto::DomainSpec& spec, int domain,
                         const Spot& spot, ExpertDraft& out, Lowering& l) {
  if (spec.linear_size() == 0) return absl::OkStatus();
  const auto genes = static_cast<int64_t>(l.genes_of[domain].size());
  ASSIGN_OR_RETURN(out.linear,
                   Lowering::Zeros(out.inputs.size(), genes, spot, "linear"));
  for (int i = 0; i < spec.linear_size(); ++i) {
    const proto::LinearSpec& entry = spec.linear(i);
    const Spot entry_spot = spot.Nested("linear", i);
    const absl::StatusOr<int> gene = l.gene_names.Find(entry.gene());
    if (!gene.ok()) return entry_spot.Error("gene", gene.status().message());
    if (l.draft.manifest.genes(*gene).domain() !=
        static_cast<uint32_t>(domain)) {
      return entry_spot.Error("gene", "gene '", entry.gene(),
                              "' is not in domain '", spec.id(), "'");
    }
    const absl::StatusOr<int> regulator = l.Regulator(entry.regulator());
    if (!regulator.ok()) {
      return entry_spot.Error("regulator", regulator.status().message());
    }
    const auto input = std::find(out.inputs.begin(), out.inputs.end(),
                                 static_cast<uint32_t>(*regulator));
    if (input == out.inputs.end()) {
      return entry_spot.Error("regulator", "regulator '", entry.regulator(),
                              "' is not among the domain's own");
    }
    ASSIGN_OR_RETURN(out.linear.values[(input - out.inputs.begin()) * genes +
                                       l.gene_in_domain[*gene]],
                     Lowering::Number(entry.weight(), entry_spot, "weight"));
  }
  return absl::OkStatus();
}

absl::Status LowerDense(int domain, ExpertDraft& out, Lowering& l) {
  const proto::DomainSpec& spec = l.spec.domain(l.domain_spec[domain]);
  const Spot spot = l.root.Nested("domain", l.domain_spec[domain]);
  const auto genes = static_cast<int64_t>(l.genes_of[domain].size());
  RETURN_IF_ERROR(LowerInputs(spec, spot, out, l));
  RETURN_IF_ERROR(LowerLinear(spec, domain, spot, out, l));
  const bool dense = spec.has_reference_values() || spec.has_gate() ||
                     spec.has_up() || spec.has_down();
  if (dense && genes == 0) {
    return spot.Error("id", "domain '", spec.id(),
                      "' has matrices but no genes");
  }
  if (spec.has_reference_values()) {
    const int64_t states = l.draft.reference_states.rows;
    if (states == 0) {
      return spot.Error("reference_values",
                        "the genome has no reference_states");
    }
    ASSIGN_OR_RETURN(out.reference_values,
                     Lowering::MatrixOf(spec.reference_values(), states, genes,
                                        spot, "reference_values"));
  }
  if (spec.has_gate() || spec.has_up() || spec.has_down()) {
    const int64_t inside = out.inputs.size() + l.draft.shared_reading.columns;
    const int64_t hidden = spec.gate().columns();
    if (inside == 0 || hidden < 1) {
      return spot.Error("gate", "domain '", spec.id(),
                        "' needs inputs and hidden units for its gate");
    }
    ASSIGN_OR_RETURN(out.gate, Lowering::MatrixOf(spec.gate(), inside, hidden,
                                                  spot, "gate"));
    ASSIGN_OR_RETURN(out.up,
                     Lowering::MatrixOf(spec.up(), inside, hidden, spot, "up"));
    ASSIGN_OR_RETURN(
        out.down, Lowering::MatrixOf(spec.down(), hidden, genes, spot, "down"));
  }
  const bool read = !out.linear.values.empty() || !out.gate.values.empty() ||
                    l.spec.router().score() == proto::Router::AUTONOMY;
  if (!read && !out.inputs.empty()) {
    l.warnings.push_back(absl::StrCat(
        spot.Place("regulator"), ": nothing reads the regulators of domain '",
        spec.id(), "'"));
    out.inputs.clear();
  }
  return absl::OkStatus();
}

// The contact of each (element, gene) that the spec gives itself.
absl::StatusOr<std::map<std::pair<int, int>, double>> GivenContacts(
    Lowering& l) {
  std::map<std::pair<int, int>, double> contacts;
  for (int i = 0; i < l.spec.contact_size(); ++i) {
    const proto::ContactSpec& spec = l.spec.contact(i);
    const Spot spot = l.root.Nested("contact", i);
    const auto element = l.element_ids.find(spec.element());
    if (element == l.element_ids.end()) {
      std::vector<std::string> ids;
      for (const auto& e : l.draft.manifest.elements()) ids.push_back(e.id());
      return spot.Error("element", "no element is called '", spec.element(),
                        "'", DidYouMean(spec.element(), ids));
    }
    const absl::StatusOr<int> gene = l.gene_names.Find(spec.gene());
    if (!gene.ok()) return spot.Error("gene", gene.status().message());
    const std::vector<int>& genes = l.elements[element->second].genes;
    if (!std::count(genes.begin(), genes.end(), *gene)) {
      return spot.Error("gene", "element '", spec.element(),
                        "' does not act on gene '", spec.gene(),
                        "'; add it to the element's genes");
    }
    if (!(spec.contact() >= 0 && spec.contact() <= 1e6)) {
      return spot.Error("contact", "a contact of ", spec.contact(),
                        "; give a number from 0");
    }
    if (l.spec.gene(*gene).combination() != proto::GeneSpec::CONTACT) {
      return spot.Error("gene", "gene '", spec.gene(),
                        "' combines its elements by ANY; add combination: "
                        "CONTACT to it");
    }
    contacts[{element->second, *gene}] = spec.contact();
  }
  return contacts;
}

double ContactOf(const ElementFacts& facts, int gene, const Lowering& l) {
  if (facts.spec < 0) return 1;
  const proto::ElementSpec& element = l.spec.element(facts.spec);
  const proto::GeneSpec& target = l.spec.gene(gene);
  if (element.contig().empty() || target.contig().empty()) return 1;
  if (element.contig() != target.contig()) return 0;
  double contact = ContactAt(element.center0() - target.tss0());
  for (const proto::BoundarySpec& boundary : l.spec.boundary()) {
    if (boundary.contig() == target.contig() &&
        LiesBetween(boundary.position0(), element.center0(), target.tss0())) {
      contact *= boundary.insulation();
    }
  }
  return contact;
}

absl::Status LowerElementEdges(Lowering& l) {
  ASSIGN_OR_RETURN(const auto given, GivenContacts(l));
  std::vector<const ElementFacts*> ordered(l.elements.size());
  for (const ElementFacts& facts : l.elements) ordered[facts.order] = &facts;
  std::vector<std::vector<int>> elements_of(l.spec.gene_size());
  for (const ElementFacts* facts : ordered) {
    for (const int gene : facts->genes) {
      elements_of[gene].push_back(facts - l.elements.data());
    }
  }
  for (int gene = 0; gene < l.spec.gene_size(); ++gene) {
    const proto::GeneSpec& spec = l.spec.gene(gene);
    if (elements_of[gene].empty()) continue;
    ExpertDraft& out = l.experts[l.draft.manifest.genes(gene).domain()];
    ASSIGN_OR_RETURN(
        const float amplitude,
        Lowering::Number(spec.has_amplitude() ? spec.amplitude() : 1,
                         l.root.Nested("gene", gene), "amplitude"));
    if (spec.combination() == proto::GeneSpec::ANY) {
      if (out.any_first.empty()) out.any_first.push_back(0);
      for (const int e : elements_of[gene]) {
        out.any_element.push_back(l.elements[e].order);
      }
      out.any_gene.push_back(l.gene_in_domain[gene]);
      out.any_first.push_back(out.any_element.size());
      out.any_amplitude.push_back(amplitude);
      continue;
    }
    double norm = 0;
    if (out.contact_first.empty()) out.contact_first.push_back(0);
    for (const int e : elements_of[gene]) {
      const auto own = given.find({e, gene});
      const double contact =
          own != given.end() ? own->second : ContactOf(l.elements[e], gene, l);
      norm += std::abs(l.elements[e].strength) * contact;
      out.contact_element.push_back(l.elements[e].order);
      out.contact_strength.push_back(
          static_cast<float>(l.elements[e].strength));
      out.contact_value.push_back(static_cast<float>(contact));
    }
    if (!(norm > 1e-30)) {
      return l.root.Nested("gene", gene)
          .Error("combination", "no element is in contact with gene '",
                 spec.id(), "'; check contigs, strengths and contacts");
    }
    ASSIGN_OR_RETURN(
        const float stored,
        Lowering::Number(norm, l.root.Nested("gene", gene), "combination"));
    out.contact_gene.push_back(l.gene_in_domain[gene]);
    out.contact_first.push_back(out.contact_element.size());
    out.contact_norm.push_back(stored);
    out.contact_amplitude.push_back(amplitude);
  }
  return absl::OkStatus();
}

// x is needed if anything multiplies it, and the means if regulators that are
// not given are basal.
absl::Status LowerStandardization(Lowering& l) {
  bool needed = l.spec.unnamed() == proto::BASAL ||
                !l.draft.shared_reading.values.empty() ||
                !l.draft.reference_states.values.empty() ||
                l.spec.router().score() == proto::Router::AUTONOMY ||
                l.spec.router().score() == proto::Router::GATE;
  for (const ExpertDraft& expert : l.experts) {
    needed |= !expert.linear.values.empty() || !expert.gate.values.empty();
  }
  if (!needed) return absl::OkStatus();
  for (const RegulatorFacts& facts : l.regulators) {
    static const proto::RegulatorSpec& implied = *new proto::RegulatorSpec;
    const proto::RegulatorSpec& spec =
        facts.spec < 0 ? implied : l.spec.regulator(facts.spec);
    l.draft.pseudocount.push_back(
        spec.pseudocount() == 0 ? 1 : static_cast<float>(spec.pseudocount()));
    l.draft.log_sd.push_back(
        spec.log_sd() == 0 ? 1 : static_cast<float>(spec.log_sd()));
    float mean = 0;
    if (facts.spec >= 0) {
      ASSIGN_OR_RETURN(
          mean,
          Lowering::Number(spec.log_mean(),
                           l.root.Nested("regulator", facts.spec), "log_mean"));
    }
    l.draft.log_mean.push_back(mean);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerExperts(Lowering& l) {
  RETURN_IF_ERROR(LowerShared(l));
  l.experts.resize(l.domain_spec.size());
  for (size_t d = 0; d < l.experts.size(); ++d) {
    if (l.domain_spec[d] >= 0) {
      RETURN_IF_ERROR(LowerDense(static_cast<int>(d), l.experts[d], l));
    }
  }
  RETURN_IF_ERROR(LowerElementEdges(l));
  RETURN_IF_ERROR(LowerStandardization(l));
  const auto zero = [](float value) { return value == 0; };
  if (std::all_of(l.draft.basal.begin(), l.draft.basal.end(), zero)) {
    l.draft.basal.clear();
  }
  return absl::OkStatus();
}

}  // namespace regulon
