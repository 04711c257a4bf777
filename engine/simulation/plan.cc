#include "engine/simulation/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/random.h"

namespace regulon {
namespace {

constexpr int kMantissaBits = 24;  // of a float

template <typename T>
Plan::Rows<T> Flatten(const std::vector<std::vector<T>>& rows) {
  Plan::Rows<T> flat;
  flat.first.push_back(0);
  for (const std::vector<T>& row : rows) {
    flat.items.insert(flat.items.end(), row.begin(), row.end());
    flat.first.push_back(flat.items.size());
  }
  return flat;
}

void PlanElements(const Network& network, Plan& plan) {
  std::vector<std::vector<Plan::Wire>> wires(plan.variables + plan.elements);
  std::vector<std::vector<uint32_t>> drives(plan.elements);
  for (int e = 0; e < plan.elements; ++e) {
    const NetworkElement& element = network.elements[e];
    plan.minus_need.push_back(-element.need);
    bool reads_elements = false;
    for (const NetworkElement::Input& input : element.inputs) {
      wires[input.source].push_back({input.weight, static_cast<uint32_t>(e)});
      reads_elements = reads_elements || input.source >= plan.variables;
    }
    plan.reads_elements.push_back(reads_elements);
  }
  for (int v = 0; v < plan.variables; ++v) {
    for (const int e : network.variables[v].elements) drives[e].push_back(v);
  }
  plan.wires = Flatten(wires);
  plan.drives = Flatten(drives);
}

void PlanChannels(const Kinetics& kinetics, double time_tick, Plan& plan) {
  std::vector<std::vector<uint32_t>> gates(plan.elements),
      rule_gates(plan.variables);
  std::map<int, std::vector<uint32_t>> by_exponent;  // channels
  for (int v = 0; v < plan.variables; ++v) {
    plan.channel_first.push_back(plan.channels.size());
    for (const uint8_t begins : {0, 1}) {
      const Kinetics::Rates& rates = kinetics.rates[v];
      for (const Rate& rate : begins == 0 ? rates.up : rates.down) {
        const auto channel = static_cast<uint32_t>(plan.channels.size());
        int exponent = 0;
        const auto mantissa = static_cast<uint32_t>(
            std::ldexp(std::frexp(rate.rate, &exponent), kMantissaBits));
        by_exponent[exponent].push_back(channel);
        plan.channels.push_back(
            {static_cast<uint32_t>(v), mantissa, 0, begins});
        if (rate.condition >= 0) {
          gates[rate.condition].push_back(channel);
        } else if (rate.condition != Rate::kAlways) {
          rule_gates[v].push_back(channel);
        }
        plan.open_off.push_back(rate.condition == Rate::kAlways ||
                                rate.condition == Rate::kRuleOff);
      }
    }
  }
  plan.channel_first.push_back(plan.channels.size());
  plan.gates = Flatten(gates);
  plan.rule_gates = Flatten(rule_gates);
  uint32_t first = 0;
  for (const auto& [exponent, channels] : by_exponent) {
    Plan::Class rate_class{};
    rate_class.scale = std::ldexp(time_tick, exponent - kMantissaBits);
    rate_class.first = first;
    rate_class.equal = true;
    for (const uint32_t c : channels) {
      plan.channels[c].rate_class = static_cast<uint16_t>(plan.classes.size());
      rate_class.largest =
          std::max(rate_class.largest, plan.channels[c].mantissa);
      rate_class.equal =
          rate_class.equal &&
          plan.channels[c].mantissa == plan.channels[channels[0]].mantissa;
    }
    first += channels.size();
    plan.classes.push_back(rate_class);
  }
}

void PlanStart(const Kinetics& kinetics, const SimulationQuestion& question,
               Plan& plan) {
  plan.start.assign(plan.variables, 0);
  plan.held.assign(plan.variables, 0);
  std::vector<bool> known(plan.variables, question.from_given);
  for (const int v : question.from) plan.start[v] = 1;
  const auto fix = [&](int v, bool value) {
    plan.start[v] = value;
    known[v] = true;
  };
  for (const Held& set : question.set) fix(set.variable, set.value);
  for (const Held& held : question.held) {
    fix(held.variable, held.value);
    plan.held[held.variable] = 1;
  }
  for (const InitialGroup& group : kinetics.initial) {
    // What the question says of a member goes before what its group draws.
    InitialGroup draw;
    for (const int v : group.members) {
      if (!known[v]) draw.members.push_back(v);
    }
    for (const InitialGroup::Outcome& outcome : group.outcomes) {
      InitialGroup::Outcome& kept = draw.outcomes.emplace_back();
      kept.probability = outcome.probability;
      for (const int v : outcome.on) {
        if (!known[v]) kept.on.push_back(v);
      }
    }
    for (const int v : draw.members) known[v] = true;
    if (draw.outcomes.size() == 1) {
      for (const int v : draw.outcomes[0].on) plan.start[v] = 1;
    } else if (!draw.members.empty()) {
      plan.draws.push_back(std::move(draw));
    }
  }
  for (int v = 0; v < plan.variables; ++v) {
    if (!known[v]) plan.coins.push_back(v);
  }
}

void PlanEvents(const Kinetics& kinetics, const SimulationQuestion& question,
                Plan& plan) {
  plan.events = question.events;
  for (const Scheduled& s : kinetics.schedule) {
    plan.events.push_back({s.time, Event::kSet, s.variable, s.probability});
  }
  for (Event& event : plan.events) event.time /= question.time_tick;
  plan.events.erase(std::remove_if(plan.events.begin(), plan.events.end(),
                                   [&plan](const Event& event) {
                                     return event.time >= plan.windows;
                                   }),
                    plan.events.end());
  // At one time: what ends goes before what begins.
  std::stable_sort(plan.events.begin(), plan.events.end(),
                   [](const Event& a, const Event& b) {
                     if (a.time != b.time) return a.time < b.time;
                     return a.kind == Event::kRelease &&
                            b.kind != Event::kRelease;
                   });
}

}  // namespace

Plan MakePlan(const Network& network, const Kinetics& kinetics,
              const SimulationQuestion& question) {
  Plan plan;
  plan.variables = static_cast<int>(network.variables.size());
  plan.elements = static_cast<int>(network.elements.size());
  plan.windows = question.windows;
  plan.discrete = question.discrete;
  PlanElements(network, plan);
  PlanChannels(kinetics, question.time_tick, plan);
  PlanStart(kinetics, question, plan);
  PlanEvents(kinetics, question, plan);
  plan.visible = question.visible;
  std::sort(plan.visible.begin(), plan.visible.end());
  plan.visible.erase(std::unique(plan.visible.begin(), plan.visible.end()),
                     plan.visible.end());
  plan.visible_place.assign(plan.variables, -1);
  for (size_t i = 0; i < plan.visible.size(); ++i) {
    plan.visible_place[plan.visible[i]] = static_cast<int32_t>(i);
  }
  Random keys(0, 0);
  for (int v = 0; v < plan.variables; ++v) {
    plan.hash_key.push_back(keys.Bits());
  }
  return plan;
}

}  // namespace regulon
