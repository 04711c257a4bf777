#include "engine/fit/gated_experts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/fit/gated_trainer.h"
#include "engine/random.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kPi = 3.14159265358979323846;

std::vector<std::vector<int>> GenesOf(const GatedDomains& domains) {
  std::vector<std::vector<int>> genes(domains.inputs.size());
  for (size_t g = 0; g < domains.domain.size(); ++g) {
    genes[domains.domain[g]].push_back(static_cast<int>(g));
  }
  return genes;
}

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InvalidArgumentError(absl::StrCat("gated experts: ", words...));
}

bool AllWithin(absl::Span<const int> indices, Eigen::Index end) {
  return std::all_of(indices.begin(), indices.end(),
                     [end](int i) { return i >= 0 && i < end; });
}

absl::Status Check(const GatedDomains& domains, const GatedSamples& samples,
                   const FloatRows& targets, const FloatRows& fitted,
                   absl::Span<const int> validation,
                   const GatedOptions& options) {
  const Eigen::Index n = samples.x.rows();
  const Eigen::Index count = domains.inputs.size();
  if (samples.latents.rows() != n || samples.scores.rows() != n ||
      targets.rows() != n || (fitted.rows() != 0 && fitted.rows() != n)) {
    return Wrong("tables of different numbers of samples");
  }
  if (static_cast<size_t>(targets.cols()) != domains.domain.size() ||
      (fitted.rows() != 0 && fitted.cols() != targets.cols()) ||
      samples.scores.cols() != count ||
      domains.threshold.size() != domains.inputs.size()) {
    return Wrong("tables of different numbers of genes or domains");
  }
  bool inside = AllWithin(domains.domain, count) && AllWithin(validation, n);
  for (const std::vector<int>& inputs : domains.inputs) {
    inside = inside && AllWithin(inputs, samples.x.cols());
  }
  if (!inside) return Wrong("an index points outside of its table");
  if (validation.empty() || options.hidden < 1 || options.batch < 1) {
    return Wrong(
        "validation rows, hidden units and the batch must be 1 or more");
  }
  return absl::OkStatus();
}

class Refinement {
 public:
  Refinement(const GatedDomains& domains, const GatedData& data,
             Workers& workers)
      : domains_(domains),
        data_(data),
        workers_(workers),
        threshold_(domains.threshold.begin(), domains.threshold.end()),
        deviation_(threshold_.size(), 1),
        opening_(RoutedScores(), data.options.opening),
        step_(routed_.size(), 1) {
    std::vector<std::vector<int>> genes = GenesOf(domains);
    for (size_t d = 0; d < genes.size(); ++d) {
      trainers_.push_back(std::make_unique<GatedTrainer>(
          data_, static_cast<int>(d), domains.inputs[d], std::move(genes[d])));
    }
    first_ = theta_;
    for (const int row : data_.training) {
      sum_of_squares_ += data_.targets.row(row).cast<double>().squaredNorm();
    }
  }

