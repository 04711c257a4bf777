#include "engine/eval/reduced_rank.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/fit/shared_path_fit.h"
#include "engine/status.h"

namespace regulon {
namespace {

RidgeOptions Linear() {
  RidgeOptions options;
  options.grid = LinearGrid();
  return options;
}

}  // namespace

ReducedRankRidge::ReducedRankRidge(std::function<double()> budget)
    : ReducedRankRidge(std::move(budget), Linear()) {}

ReducedRankRidge::ReducedRankRidge(std::function<double()> budget,
                                   RidgeOptions options)
    : budget_(std::move(budget)), options_(std::move(options)) {}

std::string ReducedRankRidge::details() const {
  return absl::StrCat("rank ", reading_.cols(), ", ", details_);
}

absl::Status ReducedRankRidge::Fit(const Problem& train, Workers& workers) {
  ASSIGN_OR_RETURN(TunedRidge fit, FitTunedRidge(train, options_, workers));
  const FloatRows& alpha = fit.model.alpha();
  const double regulators = train.levels.cols(), genes = train.values.cols();
  const double affordable =
      std::floor((budget_() - genes - 2 * regulators) / (regulators + genes));
  const double most = std::min(train.levels.cols(), train.levels.rows() - 1);
  const int rank = static_cast<int>(std::clamp(affordable, 0.0, most));
  writing_.resize(0, train.values.cols());
  if (rank > 0) {
    // Residuals are penalty * alpha.
    const FloatRows fitted =
        (train.values.rowwise() - fit.model.mean()) -
        static_cast<float>(fit.best.choice.penalty) * alpha;
    ASSIGN_OR_RETURN(writing_, LeadingDirections(fitted, rank, workers));
  }
  reading_ = fit.model.x().transpose() * (alpha * writing_.transpose());
  mean_ = fit.model.mean();
  standardizer_ = fit.standardizer;
  details_ = fit.Details();
  return absl::OkStatus();
}

absl::StatusOr<Prediction> ReducedRankRidge::Predict(const HeldOut& samples,
                                                     Workers&) {
  ASSIGN_OR_RETURN(const FloatRows x, standardizer_.Apply(samples.levels));
  Prediction prediction;
  prediction.values = (x * reading_) * writing_;
  prediction.values.rowwise() += mean_;
  prediction.parameters_read = static_cast<double>(parameters());
  return prediction;
}

int64_t ReducedRankRidge::parameters() const {
  return reading_.size() + writing_.size() + mean_.size() + 2 * reading_.rows();
}

}  // namespace regulon
