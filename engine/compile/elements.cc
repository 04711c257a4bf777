// The entries of the elements: ids, domains, targets, and their order.

#include <utility>

#include "engine/compile/lowering.h"
#include "engine/logic/rule.h"
#include "engine/status.h"

namespace regulon {
namespace {

void ImplyRule(const std::string& text, Lowering& l) {
  const absl::StatusOr<Rule> rule = ParseRule(text);
  if (!rule.ok()) return;
  for (const std::string& name : NamesIn(*rule)) {
    if (!l.element_ids.contains(name)) (void)l.Regulator(name);
  }
}

// Makes a regulator of every gene that is named as one, before any table has
// a row per regulator. Names that are wrong are reported where they are used.
void ImplyRegulators(Lowering& l) {
  for (const proto::GeneSpec& gene : l.spec.gene()) {
    ImplyRule(gene.rule(), l);
    for (const proto::RateSpec& rate : gene.up()) ImplyRule(rate.rule(), l);
    for (const proto::RateSpec& rate : gene.down()) ImplyRule(rate.rule(), l);
  }
  for (const proto::ElementSpec& element : l.spec.element()) {
    ImplyRule(element.rule(), l);
    for (const proto::SiteSpec& site : element.mwc().site()) {
      for (const proto::BindingSpec& binding : site.binds()) {
        (void)l.Regulator(binding.regulator());
      }
    }
    for (const proto::StateSpec& state : element.state_table().state()) {
      for (const auto& binding : state.binds()) {
        (void)l.Regulator(binding.regulator());
      }
      for (const auto& pocket : state.pocket()) {
        (void)l.Regulator(pocket.regulator());
      }
    }
    for (const proto::WeightSpec& input : element.threshold().input()) {
      if (!l.element_ids.contains(input.name()))
        (void)l.Regulator(input.name());
    }
  }
  for (const proto::CofactorSpec& cofactor : l.spec.cofactor()) {
    (void)l.Regulator(cofactor.regulator());
    (void)l.Regulator(cofactor.target());
  }
  for (const proto::ModulatorSpec& modulator : l.spec.modulator()) {
    (void)l.Regulator(modulator.regulator());
  }
  for (const proto::SilencingSpec& silencing : l.spec.silencing()) {
    (void)l.Regulator(silencing.regulator());
  }
  for (const proto::DomainSpec& domain : l.spec.domain()) {
    for (const std::string& name : domain.regulator()) (void)l.Regulator(name);
    for (const auto& linear : domain.linear()) {
      (void)l.Regulator(linear.regulator());
    }
    for (const auto& gate : domain.gate_weight()) {
      (void)l.Regulator(gate.regulator());
    }
  }
}

absl::StatusOr<proto::Element::Kind> KindOf(const proto::ElementSpec& spec,
                                            const Spot& spot) {
  switch (spec.kind_case()) {
    case proto::ElementSpec::kMwc:
      return proto::Element::MWC;
    case proto::ElementSpec::kStateTable:
      return proto::Element::STATE_TABLE;
    case proto::ElementSpec::kThreshold:
    case proto::ElementSpec::kRule:
      return proto::Element::THRESHOLD;
    case proto::ElementSpec::kLinear:
      return proto::Element::LINEAR;
    case proto::ElementSpec::KIND_NOT_SET:
      break;
  }
  return spot.Error("id", "element '", spec.id(),
                    "' has no mwc, state_table, threshold, linear or rule");
}

absl::Status AddElement(int i, Lowering& l) {
  const proto::ElementSpec& spec = l.spec.element(i);
  const Spot spot = l.root.Nested("element", i);
  ElementFacts facts;
  facts.spec = i;
  ASSIGN_OR_RETURN(const proto::Element::Kind kind, KindOf(spec, spot));
  facts.entry.set_id(spec.id());
  facts.entry.set_kind(kind);
  facts.entry.set_rule(spec.rule());
  *facts.entry.mutable_citations() = spec.citation();
  if (spec.width() < 0 || (spec.width() != 0 && spec.contig().empty())) {
    return spot.Error("width", "element '", spec.id(), "' has a width of ",
                      spec.width(), "; give bp from 1, and a contig");
  }
  if (!spec.contig().empty()) {
    constexpr int64_t kUsualWidth = 500;
    facts.entry.set_contig(spec.contig());
    facts.entry.set_center0(spec.center0());
    facts.entry.set_width(spec.width() == 0 ? kUsualWidth : spec.width());
  }
  if (spec.mark_size() > 0 && kind != proto::Element::MWC) {
    return spot.Error("mark", "element '", spec.id(),
                      "' is not of the mwc kind, so marks do not act on it");
  }
  if (spec.has_strength()) facts.strength = spec.strength();
  RETURN_IF_ERROR(Lowering::Number(facts.strength, spot, "strength").status());
  if (spec.has_accessibility() && kind != proto::Element::MWC) {
    return spot.Error("accessibility", "element '", spec.id(),
                      "' is not of the mwc kind, so accessibility does not "
                      "act on it");
  }
  if (spec.center0() < 0 || (spec.center0() != 0 && spec.contig().empty())) {
    return spot.Error("center0", "element '", spec.id(),
                      "' needs a contig and a center counted from 0");
  }
  for (int g = 0; g < spec.gene_size(); ++g) {
    const absl::StatusOr<int> gene = l.gene_names.Find(spec.gene(g));
    if (!gene.ok()) {
      return spot.ErrorAt("gene", g, "element '", spec.id(),
                          "': ", gene.status().message());
    }
    for (const int other : facts.genes) {
      if (other == *gene) {
        return spot.ErrorAt("gene", g, "element '", spec.id(), "' names gene '",
                            spec.gene(g), "' twice");
      }
    }
    if (spec.has_strength() &&
        l.spec.gene(*gene).combination() != proto::GeneSpec::CONTACT) {
      return spot.Error("strength", "gene '", spec.gene(g),
                        "' combines its elements by ANY, which knows no "
                        "strength; add combination: CONTACT to the gene");
    }
    facts.genes.push_back(*gene);
  }
  if (!spec.domain().empty()) {
    const auto domain = l.domain_ids.find(spec.domain());
    if (domain == l.domain_ids.end()) {
      std::vector<std::string> ids;
      for (const auto& d : l.draft.manifest.domains()) ids.push_back(d.id());
      return spot.Error("domain", "no domain is called '", spec.domain(), "'",
                        DidYouMean(spec.domain(), ids));
    }
    facts.entry.set_domain(domain->second);
  } else if (!facts.genes.empty()) {
    facts.entry.set_domain(l.draft.manifest.genes(facts.genes[0]).domain());
  } else if (kind == proto::Element::THRESHOLD) {
    facts.scores = false;  // something that other elements read
  } else {
    return spot.Error("id", "element '", spec.id(),
                      "' acts on nothing; name a gene or a domain");
  }
  l.elements.push_back(std::move(facts));
  return absl::OkStatus();
}

// A gene's rule is an element like any other.
absl::Status AddGeneRule(int gene, Lowering& l) {
  const proto::GeneSpec& spec = l.spec.gene(gene);
  if (spec.rule().empty()) return absl::OkStatus();
  ElementFacts facts;
  facts.entry.set_id(absl::StrCat(spec.id(), ".rule"));
  facts.entry.set_kind(proto::Element::THRESHOLD);
  facts.entry.set_domain(l.draft.manifest.genes(gene).domain());
  facts.entry.set_rule(spec.rule());
  *facts.entry.mutable_citations() = spec.citation();
  facts.genes.push_back(gene);
  if (spec.combination() == proto::GeneSpec::CONTACT) {
    return l.root.Nested("gene", gene)
        .Error("rule", "gene '", spec.id(),
               "' has a rule, which goes with combination ANY");
  }
  const int index = static_cast<int>(l.elements.size());
  if (!l.element_ids.emplace(facts.entry.id(), index).second) {
    return l.root.Nested("gene", gene)
        .Error("rule", "an element is already called '", facts.entry.id(), "'");
  }
  l.elements.push_back(std::move(facts));
  return absl::OkStatus();
}

absl::Status LowerGates(Lowering& l) {
  const int declared = static_cast<int>(l.elements.size());
  for (int e = 0; e < declared; ++e) {
    if (l.elements[e].entry.kind() != proto::Element::THRESHOLD) continue;
    const ElementFacts owner = l.elements[e];
    Gate gate;
    if (owner.spec < 0) {
      const Spot spot =
          owner.rate ? *owner.rate : l.root.Nested("gene", owner.genes[0]);
      ASSIGN_OR_RETURN(gate, LowerRule(owner.entry.rule(), spot, owner, l));
    } else if (!owner.entry.rule().empty() ||
               l.spec.element(owner.spec).kind_case() ==
                   proto::ElementSpec::kRule) {
      const Spot spot = l.root.Nested("element", owner.spec);
      ASSIGN_OR_RETURN(gate, LowerRule(owner.entry.rule(), spot, owner, l));
    } else {
      const proto::ThresholdSpec& spec = l.spec.element(owner.spec).threshold();
      const Spot spot =
          l.root.Nested("element", owner.spec).Nested("threshold");
      gate.threshold = spec.threshold();
      RETURN_IF_ERROR(
          Lowering::Number(gate.threshold, spot, "threshold").status());
      for (int i = 0; i < spec.input_size(); ++i) {
        const proto::WeightSpec& input = spec.input(i);
        const Spot input_spot = spot.Nested("input", i);
        absl::StatusOr<Gate::Input> wired = l.Source(input.name());
        if (!wired.ok()) {
          return input_spot.Error("name", "element '", owner.entry.id(),
                                  "': ", wired.status().message());
        }
        if (wired->element >= 0 &&
            l.elements[wired->element].entry.kind() == proto::Element::LINEAR) {
          return input_spot.Error(
              "name", "element '", owner.entry.id(), "' reads element '",
              input.name(),
              "', which is linear: it comes after threshold elements; read the "
              "gene that it acts on instead, of the step before");
        }
        ASSIGN_OR_RETURN(wired->weight, Lowering::Number(input.weight(),
                                                         input_spot, "weight"));
        gate.inputs.push_back(*wired);
      }
    }
    l.elements[e].gate = std::move(gate);
  }
  return absl::OkStatus();
}

absl::Status PlaceAfterInputs(int element, std::vector<int>& state,
                              std::vector<int>& sorted, Lowering& l) {
  // Depth first, without recursion: expression trees may be deep.
  std::vector<std::pair<int, size_t>> stack = {{element, 0}};
  state[element] = 1;
  while (!stack.empty()) {
    auto& [at, next] = stack.back();
    const std::vector<Gate::Input>& inputs = l.elements[at].gate.inputs;
    if (next == inputs.size()) {
      state[at] = 2;
      sorted.push_back(at);
      stack.pop_back();
      continue;
    }
    const int input = inputs[next++].element;
    if (input < 0 || state[input] == 2 ||
        l.elements[input].entry.kind() != proto::Element::THRESHOLD) {
      continue;
    }
    if (state[input] == 1) {
      return l.root.Error(
          "element", "element '", l.elements[input].entry.id(),
          "' reads itself through '", l.elements[at].entry.id(),
          "' within one step; read the gene's regulator instead, which is the "
          "product of the step before");
    }
    state[input] = 1;
    stack.emplace_back(input, 0);
  }
  return absl::OkStatus();
}

// mwc, state tables, then threshold elements, each after those it reads, then
// linear ones.
absl::Status Order(Lowering& l) {
  std::vector<int> sorted;
  const auto add = [&](proto::Element::Kind kind) {
    for (size_t e = 0; e < l.elements.size(); ++e) {
      if (l.elements[e].entry.kind() == kind) {
        sorted.push_back(static_cast<int>(e));
      }
    }
  };
  add(proto::Element::MWC);
  add(proto::Element::STATE_TABLE);
  std::vector<int> state(l.elements.size(), 0);
  for (size_t e = 0; e < l.elements.size(); ++e) {
    if (l.elements[e].entry.kind() == proto::Element::THRESHOLD &&
        state[e] == 0) {
      RETURN_IF_ERROR(PlaceAfterInputs(static_cast<int>(e), state, sorted, l));
    }
  }
  add(proto::Element::LINEAR);
  for (size_t i = 0; i < sorted.size(); ++i) {
    l.elements[sorted[i]].order = static_cast<int>(i);
    *l.draft.manifest.add_elements() = l.elements[sorted[i]].entry;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Gate::Input> Lowering::Source(const std::string& name) {
  Gate::Input input;
  input.weight = 1;
  const auto element = element_ids.find(name);
  if (element == element_ids.end()) {
    ASSIGN_OR_RETURN(input.regulator, Regulator(name));
    return input;
  }
  if ((regulator_names.Knows(name) && regulator_names.Find(name).ok()) ||
      (gene_names.Knows(name) && gene_names.Find(name).ok())) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name,
                     "' is an element and a regulator or gene as "
                     "well; rename the element"));
  }
  input.element = element->second;
  return input;
}

std::vector<int> Lowering::OfKind(proto::Element::Kind kind) const {
  std::vector<int> of_kind(draft.manifest.elements_size(), -1);
  for (size_t e = 0; e < elements.size(); ++e) {
    if (elements[e].entry.kind() == kind) {
      of_kind[elements[e].order] = static_cast<int>(e);
    }
  }
  std::vector<int> ordered;
  for (const int e : of_kind) {
    if (e >= 0) ordered.push_back(e);
  }
  return ordered;
}

absl::Status LowerElements(Lowering& l) {
  for (int i = 0; i < l.spec.element_size(); ++i) {
    const Spot spot = l.root.Nested("element", i);
    const std::string& id = l.spec.element(i).id();
    if (id.empty()) return spot.Error("id", "an id is missing");
    if (!l.element_ids.emplace(id, i).second) {
      return spot.Error("id", "two elements are called '", id, "'");
    }
  }
  ImplyRegulators(l);
  for (int i = 0; i < l.spec.element_size(); ++i) {
    RETURN_IF_ERROR(AddElement(i, l));
  }
  for (int gene = 0; gene < l.spec.gene_size(); ++gene) {
    RETURN_IF_ERROR(AddGeneRule(gene, l));
  }
  RETURN_IF_ERROR(AddRateElements(l));
  RETURN_IF_ERROR(LowerGates(l));
  return Order(l);
}

}  // namespace regulon
