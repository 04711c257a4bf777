#include "engine/logic/network.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names of one header

// The exponent of the lowest set bit; large for 0 and what is not finite.
int LowestBit(float value) {
  if (value == 0 || !std::isfinite(value))
    return std::numeric_limits<int>::max();
  int exponent = 0;
  auto mantissa =
      static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 24));
  exponent -= 24;
  for (; mantissa % 2 == 0; mantissa /= 2) ++exponent;
  return exponent;
}

class Reader {
 public:
  // `whole`: all of the genome, or nothing.
  Reader(const Genome& genome, bool whole)
      : genome_(genome),
        m_(genome.manifest()),
        whole_(whole),
        gene_status_(m_.genes_size()),
        regulator_status_(m_.regulators_size()),
        element_status_(m_.elements_size()) {}

  absl::StatusOr<Network> Run() {
    CheckKinds();
    const auto step = [this](absl::Status (Reader::*add)()) {
      return whole_ && !first_.ok() ? first_ : (this->*add)();
    };
    RETURN_IF_ERROR(step(&Reader::AddVariables));
    // Of a genome of dense paths nothing else needs to be read.
    if (!IsAnyGeneLogical() && !whole_) return std::move(network_);
    RETURN_IF_ERROR(step(&Reader::AddElements));
    RETURN_IF_ERROR(step(&Reader::AddDomains));
    RETURN_IF_ERROR(step(&Reader::AddOpening));
    if (whole_ && !first_.ok()) return first_;
    return std::move(network_);
  }

  // [genes]; after Run().
  std::vector<absl::Status> TakeGeneStatus() { return std::move(gene_status_); }

 private:
  struct Wire {
    int source;  // a regulator, or regulators + an element
    float weight;
  };

  template <typename... Words>
  absl::Status NotLogical(const Words&... words) const {
    return absl::FailedPreconditionError(absl::StrCat(
        genome_.path(), ": ", words...,
        "; this question is for Boolean networks: threshold elements, off or "
        "on, in domains that are open always or where an element is on"));
  }
  // What is marked is not Boolean, and the first reason for it stays.
  void Mark(absl::Status& thing, const absl::Status& why) {
    if (first_.ok()) first_ = why;
    thing.Update(why);
  }
  void MarkGenes(const absl::Status& why) {
    for (absl::Status& gene : gene_status_) Mark(gene, why);
    if (first_.ok()) first_ = why;  // of a genome without any gene
  }
  bool IsAnyGeneLogical() const {
    return std::any_of(gene_status_.begin(), gene_status_.end(),
                       [](const absl::Status& gene) { return gene.ok(); });
  }

  absl::Status InFile(const absl::Status& status) const {
    if (status.ok()) return status;
    return absl::Status(status.code(),
                        absl::StrCat(genome_.path(), ": ", status.message()));
  }

  void CheckKinds() {
    for (int e = 0; e < m_.elements_size(); ++e) {
      const proto::Element& element = m_.elements(e);
      if (element.kind() != proto::Element::THRESHOLD) {
        Mark(element_status_[e],
             NotLogical("element '", element.id(), "' is of kind ",
                        proto::Element::Kind_Name(element.kind())));
      }
    }
    for (int i = 0; i < m_.genes_size(); ++i) {
      if (!genome_.gene_units()[i].boolean) {
        Mark(gene_status_[i], NotLogical("gene '", m_.genes(i).id(), "' is in ",
                                         genome_.gene_units()[i].text));
      }
    }
    for (int i = 0; i < m_.regulators_size(); ++i) {
      if (!genome_.regulator_units()[i].boolean) {
        Mark(regulator_status_[i],
             NotLogical("regulator '", m_.regulators(i).id(), "' is in ",
                        genome_.regulator_units()[i].text));
      }
    }
    for (const char* name : {kSharedReading, kReferenceStates, kEncoderGain}) {
      if (genome_.Find(name) != Genome::kNoTensor) {
        MarkGenes(NotLogical("it has dense paths (", name, ")"));
      }
    }
    if (m_.link() == proto::SOFTPLUS) {
      MarkGenes(NotLogical("its link is ", proto::Link_Name(m_.link())));
    }
    for (int d = 0; d < m_.domains_size(); ++d) {
      for (const char* name :
           {kLinear, kReferenceValues, kExpertBasal, kGate}) {
        if (genome_.Find(name, 0, d) == Genome::kNoTensor) continue;
        const absl::Status why =
            NotLogical("domain '", m_.domains(d).id(), "' has ", name);
        for (const uint32_t g : genome_.GenesOf(d)) Mark(gene_status_[g], why);
      }
    }
  }

