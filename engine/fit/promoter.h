// The mwc element of one gene, as a function to be minimized: binding energies
// and a closing energy, with the amplitude and offset that fit best to them.
//
//   y_i ~ offset + delta g_i,  g_i = sigmoid(-eps + sum_s sigma_s
//         [log(1 + w_is) - log(1 + rho w_is)]),  w_is = exp(log a_is +
//         energy_s)
//   loss = mean_i (y_i - offset - delta g_i)^2 + kappa delta^2
//          + penalty ((eps - eps_0)^2 + sum_s (energy_s - energy_s0)^2)
//
// (engine/binding/mwc.h, a site per regulator; Mirny 2010, doi
// 10.1073/pnas.0913805107). energy_s0 makes a site half bound at the median
// activity, eps_0 the element half open on the average. Energies stay within a
// bound of these, E tanh(u / E) in the parameters u, and the penalty is on u.
// delta >= 0, so that a site of sign +1 activates.
#ifndef REGULON_ENGINE_FIT_PROMOTER_H_
#define REGULON_ENGINE_FIT_PROMOTER_H_

#include <Eigen/Core>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace regulon {

struct PromoterOptions {
  double closed_ratio = 0.01;  // rho, affinity of closed over open chromatin
  double energy_bound = 6;     // E, nats
  double energy_penalty = 0.003;
  double amplitude_penalty = 0.001;  // kappa
};

struct Promoter {
  std::vector<double> energy;  // [sites] log affinity, nats
  double closing_energy = 0;   // eps, nats
  double amplitude = 0, offset = 0;
};

class PromoterLoss {
 public:
  // log_activity: [n, sites] of centre 0, -inf where absent; sign: [sites] +1
  // or -1; y: [n] of mean 0 and variance 1 or so. They must outlive this.
  PromoterLoss(const Eigen::MatrixXd& log_activity,
               const std::vector<double>& sign, const Eigen::VectorXd& y,
               const PromoterOptions& options);

  int parameters() const { return sign_.size() + 1; }  // energies, then eps

  // gradient: [parameters]
  double Evaluate(absl::Span<const double> u, absl::Span<double> gradient);

  // Energies relative to the centre of log_activity.
  Promoter At(absl::Span<const double> u);

 private:
  // g, and what the gradient takes.
  void Open(absl::Span<const double> u);

  const Eigen::MatrixXd& log_activity_;
  const std::vector<double>& sign_;
  const Eigen::VectorXd& y_;
  const PromoterOptions o_;
  double middle_ = 0;          // eps_0
  Eigen::VectorXd g_, error_;  // [n]
  Eigen::MatrixXd slope_;      // [n, sites] d lambda / d energy
  double amplitude_ = 0, offset_ = 0;
};

// By L-BFGS (Nocedal 1980) from u = 0. Internal where it fails.
absl::StatusOr<Promoter> FitPromoter(const Eigen::MatrixXd& log_activity,
                                     const std::vector<double>& sign,
                                     const Eigen::VectorXd& y,
                                     const PromoterOptions& options);

// [n] offset + delta g.
Eigen::VectorXd PredictPromoter(const Promoter& promoter,
                                const Eigen::MatrixXd& log_activity,
                                const std::vector<double>& sign,
                                double closed_ratio);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_PROMOTER_H_
