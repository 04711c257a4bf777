#include "engine/binding/linear.h"

#include <cmath>

#include "absl/status/status.h"
#include "engine/attention/fast_weights.h"

namespace regulon {
namespace {

double Dot(absl::Span<const float> a, absl::Span<const float> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return sum;
}

class Linear : public ElementKind {
 public:
  explicit Linear(const LinearTables& tables) : t_(tables) {}

  int64_t scratch_size() const override {
    return FastWeights::Size(t_.features, t_.values) + t_.values;
  }

  absl::Status Evaluate(const BindingInput& input, absl::Span<double> scratch,
                        BindingOutput output, ReadSet& reads,
                        int64_t& flops) const override {
    const FastWeights weights = Write(input, scratch);
    for (const uint32_t t : input.present) {
      reads.Mark(t_.key_units, static_cast<int>(t));
      reads.Mark(t_.value_units, static_cast<int>(t));
    }
    reads.Mark(t_.query_units);
    reads.Mark(t_.readout_units);
    const absl::Span<double> out = OutOf(scratch);
    for (int e = 0; e < t_.elements; ++e) {
      const int element = t_.first_element + e;
      weights.Read(QueryOf(e), out);
      double activity = 0;
      for (int64_t j = 0; j < t_.values; ++j) {
        activity += t_.readout[e * t_.values + j] * out[j];
      }
      if (input.Forces(element)) activity = input.forced[element];
      if (!std::isfinite(activity)) return NotFinite(element, activity);
      output.activity[element] = activity;
      output.logit[element] = 0;
    }
    flops += static_cast<int64_t>(input.present.size()) * t_.features *
                 (2 * t_.values + 2) +
             t_.elements * (2 * t_.features * (t_.values + 1) + 3 * t_.values);
    return absl::OkStatus();
  }

  // With w_et = a_t phi(q_e) . phi(k_t) and Z_e = 1 + sum_t w_et:
  //   d g_e / d log a_t = w_et / Z_e (readout_e . v_t - g_e)
  void Backward(const BindingInput& input, absl::Span<const double> g,
                const ElementSlopes& slopes, absl::Span<double> scratch,
                absl::Span<double> by_log_activity) const override {
    const FastWeights weights = Write(input, scratch);
    for (int e = 0; e < t_.elements; ++e) {
      const int element = t_.first_element + e;
      const double slope = slopes.activity[element];
      if (slope == 0 || input.Forces(element)) continue;
      const double sum = weights.Sum(QueryOf(e));
      for (const uint32_t t : input.present) {
        const double says = Dot(ReadoutOf(e), ValueOf(t));
        by_log_activity[t] +=
            slope * Weight(input, e, t) / sum * (says - g[element]);
      }
    }
  }

  std::vector<Occupant> Occupants(const BindingInput& input,
                                  int element) const override {
    const int e = element - t_.first_element;
    double sum = 1;
    std::vector<Occupant> occupants;
    for (const uint32_t t : input.present) {
      const double weight = Weight(input, e, t);
      if (weight > 0) occupants.push_back({t, weight});
      sum += weight;
    }
    for (Occupant& occupant : occupants) occupant.share /= sum;
    return occupants;
  }

 private:
  absl::Span<const float> KeyOf(uint32_t t) const {
    return t_.key.subspan(t * t_.features, t_.features);
  }
  absl::Span<const float> ValueOf(uint32_t t) const {
    return t_.value.subspan(t * t_.values, t_.values);
  }
  absl::Span<const float> QueryOf(int e) const {
    return t_.query.subspan(e * t_.features, t_.features);
  }
  absl::Span<const float> ReadoutOf(int e) const {
    return t_.readout.subspan(e * t_.values, t_.values);
  }
  absl::Span<double> OutOf(absl::Span<double> scratch) const {
    return scratch.subspan(FastWeights::Size(t_.features, t_.values),
                           t_.values);
  }

  FastWeights Write(const BindingInput& input,
                    absl::Span<double> scratch) const {
    FastWeights weights(
        t_.features, t_.values,
        scratch.subspan(0, FastWeights::Size(t_.features, t_.values)));
    for (const uint32_t t : input.present) {
      weights.Add(input.activity[t], KeyOf(t), ValueOf(t));
    }
    return weights;
  }

  // a_t phi(q_e) . phi(k_t)
  double Weight(const BindingInput& input, int e, uint32_t t) const {
    return input.activity[t] * Dot(QueryOf(e), KeyOf(t));
  }

  const LinearTables t_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeLinear(
    const LinearTables& t) {
  const auto fits = [](absl::Span<const float> values, int64_t rows,
                       int64_t columns) {
    return static_cast<int64_t>(values.size()) == rows * columns;
  };
  if (t.features < 1 || t.values < 1 ||
      !fits(t.key, t.regulators, t.features) ||
      !fits(t.value, t.regulators, t.values) ||
      !fits(t.query, t.elements, t.features) ||
      !fits(t.readout, t.elements, t.values)) {
    return absl::DataLossError("the tensors of the linear elements do not fit");
  }
  return std::make_unique<Linear>(t);
}

}  // namespace regulon
