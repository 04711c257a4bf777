#include "engine/fit/gene_element.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kSignPenalty = 0.1;  // of the ridge fit, per sample

Eigen::MatrixXd Take(const Eigen::MatrixXd& all, const std::vector<int>& rows,
                     const std::vector<int>& columns) {
  Eigen::MatrixXd taken(rows.size(), columns.size());
  for (size_t j = 0; j < columns.size(); ++j) {
    for (size_t i = 0; i < rows.size(); ++i) {
      taken(i, j) = all(rows[i], columns[j]);
    }
  }
  return taken;
}

class ElementFitter {
 public:
  ElementFitter(const Eigen::MatrixXd& log_activity,
                const Eigen::VectorXd& residual, const std::vector<Edge>& edges,
                bool signs_given, const ElementOptions& options)
      : log_activity_(log_activity),
        residual_(residual),
        edges_(edges),
        signs_given_(signs_given),
        o_(options) {}

  absl::StatusOr<GeneElement> Fit(const std::vector<int>& samples) const {
    Eigen::VectorXd y(samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
      y[i] = residual_[samples[i]];
    }
    const double mean = y.mean();
    y.array() -= mean;
    const double sd = std::sqrt(y.squaredNorm() / y.size());
    GeneElement fitted;
    if (!(sd > 0)) return fitted;
    y /= sd;
    Choose(samples, y, fitted);
    if (fitted.regulators.empty()) return fitted;
    ASSIGN_OR_RETURN(fitted.promoter, FitPromoter(Take(log_activity_, samples,
                                                       fitted.regulators),
                                                  fitted.sign, y, o_.promoter));
    fitted.promoter.amplitude *= sd;
    fitted.promoter.offset = mean + sd * fitted.promoter.offset;
    return fitted;
  }

  // The sum of squared errors of samples.
  double Error(const GeneElement& fitted,
               const std::vector<int>& samples) const {
    double sum = 0;
    const Eigen::VectorXd predicted = PredictPromoter(
        fitted.promoter, Take(log_activity_, samples, fitted.regulators),
        fitted.sign, o_.promoter.closed_ratio);
    for (size_t i = 0; i < samples.size(); ++i) {
      const double error = residual_[samples[i]] - predicted[i];
      sum += error * error;
    }
    return sum;
  }

 private:
  // The regulators that weigh most, and their signs.
  void Choose(const std::vector<int>& samples, const Eigen::VectorXd& y,
              GeneElement& fitted) const {
    std::vector<int> columns;
    for (const Edge& edge : edges_) columns.push_back(edge.regulator);
    Eigen::MatrixXd x = Take(log_activity_, samples, columns);
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      // What is absent is as low as a regulator gets.
      auto column = x.col(j).array();
      double least = 0;
      for (const double log : column) {
        if (std::isfinite(log)) least = std::min(least, log);
      }
      column = column.max(least);
      column -= column.mean();
      const double sd = std::sqrt(column.square().mean());
      if (sd > 0) column /= sd;
    }
    Eigen::MatrixXd gram = x.transpose() * x / y.size();
    gram.diagonal().array() += kSignPenalty;
    const Eigen::VectorXd weight =
        gram.llt().solve(x.transpose() * y / y.size());
    std::vector<int> order(edges_.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&weight](int a, int b) {
      return std::abs(weight[a]) > std::abs(weight[b]);
    });
    order.resize(std::min<size_t>(order.size(), o_.most_sites));
    std::sort(order.begin(), order.end());
    for (const int j : order) {
      if (weight[j] == 0) continue;  // a regulator that never varies
      fitted.regulators.push_back(edges_[j].regulator);
      const double sign =
          signs_given_ && edges_[j].sign != 0 ? edges_[j].sign : weight[j];
      fitted.sign.push_back(sign < 0 ? -1 : 1);
    }
  }

  const Eigen::MatrixXd& log_activity_;
  const Eigen::VectorXd& residual_;
  const std::vector<Edge>& edges_;
  const bool signs_given_;
  const ElementOptions& o_;
};

}  // namespace

absl::StatusOr<GeneTrial> TryElement(const Eigen::MatrixXd& log_activity,
                                     const Eigen::VectorXd& residual,
                                     const std::vector<Edge>& edges,
                                     bool signs_given,
                                     const std::vector<std::vector<int>>& folds,
                                     const ElementOptions& options) {
  const ElementFitter fitter(log_activity, residual, edges, signs_given,
                             options);
  GeneTrial trial;
  // Per fold; without: of no element, and of the mean of the other samples, for
  // which alone no element is needed.
  const size_t count = folds.size();
  Eigen::VectorXd with(count), nothing(count), constant(count);
  for (size_t f = 0; f < count; ++f) {
    std::vector<int> others;
    for (size_t o = 0; o < count; ++o) {
      if (o != f) others.insert(others.end(), folds[o].begin(), folds[o].end());
    }
    ASSIGN_OR_RETURN(const GeneElement fitted, fitter.Fit(others));
    with[f] = fitter.Error(fitted, folds[f]);
    nothing[f] = residual(folds[f]).squaredNorm();
    constant[f] =
        (residual(folds[f]).array() - residual(others).mean()).square().sum();
  }
  const Eigen::VectorXd& without =
      constant.sum() < nothing.sum() ? constant : nothing;
  trial.without = without.sum();
  trial.with = with.sum();
  const Eigen::VectorXd fall = without - with;
  const double error = std::sqrt((fall.array() - fall.mean()).square().sum() *
                                 count / (count - 1));
  if (!(fall.sum() > options.standard_errors * error &&
        fall.sum() > options.least_gain * trial.without)) {
    return trial;
  }
  std::vector<int> all(residual.size());
  std::iota(all.begin(), all.end(), 0);
  ASSIGN_OR_RETURN(trial.element, fitter.Fit(all));
  trial.kept = trial.element.promoter.amplitude > 0;
  return trial;
}

}  // namespace regulon