  absl::Status AddVariables() {
    regulator_variable_.assign(m_.regulators_size(), -1);
    for (int g = 0; g < m_.genes_size(); ++g) {
      NetworkVariable& variable = network_.variables.emplace_back();
      variable.name = m_.genes(g).id();
      variable.gene = g;
      variable.regulator = genome_.regulators().FindId(variable.name);
      if (variable.regulator >= 0) regulator_variable_[variable.regulator] = g;
    }
    for (int r = 0; r < m_.regulators_size(); ++r) {
      if (regulator_variable_[r] >= 0) continue;
      regulator_variable_[r] = static_cast<int>(network_.variables.size());
      NetworkVariable& variable = network_.variables.emplace_back();
      variable.name = m_.regulators(r).id();
      variable.regulator = r;
    }
    const absl::Span<const float> reference =
        genome_.F32(genome_.Find(kReference));
    if (reference.size() != static_cast<size_t>(m_.regulators_size())) {
      return InFile(absl::DataLossError(
          absl::StrCat("tensor '", kReference, "' does not fit")));
    }
    for (int r = 0; r < m_.regulators_size(); ++r) {
      if (reference[r] != 1) {
        Mark(regulator_status_[r],
             NotLogical("regulator '", m_.regulators(r).id(),
                        "' has reference level ", reference[r]));
      }
    }
    const auto scaled = genome_.U32(genome_.Find(kPairTarget));
    RETURN_IF_ERROR(
        InFile(CheckIndices(scaled, m_.regulators_size(), kPairTarget)));
    for (const uint32_t r : scaled) {
      Mark(regulator_status_[r],
           NotLogical("regulator '", m_.regulators(r).id(),
                      "' is scaled by its cofactors"));
    }
    return absl::OkStatus();
  }

  absl::Status AddElements() {
    const int regulators = m_.regulators_size();
    const int elements = m_.elements_size();
    const auto threshold = genome_.F32(genome_.Find(kThreshold));
    // Threshold elements are the last.
    const int before = elements - static_cast<int>(threshold.size());
    const auto kind_of = [this](int e) { return m_.elements(e).kind(); };
    if (before < 0 ||
        (before > 0 && kind_of(before - 1) == proto::Element::THRESHOLD) ||
        (before < elements && kind_of(before) != proto::Element::THRESHOLD)) {
      return InFile(absl::DataLossError(
          "the tensors of the threshold elements do not fit"));
    }
    network_.elements.resize(elements);
    for (int e = 0; e < before; ++e) network_.elements[e].need = 1;  // off
    if (before == elements) return absl::OkStatus();
    const auto first = genome_.U32(genome_.Find(kWeightFirst));
    const auto target = genome_.U32(genome_.Find(kWeightTarget));
    const auto weight = genome_.F32(genome_.Find(kWeight));
    const int sources = regulators + elements;
    RETURN_IF_ERROR(
        InFile(CheckFirst(first, sources, target.size(), kWeightFirst)));
    RETURN_IF_ERROR(
        InFile(CheckIndices(target, threshold.size(), kWeightTarget)));
    if (weight.size() != target.size()) {
      return InFile(absl::DataLossError(
          "the tensors of the threshold elements do not fit"));
    }
    std::vector<std::vector<Wire>> wires(elements);
    for (int s = 0; s < sources; ++s) {
      for (uint32_t w = first[s]; w < first[s + 1]; ++w) {
        const int reader = before + static_cast<int>(target[w]);
        if (reader <= s - regulators) {
          return InFile(absl::DataLossError(
              absl::StrCat("tensor '", kWeightTarget,
                           "' is damaged: an element is read before it is "
                           "known")));
        }
        wires[reader].push_back({s, weight[w]});
      }
    }
    for (int e = before; e < elements; ++e) {
      AddElement(e, threshold[e - before], wires[e]);
    }
    return absl::OkStatus();
  }

