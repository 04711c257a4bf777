#include "engine/fit/opening.h"

#include <algorithm>
#include <cmath>

namespace regulon {

Eigen::ArrayXd Opening::Open(int domain, double threshold,
                             double temperature) const {
  // Beyond 40, exp loses nothing but time.
  return 1 / (1 + ((threshold - scores_.col(domain)) / temperature)
                      .min(40.0)
                      .max(-40.0)
                      .exp());
}

Eigen::ArrayXd Opening::Slope(const Eigen::ArrayXd& open, double temperature) {
  return open * (open - 1) / temperature;
}

double Opening::Share(const Eigen::ArrayXd& thresholds, double temperature,
                      Workers& workers) const {
  const int domains = static_cast<int>(thresholds.size());
  if (domains == 0) return 0;
  Eigen::ArrayXd means(domains);
  workers.Run(domains, [&](int d, int) {
    means[d] = Open(d, thresholds[d], temperature).mean();
  });
  return means.mean();
}

double Opening::Penalty(const Eigen::ArrayXd& thresholds, double temperature,
                        double share, Workers& workers,
                        Eigen::ArrayXd& gradient) const {
  const int domains = static_cast<int>(thresholds.size());
  const double samples = static_cast<double>(scores_.rows());
  gradient = Eigen::ArrayXd::Zero(domains);
  if (domains == 0) return 0;

  Eigen::ArrayXd means(domains), slopes(domains);  // of o, over samples
  workers.Run(domains, [&](int d, int) {
    const Eigen::ArrayXd open = Open(d, thresholds[d], temperature);
    means[d] = open.mean();
    slopes[d] = Slope(open, temperature).mean();
  });
  double penalty = 0;
  for (int d = 0; d < domains && options_.load_floor > 0; ++d) {
    const double lack = std::max(0.0, 1 - means[d] / options_.load_floor);
    penalty += options_.floor_weight * lack * lack / domains;
    gradient[d] -= options_.floor_weight * 2 * lack * slopes[d] /
                   (options_.load_floor * domains);
  }
  const double excess = std::max(0.0, means.mean() / share - 1);
  penalty += options_.share_weight * excess * excess;
  gradient += options_.share_weight * 2 * excess * slopes / (share * domains);

  if (options_.z_weight > 0) {
    Eigen::ArrayXd largest = scores_.col(0) - thresholds[0];
    for (int d = 1; d < domains; ++d) {
      largest = largest.max(scores_.col(d) - thresholds[d]);
    }
    Eigen::ArrayXXd parts(scores_.rows(), domains);
    workers.Run(domains, [&](int d, int) {
      parts.col(d) = (scores_.col(d) - thresholds[d] - largest).exp();
    });
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(scores_.rows());
    for (int d = 0; d < domains; ++d) sum += parts.col(d);
    const Eigen::ArrayXd z = largest + sum.log();
    penalty += options_.z_weight * z.square().mean();
    workers.Run(domains, [&](int d, int) {
      gradient[d] -=
          options_.z_weight * 2 * (z * parts.col(d) / sum).sum() / samples;
    });
  }
  return penalty;
}

}  // namespace regulon
