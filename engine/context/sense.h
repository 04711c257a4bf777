// The Sense stage: from levels to activities.
//
//   a_t = level_t / reference_t, on the linear scale of the unit, at least 0
//   x_t = (log(a_t + pseudocount_t) - log_mean_t) / log_sd_t
//
// Cooperate may scale an activity by the exponential of a gain, and x follows.
//
// A regulator that is not given is absent (a = 0) or basal: a = exp(log_mean) -
// pseudocount and x = 0 exactly.
#ifndef REGULON_ENGINE_CONTEXT_SENSE_H_
#define REGULON_ENGINE_CONTEXT_SENSE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/unit.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Views of tensors.h, a unit per regulator; what is not stored is empty.
struct SenseTables {
  int regulators = 0;
  bool basal = false;            // if not given: basal, else absent
  absl::Span<const Unit> units;  // [regulators]
  absl::Span<const float> reference, pseudocount, log_mean, log_sd;
  Units reference_units, pseudocount_units, log_mean_units, log_sd_units;
};

class Sense {
 public:
  static absl::StatusOr<Sense> Create(const SenseTables& tables);

  // Whether Run fills x.
  bool standardizes() const { return !t_.log_sd.empty(); }

  // levels, activity, present: [regulators]; x: [regulators] or not used.
  // `present` receives the ascending regulators of activity > 0 and its count
  // is returned. OutOfRange with the regulator's index where one is not finite.
  absl::StatusOr<int> Run(absl::Span<const double> levels,
                          absl::Span<double> activity,
                          absl::Span<uint32_t> present, absl::Span<float> x,
                          ReadSet& reads, int64_t& flops) const;

  // Whether Run makes the same activity and x of two levels, to the bit, both
  // of them finite.
  bool SensesAlike(int regulator, double level, double other) const;
  // What Run reads of a regulator whose level is given.
  void MarkGiven(int regulator, ReadSet& reads) const;

  // a_t <- a_t exp(gain_t) of the regulators present, and x_t anew; where the
  // gain is 0, nothing is touched. OutOfRange as Run, and where an activity
  // vanishes.
  absl::Status Scale(absl::Span<const double> gain,
                     absl::Span<const uint32_t> present,
                     absl::Span<double> activity, absl::Span<float> x,
                     ReadSet& reads, int64_t& flops) const;

 private:
  explicit Sense(const SenseTables& tables) : t_(tables) {}
  // What is marked comes of the level alone being given or not.
  struct Sensed {
    double activity, standardized;
  };
  Sensed At(int regulator, double level) const;
  void Mark(int regulator, bool given, ReadSet& reads) const;
  void MarkStandards(int regulator, ReadSet& reads) const;
  double Standardized(int regulator, double activity) const;

  SenseTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_SENSE_H_
