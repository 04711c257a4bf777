// Accuracy against the share of the experts that is read, and the threshold for
// a wanted one.
#ifndef REGULON_ENGINE_FIT_SHARE_CURVE_H_
#define REGULON_ENGINE_FIT_SHARE_CURVE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/fit/autonomy_fit.h"
#include "engine/regression/problem.h"
#include "proto/genome.pb.h"

namespace regulon {

// Of n samples, each predicted by a fit that had not seen its group, and D
// routed domains.
struct ShareEvidence {
  FloatRows scores;                       // [n, D]
  FloatRows closed_errors, open_errors;   // [n, D] squared, over its genes
  std::vector<double> expert_parameters;  // [D]
  double expert_total = 0, total = 0;     // parameters of the genome
  double variance = 0;  // sum of squares of all values about gene means
};

// Squared errors of predictions [n, G], summed over each domain's genes.
FloatRows DomainErrors(const FloatRows& values, const FloatRows& predictions,
                       const GenesOfDomains& domains);

// [n, D] 1 where a router of these thresholds [D] and cap (0: none) opens a
// domain: the highest scores of each sample, ties to the lowest index.
FloatRows Opened(const FloatRows& scores, absl::Span<const float> thresholds,
                 uint32_t top_k);

// One point for each of the wanted shares 0, 0.01, 0.02, ... 0.2, 0.25, ... 1:
// a domain opens where its score is at least the one that one and a half times
// this share of (sample, domain) pairs reach, and at most this share of the
// domains in any sample, so that no context reads more. What is then read, and
// how well it predicts.
std::vector<proto::CurvePoint> ShareCurve(const ShareEvidence& evidence);

// The point by which no context opens more than a share 0..1 of the domains.
// FailedPrecondition for an empty curve.
absl::StatusOr<proto::CurvePoint> PointAtShare(
    const std::vector<proto::CurvePoint>& curve, int domains, double share);

// The smallest share that loses at most this much of the R2 of share 1.
absl::StatusOr<proto::CurvePoint> PointAtLoss(
    const std::vector<proto::CurvePoint>& curve, double loss);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_SHARE_CURVE_H_
