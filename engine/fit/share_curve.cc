#include "engine/fit/share_curve.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace regulon {
namespace {

// Scores vary more over samples than what there is to gain, so a threshold
// alone would starve some; the cap does most of the choosing.
constexpr double kReach = 1.5;

std::vector<double> Shares() {
  std::vector<double> shares;
  for (int percent = 0; percent < 20; ++percent) {
    shares.push_back(percent / 100.0);
  }
  for (int percent = 20; percent <= 100; percent += 5) {
    shares.push_back(percent / 100.0);
  }
  return shares;
}

absl::Status NoCurve() {
  return absl::FailedPreconditionError(
      "the genome stores no accuracy against share: it was not fitted, has no "
      "gene but regulators, or was specialized, which goes after calibrating");
}

}  // namespace

FloatRows DomainErrors(const FloatRows& values, const FloatRows& predictions,
                       const GenesOfDomains& domains) {
  FloatRows errors(values.rows(), domains.size());
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    for (size_t d = 0; d < domains.size(); ++d) {
      double sum = 0;
      for (const int gene : domains[d]) {
        const double error = values(i, gene) - predictions(i, gene);
        sum += error * error;
      }
      errors(i, d) = static_cast<float>(sum);
    }
  }
  return errors;
}

FloatRows Opened(const FloatRows& scores, absl::Span<const float> thresholds,
                 uint32_t top_k) {
  const auto domains = static_cast<int>(scores.cols());
  const int cap = top_k == 0 ? domains : static_cast<int>(top_k);
  FloatRows open = FloatRows::Zero(scores.rows(), domains);
  std::vector<int> order(domains);
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return scores(i, a) > scores(i, b); });
    int opened = 0;
    for (const int d : order) {
      if (opened == cap) break;
      if (scores(i, d) < thresholds[d]) continue;
      open(i, d) = 1;
      ++opened;
    }
  }
  return open;
}

std::vector<proto::CurvePoint> ShareCurve(const ShareEvidence& evidence) {
  const FloatRows& scores = evidence.scores;
  std::vector<float> falling(scores.data(), scores.data() + scores.size());
  std::sort(falling.begin(), falling.end(), std::greater<float>());
  const Eigen::Map<const Eigen::RowVectorXd> sizes(
      evidence.expert_parameters.data(), scores.cols());
  const FloatRows saved = evidence.closed_errors - evidence.open_errors;
  std::vector<proto::CurvePoint> curve;
  for (const double share : Shares()) {
    proto::CurvePoint& point = curve.emplace_back();
    const auto reached = static_cast<size_t>(
        std::min(1.0, kReach * share) * static_cast<double>(falling.size()));
    // Scores are sums of squares: 0 opens all.
    point.set_threshold(share == 1     ? 0
                        : reached == 0 ? 2.0 * falling[0] + 1
                                       : double{falling[reached - 1]});
    const auto cap = static_cast<uint32_t>(
        share * static_cast<double>(scores.cols()) + 1e-9);
    // Less than one domain is none; a cap of 0 would be no cap.
    if (cap == 0) point.set_threshold(2.0 * falling[0] + 1);
    point.set_top_k(share == 1 ? 0 : std::max(cap, 1u));
    const std::vector<float> thresholds(scores.cols(),
                                        static_cast<float>(point.threshold()));
    const FloatRows open = Opened(scores, thresholds, point.top_k());
    const double error = evidence.closed_errors.cast<double>().sum() -
                         open.cwiseProduct(saved).cast<double>().sum();
    const double read = open.cast<double>().colwise().mean().dot(sizes);
    point.set_share(read / evidence.expert_total);
    point.set_r2(evidence.variance > 0 ? 1 - error / evidence.variance : 0);
    point.set_parameters((evidence.total - evidence.expert_total + read) /
                         evidence.total);
  }
  return curve;
}

absl::StatusOr<proto::CurvePoint> PointAtShare(
    const std::vector<proto::CurvePoint>& curve, int domains, double share) {
  if (curve.empty()) return NoCurve();
  if (share >= 1) return curve.back();
  size_t best = 0;
  for (size_t i = 0; i < curve.size(); ++i) {
    const uint32_t cap = curve[i].top_k();
    if (cap > 0 && cap <= share * domains + 1e-9) best = i;
  }
  return curve[best];
}

absl::StatusOr<proto::CurvePoint> PointAtLoss(
    const std::vector<proto::CurvePoint>& curve, double loss) {
  if (curve.empty()) return NoCurve();
  for (const proto::CurvePoint& point : curve) {
    if (point.r2() >= curve.back().r2() - loss) return point;
  }
  return curve.back();
}

}  // namespace regulon
