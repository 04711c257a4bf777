// Rates, first values and schedules: what `simulate` reads.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/compile/lowering.h"
#include "engine/simulation/rate_limits.h"
#include "engine/status.h"

namespace regulon {
namespace {

// "GENE.up.1", the element that a rate of its own rule reads.
std::string RateElementId(const proto::GeneSpec& gene, const char* direction,
                          int i) {
  return absl::StrCat(gene.id(), ".", direction, ".", i + 1);
}

absl::Status AddElementsOf(
    int gene, const char* direction,
    const google::protobuf::RepeatedPtrField<proto::RateSpec>& rates,
    Lowering& l) {
  const Spot spot = l.root.Nested("gene", gene);
  for (int i = 0; i < rates.size(); ++i) {
    if (rates[i].rule().empty()) continue;
    ElementFacts facts;
    facts.rate = spot.Nested(direction, i);
    facts.entry.set_id(RateElementId(l.spec.gene(gene), direction, i));
    facts.entry.set_kind(proto::Element::THRESHOLD);
    facts.entry.set_domain(l.draft.manifest.genes(gene).domain());
    facts.entry.set_rule(rates[i].rule());
    facts.scores = false;
    const int index = static_cast<int>(l.elements.size());
    if (!l.element_ids.emplace(facts.entry.id(), index).second) {
      return facts.rate->Error("rule", "an element is already called '",
                               facts.entry.id(), "'");
    }
    l.elements.push_back(std::move(facts));
  }
  return absl::OkStatus();
}

absl::Status LowerRates(
    int gene, const char* direction, uint32_t own,
    const google::protobuf::RepeatedPtrField<proto::RateSpec>& rates,
    Lowering& l, KineticsDraft::Rates& out) {
  if (rates.empty()) {  // as without any
    out.condition.push_back(own);
    out.rate.push_back(1);
  }
  const Spot spot = l.root.Nested("gene", gene);
  for (int i = 0; i < rates.size(); ++i) {
    const double rate = rates[i].rate();
    if (rate != 0 && !IsRate(rate)) {
      return spot.Nested(direction, i)
          .Error("rate", "gene '", l.spec.gene(gene).id(), "' has a rate of ",
                 rate, "; a rate is 0 or from ", kSlowestRate, " to ",
                 kFastestRate);
    }
    if (rate == 0) continue;
    uint32_t condition = own;
    if (!rates[i].rule().empty()) {
      condition = l.elements[l.element_ids.at(RateElementId(l.spec.gene(gene),
                                                            direction, i))]
                      .order;
    }
    out.condition.push_back(condition);
    out.rate.push_back(static_cast<float>(rate));
  }
  out.first.push_back(out.rate.size());
  return absl::OkStatus();
}

absl::Status LowerAllRates(Lowering& l) {
  const auto genes = static_cast<int>(l.spec.gene_size());
  const bool any =
      std::any_of(l.spec.gene().begin(), l.spec.gene().end(),
                  [](const proto::GeneSpec& gene) {
                    return gene.up_size() > 0 || gene.down_size() > 0;
                  });
  if (!any) return absl::OkStatus();
  const auto elements = static_cast<uint32_t>(l.elements.size());
  KineticsDraft& out = l.draft.kinetics;
  out.up.first = out.down.first = {0};
  for (int g = 0; g < genes; ++g) {
    const proto::GeneSpec& gene = l.spec.gene(g);
    RETURN_IF_ERROR(LowerRates(g, "up", elements + 1, gene.up(), l, out.up));
    RETURN_IF_ERROR(
        LowerRates(g, "down", elements + 2, gene.down(), l, out.down));
  }
  return absl::OkStatus();
}

// A gene, or genes + a regulator that no gene makes.
absl::StatusOr<uint32_t> VariableOf(const std::string& name,
                                    const Lowering& l) {
  if (l.gene_names.Knows(name)) {
    const absl::StatusOr<int> gene = l.gene_names.Find(name);
    if (gene.ok()) return static_cast<uint32_t>(*gene);
    if (!l.regulator_names.Knows(name)) return gene.status();
  }
  const absl::StatusOr<int> regulator = l.regulator_names.Find(name);
  if (!regulator.ok()) return regulator.status();
  if (!l.regulators[*regulator].unit.boolean) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' is in ", l.regulators[*regulator].unit.text,
                     " and not boolean"));
  }
  return static_cast<uint32_t>(l.spec.gene_size() + *regulator);
}

