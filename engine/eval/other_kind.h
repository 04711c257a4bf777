// The best found for a perturbation whose targets were perturbed in another way
// (a knock-out, from the knock-down of the same gene): the mean of the others,
// plus what the other way did to the gene as far as it stands out of that
// gene's spread,
//
//   change = m + gain d z^4 / (z^4 + half),   d = other - m,   z = d / s
//
// m the mean change over all perturbations of other targets, s the standard
// deviation of the other ways' changes, and gain and half chosen by what they
// say of the training samples that have such a partner. Without one, m.
#ifndef REGULON_ENGINE_EVAL_OTHER_KIND_H_
#define REGULON_ENGINE_EVAL_OTHER_KIND_H_

#include <string>
#include <vector>

#include "engine/eval/perturbation_predictor.h"

namespace regulon {

class OtherKind : public PerturbationPredictor {
 public:
  std::string name() const override { return "other kind, shrunken"; }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override;
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override;

  double gain() const { return gain_; }
  double half() const { return half_; }

 private:
  // Of one set of targets, from samples that do not include them all.
  struct Evidence {
    Eigen::RowVectorXd mean, deviation;  // [G]; deviation 0 without a partner
    bool partner = false;
  };
  Evidence Of(const std::vector<int>& targets) const;
  double Shrink(double deviation, int gene, double gain, double half) const;

  FloatRows change_;                         // [perturbed, G]
  std::vector<std::vector<int>> targets_;    // [perturbed] ascending
  std::vector<bool> same_kind_;              // [perturbed]
  Eigen::RowVectorXd sum_, count_, spread_;  // [G]
  double gain_ = 0, half_ = 1;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_OTHER_KIND_H_
