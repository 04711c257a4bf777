#include "engine/logic/network.h"

#include <cmath>
#include <limits>

#include "absl/strings/match.h"
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
  explicit Reader(const Genome& genome)
      : genome_(genome), m_(genome.manifest()) {}

  absl::StatusOr<Network> Run() {
    RETURN_IF_ERROR(CheckKinds());
    RETURN_IF_ERROR(AddVariables());
    RETURN_IF_ERROR(AddElements());
    for (int d = 0; d < m_.domains_size(); ++d) RETURN_IF_ERROR(AddDomain(d));
    RETURN_IF_ERROR(AddOpening());
    return std::move(network_);
  }

 private:
  template <typename... Words>
  absl::Status NotLogical(const Words&... words) const {
    return absl::FailedPreconditionError(absl::StrCat(
        genome_.path(), ": ", words...,
        "; this question is for Boolean networks: threshold elements, off or "
        "on, in domains that are open always or where an element is on"));
  }
  absl::Status InFile(const absl::Status& status) const {
    if (status.ok()) return status;
    return absl::Status(status.code(),
                        absl::StrCat(genome_.path(), ": ", status.message()));
  }

  absl::Status CheckKinds() const {
    for (const proto::Domain& domain : m_.domains()) {
      if (!domain.dropped()) continue;
      return absl::FailedPreconditionError(absl::StrCat(
          genome_.path(), ": specialized: the rules of domain '", domain.id(),
          "' were dropped, and the states of a network without them are not "
          "those of the network; ask the genome that it was made from"));
    }
    for (const proto::Element& element : m_.elements()) {
      if (element.kind() != proto::Element::THRESHOLD) {
        return NotLogical("element '", element.id(), "' is of kind ",
                          proto::Element::Kind_Name(element.kind()));
      }
    }
    for (int i = 0; i < m_.genes_size(); ++i) {
      if (!genome_.gene_units()[i].boolean) {
        return NotLogical("gene '", m_.genes(i).id(), "' is in ",
                          genome_.gene_units()[i].text);
      }
    }
    for (int i = 0; i < m_.regulators_size(); ++i) {
      if (!genome_.regulator_units()[i].boolean) {
        return NotLogical("regulator '", m_.regulators(i).id(), "' is in ",
                          genome_.regulator_units()[i].text);
      }
    }
    for (const char* name : {kSharedReading, kReferenceStates}) {
      if (genome_.Find(name) != Genome::kNoTensor) {
        return NotLogical("it has dense paths (", name, ")");
      }
    }
    for (int d = 0; d < m_.domains_size(); ++d) {
      for (const char* name :
           {kLinear, kReferenceValues, kGate, kContactGene}) {
        if (genome_.Find(name, 0, d) != Genome::kNoTensor) {
          return NotLogical("domain '", m_.domains(d).id(), "' has ", name);
        }
      }
    }
    return absl::OkStatus();
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
        return NotLogical("regulator '", m_.regulators(r).id(),
                          "' has reference level ", reference[r]);
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddElements() {
    const size_t elements = m_.elements_size();
    if (elements == 0) return absl::OkStatus();
    const auto threshold = genome_.F32(genome_.Find(kThreshold));
    const auto first = genome_.U32(genome_.Find(kWeightFirst));
    const auto target = genome_.U32(genome_.Find(kWeightTarget));
    const auto weight = genome_.F32(genome_.Find(kWeight));
    const size_t sources = m_.regulators_size() + elements;
    RETURN_IF_ERROR(
        InFile(CheckFirst(first, sources, target.size(), kWeightFirst)));
    RETURN_IF_ERROR(InFile(CheckIndices(target, elements, kWeightTarget)));
    if (threshold.size() != elements || weight.size() != target.size()) {
      return InFile(absl::DataLossError(
          "the tensors of the threshold elements do not fit"));
    }
    struct Wire {
      int source;
      float weight;
    };
    std::vector<std::vector<Wire>> wires(elements);
    for (size_t s = 0; s < sources; ++s) {
      const bool element = s >= static_cast<size_t>(m_.regulators_size());
      const int source = element ? static_cast<int>(network_.variables.size() +
                                                    s - m_.regulators_size())
                                 : regulator_variable_[s];
      for (uint32_t w = first[s]; w < first[s + 1]; ++w) {
        if (element && target[w] <= s - m_.regulators_size()) {
          return InFile(absl::DataLossError(
              absl::StrCat("tensor '", kWeightTarget,
                           "' is damaged: an element is read before it is "
                           "known")));
        }
        wires[target[w]].push_back({source, weight[w]});
      }
    }
    for (size_t e = 0; e < elements; ++e) {
      NetworkElement& out = network_.elements.emplace_back();
      int unit = LowestBit(threshold[e]);
      double most = std::abs(threshold[e]);
      for (const Wire& wire : wires[e]) {
        unit = std::min(unit, LowestBit(wire.weight));
        most += std::abs(wire.weight);
      }
      if (unit == std::numeric_limits<int>::max()) unit = 0;
      if (!std::isfinite(most) ||
          !(std::ldexp(most, -unit) < std::ldexp(1.0, 52))) {
        return NotLogical("the weights of element '", m_.elements(e).id(),
                          "' are too unlike to be added exactly");
      }
      for (const Wire& wire : wires[e]) {
        out.inputs.push_back({wire.source, static_cast<int64_t>(std::ldexp(
                                               double{wire.weight}, -unit))});
      }
      out.need =
          static_cast<int64_t>(std::ldexp(double{threshold[e]}, -unit)) + 1;
    }
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
        return NotLogical("gene '", m_.genes(g).id(), "' has basal expression ",
                          basal[g]);
      }
    }
    for (size_t i = 0; i < gene.size(); ++i) {
      const uint32_t g = genes[gene[i]];
      if (amplitude[i] != 1) {
        return NotLogical("gene '", m_.genes(g).id(), "' has amplitude ",
                          amplitude[i]);
      }
      if (!network_.variables[g].elements.empty()) {
        return InFile(absl::DataLossError(
            absl::StrCat("tensor '", kAnyGene, "' is damaged: gene '",
                         m_.genes(g).id(), "' is there twice")));
      }
      network_.variables[g].elements.assign(element.begin() + first[i],
                                            element.begin() + first[i + 1]);
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
      return NotLogical("its router scores by ",
                        proto::Router::Score_Name(router.score()), ", weighs ",
                        proto::Router::Weighting_Name(router.weighting()),
                        capped ? " and opens the highest few" : "");
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
  Network network_;
  std::vector<int> regulator_variable_;
};

}  // namespace

absl::StatusOr<Network> Network::FromGenome(const Genome& genome) {
  return Reader(genome).Run();
}

absl::StatusOr<int> FindVariable(const Network& network, const Genome& genome,
                                 absl::string_view name) {
  const absl::StatusOr<int> gene = genome.genes().Find(name);
  if (gene.ok()) return *gene;
  const absl::StatusOr<int> regulator = genome.regulators().Find(name);
  if (!regulator.ok()) {
    // Of two failures that which helps more.
    const bool suggests =
        absl::StrContains(regulator.status().message(), "did you mean") &&
        !absl::StrContains(gene.status().message(), "did you mean");
    return suggests ? regulator.status() : gene.status();
  }
  for (size_t v = 0; v < network.variables.size(); ++v) {
    if (network.variables[v].regulator == *regulator) {
      return static_cast<int>(v);
    }
  }
  return regulator.status();
}

}  // namespace regulon
