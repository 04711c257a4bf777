#include "engine/query/used_network.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/explain/jaccard.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names of one header

void SortUnique(std::vector<uint64_t>& edges) {
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
}

}  // namespace

absl::StatusOr<Wiring> Wiring::Create(const Genome& genome) {
  const proto::Manifest& manifest = genome.manifest();
  Wiring wiring(genome);
  wiring.regulators_.resize(manifest.elements_size());
  wiring.inner_.resize(manifest.elements_size());
  wiring.elements_of_.resize(manifest.genes_size());
  absl::Status status = wiring.ReadElements();
  if (status.ok()) status = wiring.ReadThresholds();
  for (int d = 0; d < manifest.domains_size() && status.ok(); ++d) {
    status = wiring.ReadExpert(d);
  }
  if (!status.ok()) {
    return absl::Status(status.code(),
                        absl::StrCat(genome.path(), ": ", status.message(),
                                     "; restore the file or compile it again"));
  }
  return wiring;
}

// Of the mwc, state_table and linear kinds.
absl::Status Wiring::ReadElements() {
  const auto u32 = [&](const char* name) {
    return genome_->U32(genome_->Find(name));
  };
  const size_t elements = regulators_.size();
  const auto site_element = u32(kSiteElement);
  const auto first = u32(kAffinityFirst);
  const auto site = u32(kAffinitySite);
  const size_t all = genome_->manifest().regulators_size();
  RETURN_IF_ERROR(CheckIndices(site_element, elements, kSiteElement));
  RETURN_IF_ERROR(CheckIndices(site, site_element.size(), kAffinitySite));
  if (!first.empty()) {
    RETURN_IF_ERROR(CheckFirst(first, all, site.size(), kAffinityFirst));
    for (uint32_t r = 0; r < all; ++r) {
      for (uint32_t i = first[r]; i < first[r + 1]; ++i) {
        regulators_[site_element[site[i]]].push_back(r);
      }
    }
  }
  size_t counts[proto::Element::Kind_ARRAYSIZE] = {};
  for (const proto::Element& element : genome_->manifest().elements()) {
    ++counts[element.kind()];
  }
  const size_t mwc = counts[proto::Element::MWC];
  const size_t tables = counts[proto::Element::STATE_TABLE];
  RETURN_IF_ERROR(ReadLinear(counts[proto::Element::LINEAR]));
  if (tables == 0) return absl::OkStatus();
  const auto state_first = u32(kStateFirst);
  const auto binding_first = u32(kBindingFirst);
  const auto binding = u32(kBindingRegulator);
  const size_t states = genome_->F32(genome_->Find(kStateEnergy)).size();
  RETURN_IF_ERROR(CheckFirst(state_first, tables, states, kStateFirst));
  if (binding.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(
      CheckFirst(binding_first, states, binding.size(), kBindingFirst));
  RETURN_IF_ERROR(CheckIndices(binding, all, kBindingRegulator));
  for (size_t e = 0; e < tables; ++e) {
    regulators_[mwc + e].assign(
        binding.begin() + binding_first[state_first[e]],
        binding.begin() + binding_first[state_first[e + 1]]);
  }
  return absl::OkStatus();
}

// A regulator whose key shares a feature with the query binds.
absl::Status Wiring::ReadLinear(size_t linear) {
  if (linear == 0) return absl::OkStatus();
  const auto key = genome_->F32(genome_->Find(kLinearKey));
  const auto query = genome_->F32(genome_->Find(kLinearQuery));
  const size_t regulators = genome_->manifest().regulators_size();
  const size_t features = query.size() / linear;
  if (key.size() != regulators * features ||
      query.size() != linear * features) {
    return absl::DataLossError(absl::StrCat("tensors '", kLinearKey, "' and '",
                                            kLinearQuery, "' do not fit"));
  }
  for (size_t e = 0; e < linear; ++e) {
    std::vector<uint32_t>& binds = regulators_[regulators_.size() - linear + e];
    for (size_t r = 0; r < regulators; ++r) {
      double weight = 0;
      for (size_t f = 0; f < features; ++f) {
        weight += double{query[e * features + f]} * key[r * features + f];
      }
      if (weight > 0) binds.push_back(static_cast<uint32_t>(r));
    }
  }
  linear_ = linear;
  return absl::OkStatus();
}

absl::Status Wiring::ReadThresholds() {
  const auto first = genome_->U32(genome_->Find(kWeightFirst));
  const auto target = genome_->U32(genome_->Find(kWeightTarget));
  if (first.empty()) return absl::OkStatus();
  const size_t elements = regulators_.size() - linear_;
  const size_t thresholds = genome_->F32(genome_->Find(kThreshold)).size();
  const size_t regulators = genome_->manifest().regulators_size();
  if (thresholds > elements) {
    return absl::DataLossError(
        absl::StrCat("tensor '", kThreshold, "' does not fit"));
  }
  const size_t before = elements - thresholds;
  RETURN_IF_ERROR(
      CheckFirst(first, regulators + elements, target.size(), kWeightFirst));
  RETURN_IF_ERROR(CheckIndices(target, thresholds, kWeightTarget));
  for (uint32_t source = 0; source < regulators + elements; ++source) {
    const bool inner = source >= regulators;
    for (uint32_t i = first[source]; i < first[source + 1]; ++i) {
      (inner ? inner_ : regulators_)[before + target[i]].push_back(
          inner ? source - static_cast<uint32_t>(regulators) : source);
    }
  }
  return absl::OkStatus();
}

absl::Status Wiring::ReadExpert(int domain) {
  const auto u32 = [&](const char* name) {
    return genome_->U32(genome_->Find(name, 0, domain));
  };
  inputs_.push_back(u32(kInputs));
  RETURN_IF_ERROR(CheckIndices(inputs_.back(),
                               genome_->manifest().regulators_size(), kInputs));
  const absl::Span<const uint32_t> genes = genome_->GenesOf(domain);
  const struct {
    const char *gene, *first, *element;
  } kinds[] = {{kAnyGene, kAnyFirst, kAnyElement},
               {kContactGene, kContactFirst, kContactElement}};
  for (const auto& kind : kinds) {
    const auto gene = u32(kind.gene), first = u32(kind.first),
               element = u32(kind.element);
    if (gene.empty()) continue;
    RETURN_IF_ERROR(CheckIndices(gene, genes.size(), kind.gene));
    RETURN_IF_ERROR(CheckFirst(first, gene.size(), element.size(), kind.first));
    RETURN_IF_ERROR(CheckIndices(element, regulators_.size(), kind.element));
    for (size_t i = 0; i < gene.size(); ++i) {
      elements_of_[genes[gene[i]]].assign(element.begin() + first[i],
                                          element.begin() + first[i + 1]);
    }
  }
  return absl::OkStatus();
}

UsedNetwork Wiring::Used(absl::Span<const double> activity,
                         absl::Span<const double> element,
                         absl::Span<const uint8_t> open) const {
  UsedNetwork used;
  std::vector<uint32_t> stack;
  // [elements] the last gene that came by: each is read once for a gene, by
  // however many ways it is reached.
  std::vector<size_t> visitor(regulators_.size(), elements_of_.size());
  for (size_t g = 0; g < elements_of_.size(); ++g) {
    if (!open[genome_->manifest().genes(static_cast<int>(g)).domain()]) {
      continue;
    }
    const auto visit = [&](const std::vector<uint32_t>& elements) {
      for (const uint32_t e : elements) {
        if (std::exchange(visitor[e], g) != g) stack.push_back(e);
      }
    };
    visit(elements_of_[g]);
    while (!stack.empty()) {
      const uint32_t e = stack.back();
      stack.pop_back();
      if (!(element[e] >= 0.5)) continue;
      for (const uint32_t r : regulators_[e]) {
        if (activity[r] > 0) {
          used.through_elements.push_back(uint64_t{r} << 32 | g);
        }
      }
      visit(inner_[e]);
    }
  }
  for (uint64_t d = 0; d < inputs_.size(); ++d) {
    if (!open[d]) continue;
    for (const uint32_t r : inputs_[d]) {
      if (activity[r] > 0)
        used.through_experts.push_back(uint64_t{r} << 32 | d);
    }
  }
  SortUnique(used.through_elements);
  SortUnique(used.through_experts);
  return used;
}

int64_t Wiring::GenesAt(uint64_t edge) const {
  return static_cast<int64_t>(
      genome_->GenesOf(static_cast<int>(edge & UINT32_MAX)).size());
}

int64_t Wiring::Edges(const UsedNetwork& network) const {
  auto edges = static_cast<int64_t>(network.through_elements.size());
  for (const uint64_t edge : network.through_experts) edges += GenesAt(edge);
  return edges;
}

double Wiring::Jaccard(const UsedNetwork& a, const UsedNetwork& b) const {
  int64_t both = 0, only_a = 0, only_b = 0;
  const auto count = [&](const std::vector<uint64_t>& x,
                         const std::vector<uint64_t>& y, auto genes_of) {
    auto i = x.begin();
    auto j = y.begin();
    while (i != x.end() || j != y.end()) {
      const bool in_x = j == y.end() || (i != x.end() && *i <= *j);
      const bool in_y = i == x.end() || (j != y.end() && *j <= *i);
      const int64_t genes = genes_of(in_x ? *i : *j);
      (in_x && in_y ? both : in_x ? only_a : only_b) += genes;
      i += in_x;
      j += in_y;
    }
  };
  count(a.through_elements, b.through_elements,
        [](uint64_t) -> int64_t { return 1; });
  count(a.through_experts, b.through_experts,
        [this](uint64_t edge) { return GenesAt(edge); });
  return regulon::Jaccard(both, only_a, only_b);
}

}  // namespace regulon
