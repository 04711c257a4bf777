// What every kind of element is to the Bind stage. To add a kind: a class of
// this interface in a file of its own, its tables filled in cell/assemble.cc,
// and its words in proto/spec.proto and engine/compile.
#ifndef REGULON_ENGINE_BINDING_ELEMENT_KIND_H_
#define REGULON_ENGINE_BINDING_ELEMENT_KIND_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// One context, as Bind sees it.
struct BindingInput {
  absl::Span<const double> activity;   // [regulators], 1 at the reference
  absl::Span<const uint32_t> present;  // ascending; activity > 0
  // [elements] nats, NaN where the basal value holds; or empty: all basal.
  absl::Span<const float> accessibility;
  absl::Span<const float> memory;  // [domains] 0..1; or empty: all 0
  double gain = 1;                 // G
  // [elements] nats that closing energies rise by; or empty: none.
  absl::Span<const double> closing;
  // [marks][elements] signals; or empty: no mark given.
  absl::Span<const std::vector<float>> marks;
  // [elements] the activity that an element is forced to, NaN where it is not;
  // or empty: none.
  absl::Span<const float> forced;

  bool Forces(int element) const {
    return !forced.empty() && !std::isnan(forced[element]);
  }
};

// Of all elements of the genome, in its order; a kind writes its own and may
// read those before.
struct BindingOutput {
  absl::Span<double> logit;     // lambda of mwc elements, nats; else 0
  absl::Span<double> activity;  // g, 0..1 but for state tables' own values
};

// How an answer changes with each element of the genome: its derivatives by
// lambda_e (other than through g_e) and by g_e, [elements] each.
struct ElementSlopes {
  absl::Span<const double> logit, activity;
};

// A regulator on an element.
struct Occupant {
  uint32_t regulator;
  double share;  // 0..1 of the time, on the site where it is most
};

class ElementKind {
 public:
  virtual ~ElementKind() = default;

  // Doubles of scratch that Evaluate needs.
  virtual int64_t scratch_size() const = 0;

  // An element that is forced takes that activity, and the logit of it.
  //
  // OutOfRange with the element's index where a value is not finite. Adds to
  // `flops` what it did (each multiplication, addition, comparison, division,
  // exp and log counts one).
  virtual absl::Status Evaluate(const BindingInput& input,
                                absl::Span<double> scratch,
                                BindingOutput output, ReadSet& reads,
                                int64_t& flops) const = 0;

  // Adds to by_log_activity [regulators] the derivatives by log a_t, through
  // this kind's elements, of an answer with those slopes at what Evaluate gave
  // (g [elements]); 0 of regulators that are absent. A threshold has none.
  virtual void Backward(const BindingInput& input, absl::Span<const double> g,
                        const ElementSlopes& slopes, absl::Span<double> scratch,
                        absl::Span<double> by_log_activity) const = 0;

  // Who sits on `element`, one of this kind's, by ascending regulator: those
  // present that it has a site or a weight for. Shares are p_st = w_st / Z_s of
  // the open element (mwc), of the states that a regulator is bound in
  // (state_table), w_et / Z_e (linear), or 1 (threshold).
  virtual std::vector<Occupant> Occupants(const BindingInput& input,
                                          int element) const = 0;
};

// OutOfRange: "element #<element> came out as <what>"; the cell puts names in
// the place of the numbers that stages know.
absl::Status NotFinite(int element, double what);

}  // namespace regulon

#endif  // REGULON_ENGINE_BINDING_ELEMENT_KIND_H_