  GatedFit Run() {
    const GatedOptions& options = data_.options;
    GatedFit fit;
    fit.threshold = threshold_;
    const double values =
        static_cast<double>(data_.validation.size()) * data_.targets.cols();
    fit.rmse_before = fit.rmse_after =
        std::sqrt(Validate(/*gated=*/false).error / values);
    fit.share_before = fit.share_after = HardShare();
    std::vector<GatedWeights<float>> best(trainers_.size());
    std::vector<bool> kept(trainers_.size());
    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
      RunEpoch(epoch);
      Validation now = Validate(/*gated=*/true);
      fit.rmse.push_back(std::sqrt(now.error / values));
      if (fit.rmse.back() < fit.rmse_after) {
        fit.rmse_after = fit.rmse.back();
        fit.share_after = HardShare();
        fit.epoch = epoch;
        fit.threshold = threshold_;
        kept = std::move(now.helps);
        for (size_t d = 0; d < best.size(); ++d) {
          best[d] = trainers_[d]->weights();
        }
      } else if (epoch - fit.epoch >= options.patience) {
        break;
      }
    }
    for (size_t d = 0; d < best.size(); ++d) {
      fit.experts.push_back(kept[d] ? trainers_[d]->Expert(best[d])
                                    : GatedExpert());
    }
    return fit;
  }

 private:
  struct Validation {
    double error = 0;  // sum of squares
    std::vector<bool> helps;
  };

  // The scores of the training samples for the domains with a finite
  // threshold, and their thresholds, in standard deviations.
  Eigen::ArrayXXd RoutedScores() {
    const int rows = static_cast<int>(data_.training.size());
    for (size_t d = 0; d < threshold_.size(); ++d) {
      if (std::isfinite(threshold_[d])) routed_.push_back(static_cast<int>(d));
    }
    Eigen::ArrayXXd scores(rows, routed_.size());
    theta_.resize(routed_.size());
    for (size_t q = 0; q < routed_.size(); ++q) {
      const int d = routed_[q];
      for (int i = 0; i < rows; ++i) {
        scores(i, q) = data_.samples.scores(data_.training[i], d);
      }
      const double mean = scores.col(q).mean();
      const double variance = (scores.col(q) - mean).square().mean();
      if (variance > 0) deviation_[d] = std::sqrt(variance);
      scores.col(q) /= deviation_[d];
      theta_[q] = threshold_[d] / deviation_[d];
    }
    return scores;
  }

  void RunEpoch(int epoch) {
    const GatedOptions& options = data_.options;
    const double done = (epoch - 1.0) / options.epochs;
    const double cosine = 0.5 * (1 + std::cos(kPi * done));
    const double temperature =
        options.first_temperature *
        std::pow(options.last_temperature / options.first_temperature,
                 static_cast<double>(epoch) / options.epochs);
    const std::vector<int> order = Shuffled(epoch);
    std::vector<int> column(trainers_.size(), -1);
    for (size_t q = 0; q < routed_.size(); ++q) {
      column[routed_[q]] = static_cast<int>(q);
    }
    Eigen::ArrayXd gradient(routed_.size());  // by theta, of the errors
    workers_.Run(static_cast<int>(trainers_.size()), [&](int d, int) {
      const int q = column[d];
      const Eigen::ArrayXd open =
          q >= 0 ? opening_.Open(q, theta_[q], temperature)
                 : Eigen::ArrayXd(Eigen::ArrayXd::Constant(
                       data_.training.size(), threshold_[d] < 0 ? 1 : 0));
      const Eigen::ArrayXd by_open =
          trainers_[d]->Train(order, open, options.learning_rate * cosine);
      if (q >= 0) {
        gradient[q] = (by_open * Opening::Slope(open, temperature)).sum();
      }
    });
    if (options.threshold_rate <= 0 || routed_.empty()) return;
    if (sum_of_squares_ > 0) gradient /= sum_of_squares_;
    Eigen::ArrayXd of_penalty;
    opening_.Penalty(theta_, temperature,
                     opening_.Share(first_, temperature, workers_), workers_,
                     of_penalty);
    gradient += of_penalty;
    step_.Step(gradient, options.threshold_rate * cosine, 0, theta_);
    for (size_t q = 0; q < routed_.size(); ++q) {
      threshold_[routed_[q]] =
          static_cast<float>(theta_[q] * deviation_[routed_[q]]);
    }
  }

  // Positions of the training samples, another order in each epoch.
  std::vector<int> Shuffled(int epoch) const {
    std::vector<int> order(data_.training.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    Random random(data_.options.seed, trainers_.size() + epoch);
    for (size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[random.Below(static_cast<uint32_t>(i))]);
    }
    return order;
  }

  Validation Validate(bool gated) {
    std::vector<GatedTrainer::Errors> errors(trainers_.size());
    workers_.Run(static_cast<int>(trainers_.size()), [&](int d, int) {
      errors[d] = trainers_[d]->Validate(threshold_[d]);
    });
    Validation validation;
    for (const GatedTrainer::Errors& e : errors) {
      validation.helps.push_back(gated && e.Helps(data_.options.surety));
      validation.error += validation.helps.back() ? e.with : e.without;
    }
    return validation;
  }

  double HardShare() const {
    int64_t open = 0;
    for (const int d : routed_) {
      for (const int row : data_.validation) {
        open += data_.samples.scores(row, d) >= threshold_[d];
      }
    }
    return routed_.empty() ? 1
                           : static_cast<double>(open) /
                                 (data_.validation.size() * routed_.size());
  }

  const GatedDomains& domains_;
  const GatedData& data_;
  Workers& workers_;
  std::vector<float> threshold_;   // [D]
  std::vector<double> deviation_;  // [D] of scores; 1 where not routed
  std::vector<int> routed_;        // domains with a finite threshold
  Eigen::ArrayXd theta_, first_;   // [routed] in standard deviations
  Opening opening_;
  AdamW<Eigen::ArrayXd> step_;
  std::vector<std::unique_ptr<GatedTrainer>> trainers_;
  double sum_of_squares_ = 0;  // of the training targets
};

}  // namespace

absl::StatusOr<GatedFit> RefineGatedExperts(const GatedDomains& domains,
                                            const GatedSamples& samples,
                                            const FloatRows& targets,
                                            const FloatRows& fitted,
                                            absl::Span<const int> validation,
                                            const GatedOptions& options,
                                            Workers& workers) {
  RETURN_IF_ERROR(
      Check(domains, samples, targets, fitted, validation, options));
  std::vector<bool> held(samples.x.rows());
  for (const int row : validation) held[row] = true;
  std::vector<int> training;
  for (size_t row = 0; row < held.size(); ++row) {
    if (!held[row]) training.push_back(static_cast<int>(row));
  }
  if (training.empty()) return Wrong("no sample is left to train on");
  const GatedData data = {samples,  targets,    fitted,
                          training, validation, options};
  return Refinement(domains, data, workers).Run();
}

FloatRows GatedPart(const GatedDomains& domains, const GatedSamples& samples,
                    const GatedFit& fit, Workers& workers) {
  const std::vector<std::vector<int>> genes = GenesOf(domains);
  FloatRows part = FloatRows::Zero(samples.x.rows(), domains.domain.size());
  workers.Run(static_cast<int>(genes.size()), [&](int d, int) {
    const GatedExpert& expert = fit.experts[d];
    if (expert.down.values.empty()) return;
    const auto matrix = [](const Dense& dense) {
      return Rows<float>(Eigen::Map<const Rows<float>>(
          dense.values.data(), dense.rows, dense.columns));
    };
    const GatedWeights<float> w = {matrix(expert.gate), matrix(expert.up),
                                   matrix(expert.down)};
    std::vector<int> open;
    for (Eigen::Index i = 0; i < samples.x.rows(); ++i) {
      if (samples.scores(i, d) >= fit.threshold[d]) {
        open.push_back(static_cast<int>(i));
      }
    }
    const Rows<float> output =
        GatedOutput(w, GatedInputs(samples, domains.inputs[d], open));
    for (size_t i = 0; i < open.size(); ++i) {
      for (size_t g = 0; g < genes[d].size(); ++g) {
        part(open[i], genes[d][g]) = output(i, g);
      }
    }
  });
  return part;
}

}  // namespace regulon
