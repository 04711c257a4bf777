#include "engine/binding/threshold.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

class Threshold : public ElementKind {
 public:
  explicit Threshold(const ThresholdTables& tables) : t_(tables) {}

  int64_t scratch_size() const override { return t_.elements; }

  absl::Status Evaluate(const BindingInput& input, absl::Span<double> sum,
                        BindingOutput output, ReadSet& reads,
                        int64_t& flops) const override {
    std::fill(sum.begin(), sum.end(), 0);
    reads.Mark(t_.threshold_units);
    reads.Mark(t_.weight_first_units);
    for (const uint32_t regulator : input.present) {
      Spread(regulator, input.activity[regulator], sum, reads, flops);
    }
    for (int e = 0; e < t_.elements_before; ++e) {
      Spread(t_.regulators + e, output.activity[e], sum, reads, flops);
    }
    // Every element comes after those it reads.
    for (int i = 0; i < t_.elements; ++i) {
      const int element = t_.elements_before + i;
      const double excess = sum[i] - t_.threshold[i];
      if (!std::isfinite(excess)) return NotFinite(element, excess);
      const double activity = input.Forces(element) ? input.forced[element]
                              : excess > 0          ? 1
                                                    : 0;
      output.activity[element] = activity;
      output.logit[element] = 0;
      Spread(t_.regulators + element, activity, sum, reads, flops);
    }
    flops += t_.elements;
    return absl::OkStatus();
  }

  void Backward(const BindingInput&, absl::Span<const double>,
                const ElementSlopes&, absl::Span<double>,
                absl::Span<double>) const override {}

  std::vector<Occupant> Occupants(const BindingInput& input,
                                  int element) const override {
    const auto own = static_cast<uint32_t>(element - t_.elements_before);
    std::vector<Occupant> occupants;
    for (const uint32_t t : input.present) {
      const auto first = t_.weight_target.begin() + t_.weight_first[t];
      const auto end = t_.weight_target.begin() + t_.weight_first[t + 1];
      if (std::find(first, end, own) != end) occupants.push_back({t, 1});
    }
    return occupants;
  }

 private:
  void Spread(int source, double activity, absl::Span<double> sum,
              ReadSet& reads, int64_t& flops) const {
    const uint32_t begin = t_.weight_first[source];
    const uint32_t end = t_.weight_first[source + 1];
    if (begin == end || activity == 0) return;
    reads.Mark(t_.weight_target_units, source);
    reads.Mark(t_.weight_units, source);
    for (uint32_t i = begin; i < end; ++i) {
      sum[t_.weight_target[i]] += t_.weight[i] * activity;
    }
    flops += 2 * int64_t{end - begin};
  }

  const ThresholdTables t_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeThreshold(
    const ThresholdTables& t) {
  if (t.threshold.size() != static_cast<size_t>(t.elements) ||
      t.weight.size() != t.weight_target.size()) {
    return absl::DataLossError(
        "the tensors of the threshold elements do not fit");
  }
  const int sources = t.regulators + t.elements_before + t.elements;
  RETURN_IF_ERROR(CheckFirst(t.weight_first, sources, t.weight.size(),
                             tensors::kWeightFirst));
  RETURN_IF_ERROR(
      CheckIndices(t.weight_target, t.elements, tensors::kWeightTarget));
  for (int i = 0; i < t.elements; ++i) {
    const int source = t.regulators + t.elements_before + i;
    for (uint32_t w = t.weight_first[source]; w < t.weight_first[source + 1];
         ++w) {
      if (t.weight_target[w] <= static_cast<uint32_t>(i)) {
        return absl::DataLossError(absl::StrCat(
            "tensor '", tensors::kWeightTarget, "' is damaged: element ", i,
            " is read before it is known"));
      }
    }
  }
  return std::make_unique<Threshold>(t);
}

}  // namespace regulon
