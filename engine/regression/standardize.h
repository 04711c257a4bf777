// Regulators' levels as a fit sees them, by the very arithmetic of the Sense
// stage (engine/context/sense.h) with a reference of 1:
//
//   x_t = (ln(level_t + pseudocount_t) - log_mean_t) / log_sd_t
//
// level on the linear scale of the unit, at least 0.
#ifndef REGULON_ENGINE_REGRESSION_STANDARDIZE_H_
#define REGULON_ENGINE_REGRESSION_STANDARDIZE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/unit.h"
#include "engine/regression/problem.h"

namespace regulon {

struct StandardizerOptions {
  // log_sd_t is proportional to sd_t^power / weight_t: 0 leaves regulators the
  // spread they have, 1 gives all the same.
  double power = 0;
  std::vector<double> weight;  // [T] above 0; none: 1
  // Added to linear levels. Below 0: the unit's own, or 1 where it has none.
  double pseudocount = -1;
};

// Constants of training samples. One factor common to all log_sd makes the mean
// of ||x||^2 over those samples 1, so that kernel widths and penalties mean the
// same for any number of regulators.
class Standardizer {
 public:
  // levels [n, T]; NaN: not given, and left out of mean and sd. InvalidArgument
  // with sample and regulator (by number) for a level the unit does not have.
  static absl::StatusOr<Standardizer> Create(
      const FloatRows& levels, const Unit& unit,
      const StandardizerOptions& options = {});

  // x [n, T]; 0 where not given, which is the basal level.
  absl::StatusOr<FloatRows> Apply(const FloatRows& levels) const;

  // What Sense takes for the activity of a regulator that is not given.
  double BasalActivity(int regulator) const;

  // [T], as a genome stores them.
  absl::Span<const float> pseudocount() const { return pseudocount_; }
  absl::Span<const float> log_mean() const { return log_mean_; }
  absl::Span<const float> log_sd() const { return log_sd_; }

 private:
  absl::StatusOr<double> Log(const FloatRows& levels, int sample,
                             int regulator) const;

  Unit unit_;
  std::vector<float> pseudocount_, log_mean_, log_sd_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_REGRESSION_STANDARDIZE_H_
