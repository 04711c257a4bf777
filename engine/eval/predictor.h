// Whoever predicts genes of samples not seen: a baseline, a genome, a table of
// another tool's answers. All are judged by one protocol (protocol.h).
#ifndef REGULON_ENGINE_EVAL_PREDICTOR_H_
#define REGULON_ENGINE_EVAL_PREDICTOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// All that a predictor sees of m held-out samples.
struct HeldOut {
  std::vector<std::string> samples;
  FloatRows levels;                       // [m, T]
  std::vector<std::vector<int>> clamped;  // [m] as in Problem
};

// The samples given, in that order.
HeldOut HoldOut(const Problem& problem, absl::Span<const int> samples);

struct Prediction {
  FloatRows values;  // [m, G]
  // Means over the samples: parameters that an answer read, and the share of
  // experts open. Below 0: not known.
  double parameters_read = -1;
  double experts_share = 1;
};

class Predictor {
 public:
  virtual ~Predictor() = default;

  virtual std::string name() const = 0;
  // What the present fit settled on: "penalty 0.056 of 1e-4..100".
  virtual std::string details() const { return ""; }

  // Forgets any earlier fit. The values of `train` have no NaN.
  virtual absl::Status Fit(const Problem& train, Workers& workers) = 0;

  // By the present fit.
  virtual absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                             Workers& workers) = 0;

  // Of the present fit; below 0: not known.
  virtual int64_t parameters() const = 0;

  // [n, G]: of every training sample, value less what the same fit without its
  // group predicts. None where the fit cannot say so without fitting anew.
  virtual absl::StatusOr<std::optional<FloatRows>> OutOfGroupResiduals(
      Workers&) {
    return std::optional<FloatRows>();
  }
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PREDICTOR_H_
