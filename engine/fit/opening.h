// How far domains are open while their thresholds are fitted, and what keeps
// thresholds from drifting:
//
//   m_nd = s_nd - theta_d                    in standard deviations of s_d
//   o_nd = sigmoid(m_nd / temperature)       1 above 0, else 0, when it is cold
//   penalty = floor_weight  mean_d max(0, 1 - mean_n o_nd / floor)^2
//           + share_weight  max(0, mean_nd o_nd / share - 1)^2
//           + z_weight      mean_n (log sum_d exp m_nd)^2
//
// The first term keeps a domain from closing for good, the second all of them
// from opening, the third scores from growing (the z-loss of Zoph et al. 2022,
// arXiv 2202.08906, equation 5).
#ifndef REGULON_ENGINE_FIT_OPENING_H_
#define REGULON_ENGINE_FIT_OPENING_H_

#include <Eigen/Core>
#include <utility>

#include "engine/workers.h"

namespace regulon {

struct OpeningOptions {
  double load_floor = 0.02;  // the mean opening a domain should reach; 0: none
  double floor_weight = 1;
  double share_weight = 10;
  double z_weight = 1e-4;
};

// One column per routed domain.
class Opening {
 public:
  // scores: [samples, domains] in standard deviations.
  Opening(Eigen::ArrayXXd scores, const OpeningOptions& options)
      : scores_(std::move(scores)), options_(options) {}

  // o of one domain, [samples].
  Eigen::ArrayXd Open(int domain, double threshold, double temperature) const;
  // d o / d threshold, from o.
  static Eigen::ArrayXd Slope(const Eigen::ArrayXd& open, double temperature);

  // The mean of o over samples and domains.
  double Share(const Eigen::ArrayXd& thresholds, double temperature,
               Workers& workers) const;

  // The penalty; `gradient` [domains] by the thresholds. The same bits for any
  // number of workers.
  double Penalty(const Eigen::ArrayXd& thresholds, double temperature,
                 double share, Workers& workers,
                 Eigen::ArrayXd& gradient) const;

 private:
  const Eigen::ArrayXXd scores_;
  const OpeningOptions options_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_OPENING_H_
