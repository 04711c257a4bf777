// Which domains open, and by what.

#include <utility>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

// The elements that score a domain, in the order of the file.
std::vector<std::vector<uint32_t>> ScoringElements(const Lowering& l) {
  std::vector<std::vector<uint32_t>> scoring(l.domain_spec.size());
  std::vector<const ElementFacts*> ordered(l.elements.size());
  for (const ElementFacts& facts : l.elements) ordered[facts.order] = &facts;
  for (const ElementFacts* facts : ordered) {
    if (facts->scores) scoring[facts->entry.domain()].push_back(facts->order);
  }
  return scoring;
}

absl::Status ByElements(const std::vector<int>& routed, proto::Router& router,
                        Lowering& l) {
  const std::vector<std::vector<uint32_t>> scoring = ScoringElements(l);
  RouterDraft& out = l.draft.router;
  out.first.push_back(0);
  bool all_mwc = true;
  std::string other;
  for (const int d : routed) {
    if (scoring[d].empty()) {
      return l.root.Nested("domain", l.domain_spec[d])
          .Error("threshold", "domain '", l.draft.manifest.domains(d).id(),
                 "' has a threshold but no element to score it; add an "
                 "element, or choose another router score");
    }
    for (const uint32_t e : scoring[d]) {
      const proto::Element& element = l.draft.manifest.elements(e);
      if (element.kind() != proto::Element::MWC) {
        all_mwc = false;
        other = element.id();
      }
      out.element.push_back(e);
    }
    out.first.push_back(out.element.size());
  }
  if (!l.spec.has_router()) {
    router.set_score(all_mwc ? proto::Router::LOGIT : proto::Router::ACTIVITY);
  } else if (router.score() == proto::Router::LOGIT && !all_mwc) {
    return l.root.Nested("router").Error(
        "score", "score LOGIT needs mwc elements, and '", other,
        "' is none; use score: ACTIVITY");
  }
  return absl::OkStatus();
}

absl::Status ByAutonomy(const std::vector<int>& routed, Lowering& l) {
  RouterDraft& out = l.draft.router;
  out.autonomy.resize(l.domain_spec.size());
  for (const int d : routed) {
    const proto::DomainSpec& spec = l.spec.domain(l.domain_spec[d]);
    const Spot spot = l.root.Nested("domain", l.domain_spec[d]);
    const int64_t inputs = l.experts[d].inputs.size();
    if (inputs == 0 || spec.autonomy().columns() < 1) {
      return spot.Error("autonomy", "domain '", spec.id(),
                        "' needs inputs and autonomy: [inputs, rank] to be "
                        "scored by AUTONOMY");
    }
    ASSIGN_OR_RETURN(
        out.autonomy[d],
        Lowering::MatrixOf(spec.autonomy(), inputs, spec.autonomy().columns(),
                           spot, "autonomy"));
  }
  return absl::OkStatus();
}

absl::Status ByGate(const std::vector<int>& routed, Lowering& l) {
  Dense& gate = l.draft.router.gate;
  ASSIGN_OR_RETURN(gate, Lowering::Zeros(l.regulators.size(), routed.size(),
                                         l.root.Nested("router"), "score"));
  if (gate.values.empty()) {
    return l.root.Nested("router").Error(
        "score", "score GATE needs a regulator to read");
  }
  for (size_t q = 0; q < routed.size(); ++q) {
    const int index = l.domain_spec[routed[q]];
    const proto::DomainSpec& spec = l.spec.domain(index);
    for (int i = 0; i < spec.gate_weight_size(); ++i) {
      const Spot spot = l.root.Nested("domain", index).Nested("gate_weight", i);
      const absl::StatusOr<int> regulator =
          l.Regulator(spec.gate_weight(i).regulator());
      if (!regulator.ok()) {
        return spot.Error("regulator", regulator.status().message());
      }
      ASSIGN_OR_RETURN(
          gate.values[*regulator * gate.columns + q],
          Lowering::Number(spec.gate_weight(i).weight(), spot, "weight"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerRouting(Lowering& l) {
  proto::Router& router = *l.draft.manifest.add_routers();
  router = l.spec.router();
  if (router.top_k() > l.domain_spec.size()) {
    return l.root.Nested("router").Error("top_k", "top_k is ", router.top_k(),
                                         " of ", l.domain_spec.size(),
                                         " domains");
  }
  if (router.null_state() &&
      router.weighting() != proto::Router::SOFTMAX_TOPK) {
    return l.root.Nested("router").Error(
        "null_state",
        "a null state takes its share of weighting: SOFTMAX_TOPK, which the "
        "router has not");
  }
  std::vector<int> routed;
  for (size_t d = 0; d < l.domain_spec.size(); ++d) {
    if (!l.draft.manifest.domains(d).routed()) continue;
    routed.push_back(static_cast<int>(d));
    ASSIGN_OR_RETURN(
        const float threshold,
        Lowering::Number(l.spec.domain(l.domain_spec[d]).threshold(),
                         l.root.Nested("domain", l.domain_spec[d]),
                         "threshold"));
    l.draft.router.threshold.push_back(threshold);
  }
  if (routed.empty()) {
    if (l.spec.has_router()) {
      l.warnings.push_back(absl::StrCat(l.root.Place("router"),
                                        ": the router opens nothing, "
                                        "for no domain has a threshold"));
    }
    return absl::OkStatus();
  }
  absl::Status status;
  switch (router.score()) {
    case proto::Router::AUTONOMY:
      status = ByAutonomy(routed, l);
      break;
    case proto::Router::GATE:
      status = ByGate(routed, l);
      break;
    default:
      status = ByElements(routed, router, l);
  }
  return status;
}

}  // namespace regulon
