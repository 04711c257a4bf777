// The gated expert of one domain while it is fitted.
#ifndef REGULON_ENGINE_FIT_GATED_TRAINER_H_
#define REGULON_ENGINE_FIT_GATED_TRAINER_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/fit/adamw.h"
#include "engine/fit/gated_experts.h"
#include "engine/fit/gated_gradient.h"

namespace regulon {

// What the trainers of all domains read.
struct GatedData {
  const GatedSamples& samples;
  const FloatRows& targets;
  const FloatRows& fitted;  // may have no rows
  absl::Span<const int> training, validation;
  const GatedOptions& options;
};

// h = [x[T_d], latents] of the samples given.
Rows<float> GatedInputs(const GatedSamples& samples,
                        absl::Span<const int> inputs,
                        absl::Span<const int> rows);

class GatedTrainer {
 public:
  GatedTrainer(const GatedData& data, int domain, absl::Span<const int> inputs,
               std::vector<int> genes);

  // Goes once through the training samples, in the order of `order` (positions
  // in data.training) and in mini-batches. open: o of each position. Returns
  // the gradient of the sum of squared errors, halved, by o: [positions].
  Eigen::ArrayXd Train(absl::Span<const int> order, const Eigen::ArrayXd& open,
                       double rate);

  // Squared error of the validation rows, with and without the gated expert,
  // where the domain opens to scores at or above the threshold. What the expert
  // takes off is sure if it is `surety` of its standard errors over rows.
  struct Errors {
    double with = 0, without = 0, standard_error = 0;
    bool Helps(double surety) const {
      return without - with > surety * standard_error;
    }
  };
  Errors Validate(float threshold) const;

  const GatedWeights<float>& weights() const { return weights_; }
  // In the units of the caller's data.
  GatedExpert Expert(const GatedWeights<float>& weights) const;

 private:
  // Rows `rows` of the samples, in the trainer's units.
  void Gather(absl::Span<const int> rows, GatedSlice<float>& slice) const;
  void Shrink(double by);

  const GatedData& data_;
  const int domain_;
  const absl::Span<const int> inputs_;
  const std::vector<int> genes_;
  // Root mean squares of what the training samples bring: one for all
  // regulators, so that they keep their proportions, one for the latents, one
  // for what is to be predicted.
  float x_scale_ = 1, latent_scale_ = 1, target_scale_ = 1;
  GatedWeights<float> weights_;
  AdamW<Rows<float>> gate_step_, up_step_, down_step_;
  GatedGradient<float> gradient_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_GATED_TRAINER_H_
