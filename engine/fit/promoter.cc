#include "engine/fit/promoter.h"

#include <lbfgs.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

double Sigmoid(double lambda) { return 1 / (1 + std::exp(-lambda)); }

// log Z(w) - log Z(rho w)
double OpeningWork(double weight, double ratio) {
  return std::log1p(weight) - std::log1p(ratio * weight);
}

double Evaluate(void* instance, const lbfgsfloatval_t* u,
                lbfgsfloatval_t* gradient, int /*rounded up*/,
                lbfgsfloatval_t /*step*/) {
  PromoterLoss& loss = *static_cast<PromoterLoss*>(instance);
  const size_t parameters = loss.parameters();
  return loss.Evaluate({u, parameters}, {gradient, parameters});
}

}  // namespace

PromoterLoss::PromoterLoss(const Eigen::MatrixXd& log_activity,
                           const std::vector<double>& sign,
                           const Eigen::VectorXd& y,
                           const PromoterOptions& options)
    : log_activity_(log_activity),
      sign_(sign),
      y_(y),
      o_(options),
      g_(y.size()),
      error_(y.size()),
      slope_(y.size(), sign.size()) {
  for (size_t s = 0; s < sign.size(); ++s) {
    for (Eigen::Index i = 0; i < y.size(); ++i) {
      middle_ +=
          sign[s] * OpeningWork(std::exp(log_activity(i, s)), o_.closed_ratio);
    }
  }
  middle_ /= std::max<Eigen::Index>(1, y.size());
}

void PromoterLoss::Open(absl::Span<const double> u) {
  const double bound = o_.energy_bound;
  g_.setConstant(-middle_ - bound * std::tanh(u[sign_.size()] / bound));
  for (size_t s = 0; s < sign_.size(); ++s) {
    const double energy = bound * std::tanh(u[s] / bound);
    for (Eigen::Index i = 0; i < y_.size(); ++i) {
      const double open = std::exp(log_activity_(i, s) + energy);
      const double closed = o_.closed_ratio * open;
      g_[i] += sign_[s] * OpeningWork(open, o_.closed_ratio);
      slope_(i, s) = sign_[s] * (open / (1 + open) - closed / (1 + closed));
    }
  }
  for (Eigen::Index i = 0; i < y_.size(); ++i) g_[i] = Sigmoid(g_[i]);
  const double mean = g_.mean(), y_mean = y_.mean();
  const auto centred = g_.array() - mean;
  const double covariance = (centred * (y_.array() - y_mean)).mean();
  amplitude_ = std::max(
      0.0, covariance / (centred.square().mean() + o_.amplitude_penalty));
  offset_ = y_mean - amplitude_ * mean;
  error_ = (y_ - amplitude_ * g_).array() - offset_;
}

double PromoterLoss::Evaluate(absl::Span<const double> u,
                              absl::Span<double> gradient) {
  Open(u);
  double loss = error_.squaredNorm() / y_.size() +
                o_.amplitude_penalty * amplitude_ * amplitude_;
  // Amplitude and offset are at their best, so that the loss does not change
  // with them.
  const Eigen::VectorXd to_lambda =
      -2 * amplitude_ / y_.size() *
      (error_.array() * g_.array() * (1 - g_.array()));
  const int sites = sign_.size();
  for (int p = 0; p <= sites; ++p) {
    const double tanh = std::tanh(u[p] / o_.energy_bound);
    const double by_energy =
        p < sites ? to_lambda.dot(slope_.col(p)) : -to_lambda.sum();
    gradient[p] = by_energy * (1 - tanh * tanh) + 2 * o_.energy_penalty * u[p];
    loss += o_.energy_penalty * u[p] * u[p];
  }
  return loss;
}

Promoter PromoterLoss::At(absl::Span<const double> u) {
  Open(u);
  Promoter promoter;
  const double bound = o_.energy_bound;
  for (size_t s = 0; s < sign_.size(); ++s) {
    promoter.energy.push_back(bound * std::tanh(u[s] / bound));
  }
  promoter.closing_energy =
      middle_ + bound * std::tanh(u[sign_.size()] / bound);
  promoter.amplitude = amplitude_;
  promoter.offset = offset_;
  return promoter;
}

absl::StatusOr<Promoter> FitPromoter(const Eigen::MatrixXd& log_activity,
                                     const std::vector<double>& sign,
                                     const Eigen::VectorXd& y,
                                     const PromoterOptions& options) {
  PromoterLoss loss(log_activity, sign, y, options);
  // The library's own memory is aligned as it needs, and set to 0.
  const std::unique_ptr<lbfgsfloatval_t, void (*)(lbfgsfloatval_t*)> u(
      lbfgs_malloc(loss.parameters()), lbfgs_free);
  if (u == nullptr) return absl::ResourceExhaustedError("out of memory");
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.max_iterations = 60;
  parameters.past = 3;
  parameters.delta = 1e-5;
  const int status = lbfgs(loss.parameters(), u.get(), nullptr, Evaluate,
                           nullptr, &loss, &parameters);
  // From there on the line search found nothing better than the point it was
  // given, or the iterations are used up.
  if (status < LBFGSERR_OUTOFINTERVAL) {
    return absl::InternalError(
        absl::StrCat("L-BFGS ended with status ", status));
  }
  return loss.At({u.get(), static_cast<size_t>(loss.parameters())});
}

Eigen::VectorXd PredictPromoter(const Promoter& promoter,
                                const Eigen::MatrixXd& log_activity,
                                const std::vector<double>& sign,
                                double closed_ratio) {
  Eigen::VectorXd predicted(log_activity.rows());
  for (Eigen::Index i = 0; i < predicted.size(); ++i) {
    double lambda = -promoter.closing_energy;
    for (size_t s = 0; s < sign.size(); ++s) {
      lambda += sign[s] *
                OpeningWork(std::exp(log_activity(i, s) + promoter.energy[s]),
                            closed_ratio);
    }
    predicted[i] = promoter.offset + promoter.amplitude * Sigmoid(lambda);
  }
  return predicted;
}

}  // namespace regulon