  void AddElement(int e, float threshold, const std::vector<Wire>& wires) {
    const int regulators = m_.regulators_size();
    NetworkElement& out = network_.elements[e];
    out.need = 1;
    absl::Status& status = element_status_[e];
    int unit = LowestBit(threshold);
    double most = std::abs(threshold);
    for (const Wire& wire : wires) {
      unit = std::min(unit, LowestBit(wire.weight));
      most += std::abs(wire.weight);
      status.Update(wire.source < regulators
                        ? regulator_status_[wire.source]
                        : element_status_[wire.source - regulators]);
    }
    if (unit == std::numeric_limits<int>::max()) unit = 0;
    if (!std::isfinite(most) ||
        !(std::ldexp(most, -unit) < std::ldexp(1.0, 52))) {
      Mark(status, NotLogical("the weights of element '", m_.elements(e).id(),
                              "' are too unlike to be added exactly"));
    }
    if (!status.ok()) return;
    for (const Wire& wire : wires) {
      const int source = wire.source < regulators
                             ? regulator_variable_[wire.source]
                             : static_cast<int>(network_.variables.size()) +
                                   wire.source - regulators;
      out.inputs.push_back({source, static_cast<int64_t>(std::ldexp(
                                        double{wire.weight}, -unit))});
    }
    out.need = static_cast<int64_t>(std::ldexp(double{threshold}, -unit)) + 1;
  }

  absl::Status AddDomains() {
    for (int d = 0; d < m_.domains_size(); ++d) RETURN_IF_ERROR(AddDomain(d));
    return absl::OkStatus();
  }

  absl::Status AddDomain(int d) {
    const auto gene = genome_.U32(genome_.Find(kAnyGene, 0, d));
    const auto first = genome_.U32(genome_.Find(kAnyFirst, 0, d));
    const auto element = genome_.U32(genome_.Find(kAnyElement, 0, d));
    const auto amplitude = genome_.F32(genome_.Find(kAnyAmplitude, 0, d));
    const auto basal = genome_.F32(genome_.Find(kBasal));
    const auto genes = genome_.GenesOf(d);
    if (!gene.empty()) {
      RETURN_IF_ERROR(
          InFile(CheckFirst(first, gene.size(), element.size(), kAnyFirst)));
    }
    RETURN_IF_ERROR(InFile(CheckIndices(gene, genes.size(), kAnyGene)));
    RETURN_IF_ERROR(
        InFile(CheckIndices(element, m_.elements_size(), kAnyElement)));
    // Not stored where all are 0.
    const bool is_basal = !basal.empty();
    if (amplitude.size() != gene.size() ||
        (is_basal && basal.size() != static_cast<size_t>(m_.genes_size()))) {
      return InFile(absl::DataLossError(absl::StrCat(
          "the tensors of domain '", m_.domains(d).id(), "' do not fit")));
    }
    for (const uint32_t g : genes) {
      if (is_basal && basal[g] != 0) {
        Mark(gene_status_[g], NotLogical("gene '", m_.genes(g).id(),
                                         "' has basal expression ", basal[g]));
      }
    }
    const auto by_contact = genome_.U32(genome_.Find(kContactGene, 0, d));
    RETURN_IF_ERROR(
        InFile(CheckIndices(by_contact, genes.size(), kContactGene)));
    for (const uint32_t g : by_contact) {
      Mark(gene_status_[genes[g]],
           NotLogical("domain '", m_.domains(d).id(), "' has ", kContactGene));
    }
    for (size_t i = 0; i < gene.size(); ++i) {
      const uint32_t g = genes[gene[i]];
      if (amplitude[i] != 1) {
        Mark(gene_status_[g], NotLogical("gene '", m_.genes(g).id(),
                                         "' has amplitude ", amplitude[i]));
      }
      if (!network_.variables[g].elements.empty()) {
        return InFile(absl::DataLossError(
            absl::StrCat("tensor '", kAnyGene, "' is damaged: gene '",
                         m_.genes(g).id(), "' is there twice")));
      }
      network_.variables[g].elements.assign(element.begin() + first[i],
                                            element.begin() + first[i + 1]);
      for (const int e : network_.variables[g].elements) {
        gene_status_[g].Update(element_status_[e]);
      }
    }
    return absl::OkStatus();
  }

