// Whether an encoder that lets regulators change each other's activity helps to
// predict samples that it has not seen.
#ifndef REGULON_ENGINE_FIT_TRY_ENCODER_H_
#define REGULON_ENGINE_FIT_TRY_ENCODER_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/encoder_fit.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/standardize.h"
#include "engine/workers.h"

namespace regulon {

// What Sense makes of levels [n, T]; x as the standardizer gives it.
SensedRows SensedOf(const FloatRows& levels, const Unit& unit,
                    const Standardizer& standardizer, const FloatRows& x);

struct EncoderTrial {
  double rmse_without = 0, rmse_with = 0;  // over the folds
  // Where the folds gain more than twice the standard error of it: fitted to
  // all folds but the first, which stops it.
  std::optional<EncoderFit> kept;
};

// For each of the folds an encoder is fitted to the others, of which one stops
// it early, and kernel ridge regression of y [n, G] on what comes out judges
// it on the fold. At least three folds.
absl::StatusOr<EncoderTrial> TryEncoder(
    const SensedRows& sensed, const FloatRows& y, const KernelChoice& kernel,
    const std::vector<std::vector<int>>& folds, uint64_t seed, int threads,
    Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_TRY_ENCODER_H_
