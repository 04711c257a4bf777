#include "engine/binding/state_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "absl/status/status.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

class StateTable : public ElementKind {
 public:
  explicit StateTable(const StateTables& tables) : t_(tables) {
    for (int e = 0; e < t_.elements; ++e) {
      most_states_ = std::max<int64_t>(
          most_states_, t_.state_first[e + 1] - t_.state_first[e]);
    }
  }

  int64_t scratch_size() const override { return most_states_; }

  absl::Status Evaluate(const BindingInput& input, absl::Span<double> scratch,
                        BindingOutput output, ReadSet& reads,
                        int64_t& flops) const override {
    for (const Units units : t_.units) reads.Mark(units);
    for (int e = 0; e < t_.elements; ++e) {
      const double sum = Weigh(input, e, scratch);
      double weighted = 0;
      for (uint32_t i = t_.state_first[e]; i < t_.state_first[e + 1]; ++i) {
        weighted += scratch[i - t_.state_first[e]] * t_.value[i];
      }
      const double activity = input.Forces(t_.first_element + e)
                                  ? input.forced[t_.first_element + e]
                                  : weighted / sum;
      if (!std::isfinite(activity)) {
        return NotFinite(t_.first_element + e, activity);
      }
      output.activity[t_.first_element + e] = activity;
      output.logit[t_.first_element + e] = 0;
    }
    flops += 7 * static_cast<int64_t>(t_.energy.size()) +
             2 * static_cast<int64_t>(t_.count.size()) + t_.elements;
    return absl::OkStatus();
  }

  // d g_e / d log a_t = sum_i p_i n_it (v_i - g_e)
  void Backward(const BindingInput& input, absl::Span<const double> g,
                const ElementSlopes& slopes, absl::Span<double> scratch,
                absl::Span<double> by_log_activity) const override {
    for (int e = 0; e < t_.elements; ++e) {
      const int element = t_.first_element + e;
      const double slope = slopes.activity[element];
      if (slope == 0 || input.Forces(element)) continue;
      const uint32_t begin = t_.state_first[e];
      const double sum = Weigh(input, e, scratch);
      for (uint32_t i = begin; i < t_.state_first[e + 1]; ++i) {
        const double share = scratch[i - begin] / sum;
        if (share == 0) continue;
        for (uint32_t b = t_.binding_first[i]; b < t_.binding_first[i + 1];
             ++b) {
          by_log_activity[t_.regulator[b]] +=
              slope * share * t_.count[b] * (t_.value[i] - g[element]);
        }
      }
    }
  }

  std::vector<Occupant> Occupants(const BindingInput& input,
                                  int element) const override {
    const int e = element - t_.first_element;
    const uint32_t begin = t_.state_first[e];
    std::vector<double> weights(most_states_);
    const double sum = Weigh(input, e, absl::MakeSpan(weights));
    std::map<uint32_t, double> shares;
    for (uint32_t i = begin; i < t_.state_first[e + 1]; ++i) {
      std::set<uint32_t> bound;
      for (uint32_t b = t_.binding_first[i]; b < t_.binding_first[i + 1]; ++b) {
        const uint32_t t = t_.regulator[b];
        if (t_.count[b] != 0 && input.activity[t] > 0) bound.insert(t);
      }
      for (const uint32_t t : bound) shares[t] += weights[i - begin] / sum;
    }
    std::vector<Occupant> occupants;
    for (const auto& [t, share] : shares) occupants.push_back({t, share});
    return occupants;
  }

 private:
  // The states' weights of element e, the largest 1; their sum.
  double Weigh(const BindingInput& input, int e,
               absl::Span<double> weights) const {
    const uint32_t begin = t_.state_first[e], end = t_.state_first[e + 1];
    double largest = -std::numeric_limits<double>::infinity();
    for (uint32_t i = begin; i < end; ++i) {
      weights[i - begin] = LogWeight(input, i);
      // Not std::max, which would drop a NaN.
      if (!(weights[i - begin] <= largest)) largest = weights[i - begin];
    }
    double sum = 0;
    for (uint32_t i = begin; i < end; ++i) {
      weights[i - begin] = std::exp(weights[i - begin] - largest);
      sum += weights[i - begin];
    }
    return sum;
  }

  double LogWeight(const BindingInput& input, uint32_t state) const {
    double log_weight = -double{t_.energy[state]};
    for (uint32_t b = t_.binding_first[state]; b < t_.binding_first[state + 1];
         ++b) {
      const double activity = input.activity[t_.regulator[b]];
      // A count of 0 of an absent regulator weighs nothing.
      if (t_.count[b] != 0) log_weight += t_.count[b] * std::log(activity);
    }
    return log_weight;
  }

  const StateTables t_;
  int64_t most_states_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeStateTable(
    const StateTables& t) {
  if (t.energy.size() != t.value.size() ||
      t.regulator.size() != t.count.size()) {
    return absl::DataLossError(
        "the tensors of the state_table elements do not fit");
  }
  RETURN_IF_ERROR(CheckFirst(t.state_first, t.elements, t.energy.size(),
                             tensors::kStateFirst));
  for (int e = 0; e < t.elements; ++e) {
    if (t.state_first[e] == t.state_first[e + 1]) {
      return absl::DataLossError("a state_table element has no state");
    }
  }
  RETURN_IF_ERROR(CheckFirst(t.binding_first, t.energy.size(), t.count.size(),
                             tensors::kBindingFirst));
  RETURN_IF_ERROR(
      CheckIndices(t.regulator, t.regulators, tensors::kBindingRegulator));
  return std::make_unique<StateTable>(t);
}

}  // namespace regulon