  // Routed domains, whose score is 1 where one of their elements is on and 0
  // elsewhere: genes of a closed one are off.
  absl::Status AddOpening() {
    network_.domain_open.assign(m_.domains_size(), -1);
    std::vector<int> routed;
    for (int d = 0; d < m_.domains_size(); ++d) {
      if (m_.domains(d).routed()) routed.push_back(d);
    }
    if (routed.empty()) return absl::OkStatus();
    const proto::Router& router = m_.routers(0);
    const bool capped = router.top_k() != 0 && router.top_k() < routed.size();
    if (router.score() != proto::Router::ACTIVITY || capped ||
        router.weighting() != proto::Router::INDEPENDENT) {
      const absl::Status why = NotLogical(
          "its router scores by ", proto::Router::Score_Name(router.score()),
          ", weighs ", proto::Router::Weighting_Name(router.weighting()),
          capped ? " and opens the highest few" : "");
      for (const int d : routed) {
        for (const uint32_t g : genome_.GenesOf(d)) Mark(gene_status_[g], why);
      }
      if (first_.ok()) first_ = why;  // of domains without any gene
      return absl::OkStatus();
    }
    const auto threshold = genome_.F32(genome_.Find(kRouterThreshold));
    const auto first = genome_.U32(genome_.Find(kRouterFirst));
    const auto element = genome_.U32(genome_.Find(kRouterElement));
    RETURN_IF_ERROR(
        InFile(CheckFirst(first, routed.size(), element.size(), kRouterFirst)));
    RETURN_IF_ERROR(
        InFile(CheckIndices(element, m_.elements_size(), kRouterElement)));
    if (threshold.size() != routed.size()) {
      return InFile(absl::DataLossError(
          absl::StrCat("tensor '", kRouterThreshold, "' does not fit")));
    }
    for (size_t q = 0; q < routed.size(); ++q) {
      if (threshold[q] <= 0) continue;  // whatever its elements are
      std::vector<int> opening;
      if (threshold[q] <= 1) {
        opening.assign(element.begin() + first[q],
                       element.begin() + first[q + 1]);
      }
      const int open = AddGate(opening, 1);
      network_.domain_open[routed[q]] = open;
      for (const uint32_t g : genome_.GenesOf(routed[q])) {
        for (const int e : opening) gene_status_[g].Update(element_status_[e]);
        std::vector<int>& elements = network_.variables[g].elements;
        const int any = AddGate(elements, 1);
        elements = {AddGate({any, open}, 2)};
      }
    }
    return absl::OkStatus();
  }

  // An element that is on if so many of these are.
  int AddGate(const std::vector<int>& inputs, int64_t need) {
    NetworkElement gate;
    for (const int e : inputs) {
      gate.inputs.push_back(
          {static_cast<int>(network_.variables.size()) + e, 1});
    }
    gate.need = need;
    network_.elements.push_back(std::move(gate));
    return static_cast<int>(network_.elements.size()) - 1;
  }

  const Genome& genome_;
  const proto::Manifest& m_;
  const bool whole_;
  absl::Status first_;  // of what was marked
  std::vector<absl::Status> gene_status_, regulator_status_, element_status_;
  Network network_;
  std::vector<int> regulator_variable_;
};

}  // namespace

absl::StatusOr<Network> Network::FromGenome(const Genome& genome) {
  return Reader(genome, /*whole=*/true).Run();
}

absl::StatusOr<Network> Network::PartOfGenome(
    const Genome& genome, std::vector<absl::Status>& genes) {
  Reader reader(genome, /*whole=*/false);
  absl::StatusOr<Network> network = reader.Run();
  genes = reader.TakeGeneStatus();
  return network;
}

}  // namespace regulon