// `group_of` [genes + regulators]: -1 of what has no first values yet.
absl::Status LowerInitial(const proto::InitialSpec& spec, int group,
                          const Spot& spot, const Lowering& l,
                          std::vector<int>& group_of, KineticsDraft& out) {
  std::vector<uint32_t> members;
  for (int i = 0; i < spec.name_size(); ++i) {
    const absl::StatusOr<uint32_t> variable = VariableOf(spec.name(i), l);
    if (!variable.ok()) {
      return spot.ErrorAt("name", i, variable.status().message());
    }
    if (group_of[*variable] >= 0) {
      return spot.ErrorAt("name", i, "'", spec.name(i),
                          "' has first values twice");
    }
    group_of[*variable] = group;
    members.push_back(*variable);
  }
  double sum = 0;
  for (int s = 0; s < spec.state_size(); ++s) {
    const double weight = spec.state(s).weight();
    if (!(weight >= 0) || !std::isfinite(weight)) {
      return spot.Nested("state", s)
          .Error("weight", "a weight of ", weight, "; it is 0 or more");
    }
    sum += weight;
  }
  if (members.empty() || !(sum > 0) || !std::isfinite(sum)) {
    return spot.Error("name",
                      "first values need a name and a state of weight > 0");
  }
  for (int s = 0; s < spec.state_size(); ++s) {
    const proto::InitialStateSpec& state = spec.state(s);
    if (state.weight() == 0) continue;
    for (int i = 0; i < state.on_size(); ++i) {
      const absl::StatusOr<uint32_t> variable = VariableOf(state.on(i), l);
      if (!variable.ok() || group_of[*variable] != group) {
        return spot.Nested("state", s)
            .ErrorAt("on", i, "'", state.on(i),
                     "' is not among the names of its group");
      }
      out.initial_on.push_back(*variable);
    }
    out.initial_on_first.push_back(out.initial_on.size());
    out.initial_probability.push_back(static_cast<float>(state.weight() / sum));
  }
  out.initial_variable.insert(out.initial_variable.end(), members.begin(),
                              members.end());
  out.initial_first.push_back(out.initial_variable.size());
  out.initial_state_first.push_back(out.initial_probability.size());
  return absl::OkStatus();
}

absl::Status LowerSchedule(const proto::KineticsSpec& spec, const Spot& spot,
                           const Lowering& l, KineticsDraft& out) {
  std::vector<int> order(spec.schedule_size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&spec](int a, int b) {
    return spec.schedule(a).time() < spec.schedule(b).time();
  });
  for (const int i : order) {
    const proto::ScheduleSpec& entry = spec.schedule(i);
    const Spot at = spot.Nested("schedule", i);
    const absl::StatusOr<uint32_t> variable = VariableOf(entry.name(), l);
    if (!variable.ok()) return at.Error("name", variable.status().message());
    ASSIGN_OR_RETURN(const float time,
                     Lowering::Number(entry.time(), at, "time"));
    if (time < 0) return at.Error("time", "a time of ", time, "; it is from 0");
    if (!(entry.probability() >= 0 && entry.probability() <= 1)) {
      return at.Error("probability", "a probability of ", entry.probability(),
                      "; it is from 0 to 1");
    }
    out.schedule_time.push_back(time);
    out.schedule_variable.push_back(*variable);
    out.schedule_probability.push_back(static_cast<float>(entry.probability()));
  }
  return absl::OkStatus();
}

absl::Status LowerQuestion(const proto::KineticsSpec& spec, const Spot& spot,
                           Lowering& l) {
  for (const auto& [field, value] :
       {std::pair{"max_time", spec.max_time()},
        std::pair{"time_tick", spec.time_tick()}}) {
    if (!(value >= 0) || !std::isfinite(value)) {
      return spot.Error(field, "a ", field, " of ", value, "; it is above 0");
    }
  }
  proto::Kinetics& out = *l.draft.manifest.mutable_kinetics();
  out.set_max_time(spec.max_time());
  out.set_time_tick(spec.time_tick());
  out.set_discrete_time(spec.discrete_time());
  out.set_samples(spec.samples());
  return absl::OkStatus();
}

}  // namespace

absl::Status AddRateElements(Lowering& l) {
  for (int g = 0; g < l.spec.gene_size(); ++g) {
    const proto::GeneSpec& gene = l.spec.gene(g);
    l.draft.manifest.mutable_genes(g)->set_internal(gene.internal());
    if (gene.up_size() + gene.down_size() == 0) continue;
    const absl::StatusOr<Unit> unit =
        ParseUnit(l.draft.manifest.genes(g).unit());
    if (!unit.ok() || !unit->boolean) {
      return l.root.Nested("gene", g).Error(
          gene.up_size() > 0 ? "up" : "down", "gene '", gene.id(), "' is in ",
          l.draft.manifest.genes(g).unit(),
          "; rates go with unit: \"boolean\"");
    }
    RETURN_IF_ERROR(AddElementsOf(g, "up", gene.up(), l));
    RETURN_IF_ERROR(AddElementsOf(g, "down", gene.down(), l));
  }
  return absl::OkStatus();
}

absl::Status LowerKinetics(Lowering& l) {
  RETURN_IF_ERROR(LowerAllRates(l));
  if (!l.spec.has_kinetics()) return absl::OkStatus();
  const proto::KineticsSpec& spec = l.spec.kinetics();
  const Spot spot = l.root.Nested("kinetics");
  RETURN_IF_ERROR(LowerQuestion(spec, spot, l));
  KineticsDraft& out = l.draft.kinetics;
  if (spec.initial_size() > 0) {
    out.initial_first = out.initial_state_first = out.initial_on_first = {0};
  }
  std::vector<int> group_of(l.spec.gene_size() + l.regulators.size(), -1);
  for (int i = 0; i < spec.initial_size(); ++i) {
    RETURN_IF_ERROR(LowerInitial(spec.initial(i), i, spot.Nested("initial", i),
                                 l, group_of, out));
  }
  return LowerSchedule(spec, spot, l, out);
}

}  // namespace regulon
