// Fits the decoder of engine/decoder to time series, and tells whether it
// predicts the next step of series that it has not seen better than saying that
// nothing changes, and than a linear difference equation.
//
//   minimize  mean (s_i+1 - decoder(s_0 .. s_i))^2       one step ahead
//
// by AdamW over all series at once. Series are held out in folds, by which are
// chosen the linear equation's penalty, how long the decoder is fitted, and
// whether it has the linear equation as its term s A. The same bits for any
// number of threads.
#ifndef REGULON_ENGINE_FIT_DECODER_FIT_H_
#define REGULON_ENGINE_FIT_DECODER_FIT_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/decoder/decoder.h"
#include "engine/fit/linear_difference.h"
#include "engine/fit/mean_gain.h"
#include "engine/genome/draft.h"

namespace regulon {

struct DecoderSeries {
  std::vector<SeriesRows> states;   // [steps, G] each, in the genes' units
  std::vector<SeriesRows> latents;  // Z [K, z] of each; none: the decoder's own
  double time_step = 1;             // real time between steps
};

struct DecoderFitOptions {
  int width = 16, heads = 2, blocks = 1, hidden = 32, recalls = 4, latents = 4;
  int epochs = 400, judge_epochs = 20;  // at most; between looks at held-out
  double rate = 3e-3, decay = 0.1;      // of AdamW
  // Tables with a value for every gene are fitted so much more slowly.
  double gene_rate = 0.05;
  int folds = 3;
  uint64_t seed = 1;
  int threads = 0;  // 0: one per core
  std::function<void(double share)> on_progress;
};

struct DecoderFit {
  DecoderDraft draft;  // fitted to all series
  // One step ahead, of held-out series.
  double rmse = 0, rmse_last = 0, rmse_linear = 0;
  // What the decoder takes off the mean square error of a series.
  MeanGain over_last, over_linear;
  int epochs = 0;
  bool linear = false;  // with the term s A
  double penalty = 0;   // of the linear equation
  bool Helps() const {
    return over_last.BeyondChance() && over_linear.BeyondChance();
  }
};

// InvalidArgument where sizes do not fit, there are fewer than three series, or
// one has fewer than three steps.
absl::StatusOr<DecoderFit> FitDecoder(const DecoderSeries& series,
                                      const DecoderFitOptions& options);

// Views of a draft's tensors without units. encoder_latents [K, z] as above.
DecoderTables TablesOf(const DecoderDraft& draft, int64_t encoder_latents,
                       int64_t encoder_width);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_DECODER_FIT_H_
