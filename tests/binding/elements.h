// One context for the tests of element kinds, and what they make of it.
#ifndef REGULON_TESTS_BINDING_ELEMENTS_H_
#define REGULON_TESTS_BINDING_ELEMENTS_H_

#include <limits>
#include <vector>

#include "engine/binding/element_kind.h"
#include "engine/ledger/inventory.h"

namespace regulon {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Elements {
  std::vector<double> logit, activity;
  ReadSet reads = ReadSet(256);
  int64_t flops = 0;
  absl::Status status;
};

// Levels of the regulators; what else a context brings is empty unless given.
struct BindingContext {
  std::vector<double> activity;
  std::vector<float> accessibility, memory;
  double gain = 1;
  std::vector<double> earlier;  // activities of elements before this kind's
};

// `elements`: of the genome, all kinds.
inline Elements Evaluate(const ElementKind& kind, int elements,
                         const BindingContext& context) {
  std::vector<uint32_t> present;
  for (size_t t = 0; t < context.activity.size(); ++t) {
    if (context.activity[t] > 0) present.push_back(t);
  }
  Elements out;
  out.logit.resize(elements);
  out.activity = context.earlier;
  out.activity.resize(elements);
  // Scratch that is not cleared must not be taken for cleared.
  std::vector<double> scratch(kind.scratch_size(), 1e9);
  BindingInput input;
  input.activity = context.activity;
  input.present = present;
  input.accessibility = context.accessibility;
  input.memory = context.memory;
  input.gain = context.gain;
  out.status =
      kind.Evaluate(input, absl::MakeSpan(scratch),
                    {absl::MakeSpan(out.logit), absl::MakeSpan(out.activity)},
                    out.reads, out.flops);
  return out;
}

}  // namespace regulon

#endif  // REGULON_TESTS_BINDING_ELEMENTS_H_
