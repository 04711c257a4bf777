// Fits the encoder of engine/encoder: latents and cofactor pairs that change
// the activities of regulators so that a linear map of what they are then
// predicts better.
//
//   minimize  mean (Y - X~ W - b)^2,   x~_t of log a_t + g_t (encoder.h)
//
// W and b are refitted in closed form (ridge) every few epochs and fixed
// between; the encoder goes by AdamW. The pairs are those off the diagonal that
// would lower the error fastest from the identity. What is returned is the
// encoder with the lowest error on the validation rows, the identity included.
// The same bits for any number of threads.
#ifndef REGULON_ENGINE_FIT_ENCODER_FIT_H_
#define REGULON_ENGINE_FIT_ENCODER_FIT_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/fit/encoder_network.h"
#include "engine/genome/draft.h"
#include "engine/regression/problem.h"

namespace regulon {

// What Sense makes of n samples, and the constants it does it by (standardize.h
// gives them).
struct SensedRows {
  FloatRows x;             // [n, T] standardized
  FloatRows log_activity;  // [n, T] ln a; -infinity: absent
  std::vector<float> pseudocount, log_mean, log_sd;  // [T]
};

struct EncoderFitOptions {
  int width = 16, latents = 8, blocks = 2, heads = 4;
  int pairs = -1;  // entries of Omega; -1: as many as regulators
  int epochs = 60, refit_epochs = 5, batch = 32;
  double rate = 3e-3, decay = 0.05;  // of AdamW
  uint64_t seed = 1;
  int threads = 0;  // 0: one per core
  std::function<void(double share)> on_progress;
};

struct EncoderFit {
  EncoderDraft draft;
  FloatRows x;  // [n, T] x~, as the genome computes it
  // Of the validation rows, W and b from the others.
  double rmse_before = 0, rmse_after = 0;
  int epochs = 0;  // after which the error was lowest; 0: the identity
};

// targets [n, q], leading components of the expression. `validation` rows, of
// whole groups, take no part in the gradient. InvalidArgument where sizes do
// not fit or either part has no rows.
absl::StatusOr<EncoderFit> FitEncoder(const SensedRows& sensed,
                                      const FloatRows& targets,
                                      absl::Span<const int> validation,
                                      const EncoderFitOptions& options);

// x~ [n, T] by the arithmetic of the Cooperate stage. OutOfRange with sample
// and regulator (by number) where one is not finite.
// `latents`, if given: norm Z [K, m] of each sample.
absl::StatusOr<FloatRows> ApplyEncoder(
    const EncoderDraft& draft, const SensedRows& sensed,
    std::vector<FloatRows>* latents = nullptr);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_ENCODER_FIT_H_
