#include "engine/simulation/trajectory.h"

#include <algorithm>

namespace regulon {

Trajectory::Trajectory(const Plan& plan)
    : plan_(plan),
      on_(plan.variables),
      held_(plan.variables),
      drivers_(plan.variables),
      sum_(plan.elements),
      element_on_(plan.elements),
      pending_((plan.elements + 63) / 64),
      condition_(plan.channels.size()),
      place_(plan.channels.size()),
      list_(plan.channels.size()),
      open_(plan.classes.size()) {}

double Trajectory::TotalRate() const {
  double total = 0;
  for (size_t k = 0; k < open_.size(); ++k) {
    total += plan_.classes[k].scale * static_cast<double>(open_[k].sum);
  }
  return total;
}

double Trajectory::RateOf(int variable) const {
  double rate = 0;
  for (uint32_t c = plan_.channel_first[variable];
       c < plan_.channel_first[variable + 1]; ++c) {
    if (!IsOpen(c)) continue;
    const Plan::Channel& channel = plan_.channels[c];
    rate += channel.mantissa * plan_.classes[channel.rate_class].scale;
  }
  return rate;
}

int Trajectory::Choose(double total, Random& random) const {
  size_t chosen = 0;
  if (open_.size() > 1) {
    double left = random.Unit() * total;
    for (size_t k = 0; k < open_.size(); ++k) {
      if (open_[k].count == 0) continue;
      chosen = k;
      left -= plan_.classes[k].scale * static_cast<double>(open_[k].sum);
      if (left < 0) break;
    }
  }
  const Plan::Class& rate_class = plan_.classes[chosen];
  const uint32_t* list = list_.data() + rate_class.first;
  const uint32_t count = open_[chosen].count;
  for (;;) {
    const Plan::Channel& channel = plan_.channels[list[random.Below(count)]];
    if (rate_class.equal ||
        random.Below(rate_class.largest) < channel.mantissa) {
      return static_cast<int>(channel.variable);
    }
  }
}

inline void Trajectory::SetOpen(uint32_t channel, bool open) {
  if (open == IsOpen(channel)) return;
  const Plan::Channel& c = plan_.channels[channel];
  Open& of_class = open_[c.rate_class];
  uint32_t* list = list_.data() + plan_.classes[c.rate_class].first;
  if (open) {
    of_class.sum += c.mantissa;
    list[of_class.count] = channel;
    place_[channel] = of_class.count++;
  } else {
    of_class.sum -= c.mantissa;
    const uint32_t last = list[--of_class.count];
    list[place_[channel]] = last;
    place_[last] = place_[channel];
    place_[channel] = kClosed;
  }
}

inline void Trajectory::ToggleCondition(uint32_t channel) {
  condition_[channel] ^= 1;
  const Plan::Channel& c = plan_.channels[channel];
  SetOpen(channel, condition_[channel] != 0 && on_[c.variable] == c.begins &&
                       held_[c.variable] == 0);
}

inline void Trajectory::RefreshChannelsOf(int variable) {
  ++evaluations_;
  for (uint32_t c = plan_.channel_first[variable];
       c < plan_.channel_first[variable + 1]; ++c) {
    SetOpen(c, condition_[c] != 0 &&
                   on_[variable] == plan_.channels[c].begins &&
                   held_[variable] == 0);
  }
}

void Trajectory::Toggle(uint32_t element) {
  const bool now_on = (element_on_[element] ^= 1) != 0;
  const size_t row = plan_.variables + element;
  for (const Plan::Wire* w = plan_.wires.begin(row); w != plan_.wires.end(row);
       ++w) {
    sum_[w->element] += now_on ? w->weight : -w->weight;
    pending_[w->element / 64] |= uint64_t{1} << (w->element % 64);
  }
  for (const uint32_t* c = plan_.gates.begin(element);
       c != plan_.gates.end(element); ++c) {
    ++evaluations_;
    ToggleCondition(*c);
  }
  for (const uint32_t* v = plan_.drives.begin(element);
       v != plan_.drives.end(element); ++v) {
    const int32_t before = drivers_[*v];
    const int32_t after = drivers_[*v] += now_on ? 1 : -1;
    if ((before == 0) == (after == 0)) continue;
    ++evaluations_;
    for (const uint32_t* c = plan_.rule_gates.begin(*v);
         c != plan_.rule_gates.end(*v); ++c) {
      ToggleCondition(*c);
    }
  }
}

// Elements read earlier ones only, so one pass in their order settles them.
inline void Trajectory::SettlePending() {
  for (size_t word = 0; word < pending_.size(); ++word) {
    while (pending_[word] != 0) {
      const uint32_t element =
          word * 64 + static_cast<uint32_t>(__builtin_ctzll(pending_[word]));
      pending_[word] &= pending_[word] - 1;
      if ((sum_[element] >= 0) != (element_on_[element] != 0)) Toggle(element);
    }
  }
}

void Trajectory::Flip(int variable) {
  const bool now_on = (on_[variable] ^= 1) != 0;
  RefreshChannelsOf(variable);
  for (const Plan::Wire* w = plan_.wires.begin(variable);
       w != plan_.wires.end(variable); ++w) {
    const uint32_t element = w->element;
    sum_[element] += now_on ? w->weight : -w->weight;
    if (plan_.reads_elements[element] != 0) {
      pending_[element / 64] |= uint64_t{1} << (element % 64);
    } else if ((sum_[element] >= 0) != (element_on_[element] != 0)) {
      Toggle(element);
    }
  }
  SettlePending();
}

void Trajectory::Start(Random& random) {
  std::copy(plan_.start.begin(), plan_.start.end(), on_.begin());
  std::copy(plan_.held.begin(), plan_.held.end(), held_.begin());
  uint64_t bits = 0;
  int left = 0;
  for (const int v : plan_.coins) {
    if (left == 0) {
      bits = random.Bits();
      left = 64;
    }
    on_[v] = bits & 1;
    bits >>= 1;
    --left;
  }
  for (const InitialGroup& group : plan_.draws) {
    double at = random.Unit();
    size_t drawn = 0;
    while (drawn + 1 < group.outcomes.size() &&
           at >= group.outcomes[drawn].probability) {
      at -= group.outcomes[drawn++].probability;
    }
    for (const int v : group.outcomes[drawn].on) on_[v] = 1;
  }
  Rebuild();
}

// Everything that follows from which variables are on.
void Trajectory::Rebuild() {
  std::copy(plan_.minus_need.begin(), plan_.minus_need.end(), sum_.begin());
  std::copy(plan_.open_off.begin(), plan_.open_off.end(), condition_.begin());
  std::fill(drivers_.begin(), drivers_.end(), 0);
  const auto add = [this](size_t row) {
    for (const Plan::Wire* w = plan_.wires.begin(row);
         w != plan_.wires.end(row); ++w) {
      sum_[w->element] += w->weight;
    }
  };
  for (int v = 0; v < plan_.variables; ++v) {
    if (on_[v] != 0) add(v);
  }
  for (int e = 0; e < plan_.elements; ++e) {
    element_on_[e] = sum_[e] >= 0;
    if (element_on_[e] == 0) continue;
    add(plan_.variables + e);
    for (const uint32_t* c = plan_.gates.begin(e); c != plan_.gates.end(e);
         ++c) {
      condition_[*c] = 1;
    }
    for (const uint32_t* v = plan_.drives.begin(e); v != plan_.drives.end(e);
         ++v) {
      if (drivers_[*v]++ != 0) continue;
      for (const uint32_t* c = plan_.rule_gates.begin(*v);
           c != plan_.rule_gates.end(*v); ++c) {
        condition_[*c] ^= 1;
      }
    }
  }
  std::fill(open_.begin(), open_.end(), Open());
  std::fill(place_.begin(), place_.end(), kClosed);
  for (int v = 0; v < plan_.variables; ++v) RefreshChannelsOf(v);
}

void Trajectory::Turn(int variable, bool value, double time, Tally& tally) {
  if ((on_[variable] != 0) == value) return;
  Flip(variable);
  tally.Flip(variable, value, time);
}

void Trajectory::SetHeld(int variable, bool held) {
  held_[variable] = held;
  RefreshChannelsOf(variable);
}

void Trajectory::Happen(const Event& event, double time, Random& random,
                        Tally& tally) {
  if (plan_.held[event.variable] != 0) return;  // held throughout
  if (event.kind == Event::kRelease) {
    SetHeld(event.variable, false);
    return;
  }
  const bool value = random.Unit() < event.probability;
  if (event.kind == Event::kSet && held_[event.variable] != 0) return;
  if (event.kind == Event::kHold) SetHeld(event.variable, true);
  Turn(event.variable, value, time, tally);
}

bool Trajectory::Run(uint64_t seed, uint64_t index, int64_t most_flips,
                     Tally& tally) {
  Random random(seed, index);
  evaluations_ = 0;
  Start(random);
  tally.Begin(on_);
  const double end = plan_.windows;
  size_t next_event = 0;
  int64_t flips = 0;
  bool fixed = false;
  for (double time = 0;;) {
    while (next_event < plan_.events.size() &&
           plan_.events[next_event].time <= time) {
      Happen(plan_.events[next_event++], time, random, tally);
    }
    tally.Stay();
    const bool last = next_event == plan_.events.size();
    const double total = TotalRate();
    if (total == 0) {
      fixed = last;
      if (last) break;
      time = plan_.events[next_event].time;
      continue;
    }
    // What happens in between changes the rates, so time begins anew there:
    // waiting has no memory.
    const double stop = last ? end : plan_.events[next_event].time;
    const double then =
        time + (plan_.discrete ? 1 : random.Exponential() / total);
    if (!(then < (plan_.discrete ? end : stop))) {
      if (last || plan_.discrete) break;
      time = stop;
      continue;
    }
    time = then;
    const int variable = Choose(total, random);
    Flip(variable);
    tally.Flip(variable, on_[variable] != 0, time);
    if (++flips > most_flips) return false;
  }
  tally.End(on_, fixed);
  tally.flips += flips;
  tally.rate_evaluations += evaluations_;
  return true;
}

}  // namespace regulon
