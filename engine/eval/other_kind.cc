#include "engine/eval/other_kind.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regulon {
namespace {

constexpr double kGains[] = {0, 0.5, 1, 1.5, 2, 2.5};
constexpr double kHalves[] = {10, 30, 100, 300, 1000};

bool Includes(const std::vector<int>& all, const std::vector<int>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

std::vector<int> Sorted(std::vector<int> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

double OtherKind::Shrink(double deviation, int gene, double gain,
                         double half) const {
  if (spread_[gene] == 0) return 0;
  const double z = deviation / spread_[gene], fourth = z * z * z * z;
  return gain * deviation * fourth / (fourth + half);
}

OtherKind::Evidence OtherKind::Of(const std::vector<int>& targets) const {
  const int genes = change_.cols();
  Eigen::RowVectorXd sum = sum_, count = count_;
  Eigen::RowVectorXd other = Eigen::RowVectorXd::Zero(genes);
  Eigen::RowVectorXd others = Eigen::RowVectorXd::Zero(genes);
  for (size_t i = 0; i < targets_.size(); ++i) {
    if (!Includes(targets_[i], targets)) continue;
    const bool partner = !same_kind_[i] && targets_[i] == targets;
    for (int g = 0; g < genes; ++g) {
      if (std::isnan(change_(i, g))) continue;
      sum[g] -= change_(i, g);
      count[g] -= 1;
      if (!partner) continue;
      other[g] += change_(i, g);
      others[g] += 1;
    }
  }
  Evidence evidence;
  evidence.mean = Eigen::RowVectorXd::Zero(genes);
  evidence.deviation = Eigen::RowVectorXd::Zero(genes);
  for (int g = 0; g < genes; ++g) {
    if (count[g] > 0.5) evidence.mean[g] = sum[g] / count[g];
    if (others[g] == 0) continue;
    evidence.partner = true;
    evidence.deviation[g] = other[g] / others[g] - evidence.mean[g];
  }
  return evidence;
}

absl::Status OtherKind::Fit(const PerturbationTraining& train, Workers&) {
  const int genes = train.change.cols();
  change_.resize(train.perturbed.size(), genes);
  targets_.clear();
  same_kind_.clear();
  for (size_t k = 0; k < train.perturbed.size(); ++k) {
    const int i = train.perturbed[k];
    change_.row(k) = train.change.row(i);
    targets_.push_back(Sorted(train.problem.clamped[i]));
    same_kind_.push_back(train.same_kind[i]);
  }
  sum_ = count_ = spread_ = Eigen::RowVectorXd::Zero(genes);
  for (int g = 0; g < genes; ++g) {
    double other_sum = 0, other_squares = 0, others = 0;
    for (int k = 0; k < change_.rows(); ++k) {
      const double change = change_(k, g);
      if (std::isnan(change)) continue;
      sum_[g] += change;
      count_[g] += 1;
      if (same_kind_[k]) continue;
      other_sum += change;
      other_squares += change * change;
      others += 1;
    }
    if (others == 0) continue;
    const double mean = other_sum / others;
    spread_[g] = std::sqrt(std::max(0.0, other_squares / others - mean * mean));
  }

  gain_ = 0;
  half_ = 1;
  std::vector<int> known;
  std::vector<Evidence> evidence;
  for (int k = 0; k < change_.rows(); ++k) {
    if (!same_kind_[k]) continue;
    Evidence of = Of(targets_[k]);
    if (!of.partner) continue;
    known.push_back(k);
    evidence.push_back(std::move(of));
  }
  double least = std::numeric_limits<double>::infinity();
  for (const double gain : kGains) {
    for (const double half : kHalves) {
      double squares = 0;
      for (size_t k = 0; k < known.size(); ++k) {
        for (int g = 0; g < genes; ++g) {
          const double truth = change_(known[k], g);
          if (std::isnan(truth)) continue;
          const double error = truth - evidence[k].mean[g] -
                               Shrink(evidence[k].deviation[g], g, gain, half);
          squares += error * error;
        }
      }
      if (squares >= least) continue;
      least = squares;
      gain_ = gain;
      half_ = half;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<FloatRows> OtherKind::PredictChange(const HeldOut& unseen,
                                                   Workers&) {
  FloatRows out(unseen.levels.rows(), change_.cols());
  for (int i = 0; i < out.rows(); ++i) {
    const Evidence evidence = Of(Sorted(unseen.clamped[i]));
    for (int g = 0; g < out.cols(); ++g) {
      out(i, g) = static_cast<float>(
          evidence.mean[g] + Shrink(evidence.deviation[g], g, gain_, half_));
    }
  }
  return out;
}

}  // namespace regulon
