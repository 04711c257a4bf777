// state_table elements: energies at reference levels, pockets written out.

#include <cmath>
#include <limits>
#include <utility>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostStates = 100000;             // of one StateSpec
constexpr size_t kMostBindings = size_t{1} << 26;  // of a genome

// What a pocket or a binding contributes: copies of a regulator and nats.
struct Bound {
  int regulator;
  double count;
  double log_weight;  // count * log(reference / kd) + log multiplicity
};

absl::StatusOr<double> LogReferenceOverKd(double kd, int regulator,
                                          const Spot& spot, Lowering& l) {
  if (kd == 0) return 0;
  ASSIGN_OR_RETURN(const double activity,
                   l.ActivityAt(kd, regulator, spot, "kd"));
  return -std::log(activity);
}

absl::StatusOr<std::vector<Bound>> BindingsOf(const proto::StateSpec& spec,
                                              const Spot& spot, Lowering& l) {
  std::vector<Bound> bound;
  for (int b = 0; b < spec.binds_size(); ++b) {
    const proto::StateBindingSpec& binding = spec.binds(b);
    const Spot bind_spot = spot.Nested("binds", b);
    const absl::StatusOr<int> regulator = l.Regulator(binding.regulator());
    if (!regulator.ok()) {
      return bind_spot.Error("regulator", regulator.status().message());
    }
    const double count = binding.count() == 0 ? 1 : binding.count();
    if (!(count > 0 && count <= 1e6)) {
      return bind_spot.Error("count", "a count of ", count,
                             "; give a number above 0");
    }
    ASSIGN_OR_RETURN(
        const double weight,
        LogReferenceOverKd(binding.kd(), *regulator, bind_spot, l));
    bound.push_back({*regulator, count, count * weight});
  }
  return bound;
}

// (1 + x)^n as its n + 1 terms; term k has C(n, k) arrangements.
absl::StatusOr<std::vector<Bound>> TermsOf(const proto::PocketSpec& spec,
                                           const Spot& spot, Lowering& l) {
  const absl::StatusOr<int> regulator = l.Regulator(spec.regulator());
  if (!regulator.ok()) {
    return spot.Error("regulator", regulator.status().message());
  }
  const int copies = spec.copies() == 0 ? 1 : spec.copies();
  if (copies < 1 || copies > 1000) {
    return spot.Error("copies", copies, " copies; give 1 to 1000");
  }
  ASSIGN_OR_RETURN(const double weight,
                   LogReferenceOverKd(spec.kd(), *regulator, spot, l));
  std::vector<Bound> terms;
  for (int k = 0; k <= copies; ++k) {
    const double arrangements = std::lgamma(copies + 1.0) -
                                std::lgamma(k + 1.0) -
                                std::lgamma(copies - k + 1.0);
    terms.push_back(
        {*regulator, static_cast<double>(k), k * weight + arrangements});
  }
  return terms;
}

absl::Status AddState(const proto::StateSpec& spec, const Spot& spot,
                      Lowering& l) {
  StateDraft& out = l.draft.state;
  ASSIGN_OR_RETURN(const float value,
                   Lowering::Number(spec.value(), spot, "value"));
  const double multiplicity =
      spec.multiplicity() == 0 ? 1 : spec.multiplicity();
  if (!(multiplicity > 0)) {
    return spot.Error("multiplicity", "a multiplicity of ", multiplicity,
                      "; give a number above 0");
  }
  ASSIGN_OR_RETURN(const std::vector<Bound> bound, BindingsOf(spec, spot, l));
  // Every combination of the pockets' terms is a state of the file.
  std::vector<std::vector<Bound>> combinations = {bound};
  for (int p = 0; p < spec.pocket_size(); ++p) {
    const Spot pocket_spot = spot.Nested("pocket", p);
    ASSIGN_OR_RETURN(const std::vector<Bound> terms,
                     TermsOf(spec.pocket(p), pocket_spot, l));
    if (combinations.size() * terms.size() > kMostStates) {
      return pocket_spot.Error("copies", "the pockets stand for more than ",
                               kMostStates, " states");
    }
    std::vector<std::vector<Bound>> wider;
    for (const std::vector<Bound>& combination : combinations) {
      for (const Bound& term : terms) {
        wider.push_back(combination);
        wider.back().push_back(term);
      }
    }
    combinations = std::move(wider);
  }
  const size_t stored = out.energy.size() + out.count.size() +
                        combinations.size() * (1 + combinations[0].size());
  if (stored > kMostBindings) {
    return spot.Error("pocket", "the genome has more than ", kMostBindings,
                      " states and bindings");
  }
  for (const std::vector<Bound>& combination : combinations) {
    double energy = spec.energy() - std::log(multiplicity);
    for (const Bound& part : combination) {
      energy -= part.log_weight;
      if (part.count == 0) continue;
      out.regulator.push_back(part.regulator);
      out.count.push_back(static_cast<float>(part.count));
    }
    ASSIGN_OR_RETURN(const float stored,
                     Lowering::Number(energy, spot, "energy"));
    out.energy.push_back(stored);
    out.value.push_back(value);
    out.binding_first.push_back(out.count.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LowerStateTables(Lowering& l) {
  StateDraft& out = l.draft.state;
  out.state_first.push_back(0);
  out.binding_first.push_back(0);
  for (const int e : l.OfKind(proto::Element::STATE_TABLE)) {
    const int index = l.elements[e].spec;
    const proto::StateTableSpec& spec = l.spec.element(index).state_table();
    const Spot spot = l.root.Nested("element", index).Nested("state_table");
    const size_t first = out.energy.size();
    for (int s = 0; s < spec.state_size(); ++s) {
      RETURN_IF_ERROR(AddState(spec.state(s), spot.Nested("state", s), l));
    }
    bool empty = false;  // a state that is there without any regulator
    for (size_t s = first; s < out.energy.size(); ++s) {
      empty |= out.binding_first[s] == out.binding_first[s + 1];
    }
    if (!empty) {
      return spot.Error("state", "element '", l.elements[e].entry.id(),
                        "' has no state without a regulator, so it has none "
                        "where they are absent; add state { value: 0 }");
    }
    out.state_first.push_back(out.energy.size());
  }
  return absl::OkStatus();
}

}  // namespace regulon
