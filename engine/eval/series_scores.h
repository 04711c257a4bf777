// How well what comes next in a time series is predicted by a decoder and by
// simpler means, each fitted to the other series.
#ifndef REGULON_ENGINE_EVAL_SERIES_SCORES_H_
#define REGULON_ENGINE_EVAL_SERIES_SCORES_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/fit/decoder_fit.h"

namespace regulon {

enum class Forecaster {
  kLastValue,  // nothing changes
  kClock,      // each step changes as it does on average in the other series
  kLinear,     // linear_difference.h; its penalty by folds of the other series
  kDecoder,    // decoder_fit.h
};
constexpr int kForecasters = 4;

// Mean squares over genes, of steps 1 .. n - 1 of a series of n.
struct SeriesScore {
  std::vector<double> one_step;  // each from the measured steps before it
  std::vector<double> rollout;   // all from the first step alone

  // Root mean squares over all steps.
  double OneStepRmse() const;
  double RolloutRmse() const;
};

struct SeriesScores {
  SeriesScore of[kForecasters];
  // What the decoder's fit chose, and whether its own held-out series would
  // have kept it.
  int epochs = 0;
  bool linear = false, helps = false;
};

// The scores of each series, in order, of fits to the others.
absl::StatusOr<std::vector<SeriesScores>> LeaveSeriesOut(
    const DecoderSeries& series, const DecoderFitOptions& options,
    const std::function<void(double share)>& on_progress);

// Of one series.
absl::StatusOr<SeriesScores> LeaveOut(const DecoderSeries& series, int out,
                                      const DecoderFitOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_SERIES_SCORES_H_
