#include "engine/logic/network.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/logic/boolean_parts.h"
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
      : genome_(genome), m_(genome.manifest()), whole_(whole), parts_(genome) {}

  absl::StatusOr<Network> Run() {
    RETURN_IF_ERROR(InFile(parts_.Check()));
    RETURN_IF_ERROR(CheckWhole());
    AddVariables();
    // Of a genome of dense paths nothing else needs to be read.
    if (!whole_ && !parts_.AnyGene()) return std::move(network_);
    for (absl::Status (Reader::*const add)() :
         {&Reader::AddElements, &Reader::AddDomains, &Reader::AddOpening}) {
      if (whole_) RETURN_IF_ERROR(parts_.first);
      RETURN_IF_ERROR((this->*add)());
    }
    if (whole_) RETURN_IF_ERROR(parts_.first);
    return std::move(network_);
  }

  // [genes]; after Run().
  std::vector<absl::Status> TakeGenes() { return std::move(parts_.genes); }

 private:
  struct Wire {
    int source;  // a regulator, or regulators + an element
    float weight;
  };

  absl::Status InFile(const absl::Status& status) const {
    if (status.ok()) return status;
    return absl::Status(status.code(),
                        absl::StrCat(genome_.path(), ": ", status.message()));
  }

  absl::Status CheckWhole() const {
    for (const proto::Domain& domain : m_.domains()) {
      if (!domain.dropped()) continue;
      return absl::FailedPreconditionError(absl::StrCat(
          genome_.path(), ": specialized: the rules of domain '", domain.id(),
          "' were dropped, and the states of a network without them are not "
          "those of the network; ask the genome that it was made from"));
    }
    return absl::OkStatus();
  }

  void AddVariables() {
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
  }

  absl::Status AddElements() {
    const int regulators = m_.regulators_size();
    const int elements = m_.elements_size();
    const auto threshold = genome_.F32(genome_.Find(kThreshold));
    const auto kind_of = [this](int e) { return m_.elements(e).kind(); };
    // Threshold elements are the last but for linear ones.
    int end = elements;
    while (end > 0 && kind_of(end - 1) == proto::Element::LINEAR) --end;
    const int before = end - static_cast<int>(threshold.size());
    if (before < 0 ||
        (before > 0 && kind_of(before - 1) == proto::Element::THRESHOLD) ||
        (before < end && kind_of(before) != proto::Element::THRESHOLD)) {
      return InFile(absl::DataLossError(
          "the tensors of the threshold elements do not fit"));
    }
    network_.elements.resize(elements);
    for (int e = 0; e < elements; ++e) {
      if (e < before || e >= end) network_.elements[e].need = 1;  // off
    }
    if (before == end) return absl::OkStatus();
    const auto first = genome_.U32(genome_.Find(kWeightFirst));
    const auto target = genome_.U32(genome_.Find(kWeightTarget));
    const auto weight = genome_.F32(genome_.Find(kWeight));
    const int sources = regulators + end;
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
    for (int e = before; e < end; ++e) {
      AddElement(e, threshold[e - before], wires[e]);
    }
    return absl::OkStatus();
  }

  void AddElement(int e, float threshold, const std::vector<Wire>& wires) {
    const int regulators = m_.regulators_size();
    NetworkElement& out = network_.elements[e];
    out.need = 1;
    absl::Status& status = parts_.elements[e];
    int unit = LowestBit(threshold);
    double most = std::abs(threshold);
    for (const Wire& wire : wires) {
      unit = std::min(unit, LowestBit(wire.weight));
      most += std::abs(wire.weight);
      status.Update(wire.source < regulators
                        ? parts_.regulators[wire.source]
                        : parts_.elements[wire.source - regulators]);
    }
    if (unit == std::numeric_limits<int>::max()) unit = 0;
    if (!std::isfinite(most) ||
        !(std::ldexp(most, -unit) < std::ldexp(1.0, 52))) {
      parts_.Refuse(status, parts_.Because(
                                "the weights of element '", m_.elements(e).id(),
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
        parts_.Refuse(parts_.genes[g],
                      parts_.Because("gene '", m_.genes(g).id(),
                                     "' has basal expression ", basal[g]));
      }
    }
    const auto by_contact = genome_.U32(genome_.Find(kContactGene, 0, d));
    RETURN_IF_ERROR(
        InFile(CheckIndices(by_contact, genes.size(), kContactGene)));
    for (const uint32_t g : by_contact) {
      parts_.Refuse(parts_.genes[genes[g]],
                    parts_.Because("domain '", m_.domains(d).id(), "' has ",
                                   kContactGene));
    }
    for (size_t i = 0; i < gene.size(); ++i) {
      const uint32_t g = genes[gene[i]];
      if (amplitude[i] != 1) {
        parts_.Refuse(parts_.genes[g],
                      parts_.Because("gene '", m_.genes(g).id(),
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
        parts_.genes[g].Update(parts_.elements[e]);
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
      const absl::Status why = parts_.Because(
          "its router scores by ", proto::Router::Score_Name(router.score()),
          ", weighs ", proto::Router::Weighting_Name(router.weighting()),
          capped ? " and opens the highest few" : "");
      for (const int d : routed) parts_.RefuseGenesOf(d, why);
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
        for (const int e : opening) parts_.genes[g].Update(parts_.elements[e]);
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
  BooleanParts parts_;
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
  genes = reader.TakeGenes();
  return network;
}

}  // namespace regulon
