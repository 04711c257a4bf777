// The straight line from one context's levels to another's, in double
// precision:
//
//   u_t = log(a_t + p_t),   u_t(s) = (1 - s) u_t(0) + s u_t(1),   0 <= s <= 1
//
// p_t is the pseudocount that the genome stores, or 1 where it stores none, so
// that a regulator's absence has a place on the line. Where one is stored, x_t
// is linear in s.
#ifndef REGULON_ENGINE_CONTEXT_SENSE_LINE_H_
#define REGULON_ENGINE_CONTEXT_SENSE_LINE_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/context/sense.h"

namespace regulon {

// The laws of sense.h in double precision, and their slopes.
class PreciseSense {
 public:
  // Of tables that Sense::Create takes.
  explicit PreciseSense(const SenseTables& tables) : t_(tables) {}

  int regulators() const { return t_.regulators; }
  bool standardizes() const { return !t_.log_sd.empty(); }
  double pseudocount(int t) const;  // p_t
  // a_t and u_t of a level in the regulator's unit; NaN: not given.
  double Activity(int t, double level) const;
  double LogLevel(int t, double level) const;
  // x_t of an activity, and dx_t / d log a_t. 0 if it does not standardize.
  double Standardized(int t, double activity) const;
  double StandardizedSlope(int t, double activity) const;
  // x_t and dx_t / du_t where u and a belong together.
  double StandardizedAt(int t, double u, double activity) const;
  double StandardizedSlopeAt(int t, double activity) const;
  // d log a_t / du_t; 0 where a_t is 0.
  double LogActivitySlopeAt(int t, double activity) const;

 private:
  bool stores_pseudocount(int t) const {
    return standardizes() && t_.pseudocount[t] > 0;
  }

  SenseTables t_;
};

class SenseLine {
 public:
  // Levels [regulators] as Context has them; NaN: not given.
  SenseLine(const PreciseSense& sense, absl::Span<const double> from,
            absl::Span<const double> to);

  // activity and x: [regulators].
  void At(double s, absl::Span<double> activity, absl::Span<double> x) const;

  double step(int t) const { return to_[t].u - from_[t].u; }
  bool moves(int t) const {
    return to_[t].u != from_[t].u || to_[t].activity != from_[t].activity;
  }

  // Where a regulator appears (a_t becomes positive) or vanishes, ascending by
  // s and then by regulator.
  struct Turn {
    double s;
    int regulator;
    bool appears;
  };
  std::vector<Turn> Turns() const;

 private:
  struct End {
    double u, activity, x;
  };
  std::vector<End> Ends(absl::Span<const double> levels) const;

  PreciseSense sense_;
  std::vector<End> from_, to_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_SENSE_LINE_H_
