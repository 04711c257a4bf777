// The baseline for a genome that reads only part of itself: ridge regression
// whose weights [T, G] are projected on the leading right singular vectors of
// the fitted values (reduced-rank ridge regression, Mukherjee and Zhu 2011), of
// such a rank that it reads no more parameters than that genome.
#ifndef REGULON_ENGINE_EVAL_REDUCED_RANK_H_
#define REGULON_ENGINE_EVAL_REDUCED_RANK_H_

#include <functional>
#include <string>
#include <utility>

#include "engine/eval/predictor.h"
#include "engine/eval/tuned_ridge.h"

namespace regulon {

class ReducedRankRidge : public Predictor {
 public:
  // Rank floor((budget - G - 2 T) / (T + G)), from 0 to what the fitted values
  // have. The budget is asked for at each Fit, so that it may be what another
  // predictor read in the same fold.
  explicit ReducedRankRidge(std::function<double()> budget);
  ReducedRankRidge(std::function<double()> budget, RidgeOptions options);

  std::string name() const override { return "reduced-rank ridge"; }
  std::string details() const override;
  absl::Status Fit(const Problem& train, Workers& workers) override;
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers& workers) override;
  int64_t parameters() const override;

 private:
  const std::function<double()> budget_;
  const RidgeOptions options_;
  Standardizer standardizer_;
  std::string details_;
  FloatRows reading_, writing_;  // [T, rank], [rank, G]
  Eigen::RowVectorXf mean_;      // [G]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_REDUCED_RANK_H_
