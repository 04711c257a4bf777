// Gated experts on top of what closed-form experts leave, by mini-batches of
// AdamW (adamw.h):
//
//   y_g = shared + o_nd (fitted_ng + (W_down(SiLU(W_gate h) * (W_up h)))_g)
//   h = [x[T_d], latents],   o_nd = 1 if s_nd >= theta_d, else 0
//
// with d the domain of gene g, as engine/transcription/expert.h reads it. While
// they are fitted, domains open softly at a temperature that falls to nearly 0,
// and thresholds move under the penalties of opening.h; regulators of no use to
// a domain lose their rows of W_gate and W_up at once (group lasso by proximal
// steps; Yuan & Lin 2006, doi 10.1111/j.1467-9868.2005.00532.x).
//
//   ASSIGN_OR_RETURN(GatedFit fit,
//                    RefineGatedExperts(domains, samples, targets, fitted,
//                                       validation, options, workers));
//   if (fit.epoch > 0) ...  // else nothing was gained
//
// The validation rows choose the epoch and which domains keep an expert, so
// rmse_after flatters: judge by other rows. As h holds no constant, a gated
// expert adds products of its inputs and no straight lines: those are for L.
#ifndef REGULON_ENGINE_FIT_GATED_EXPERTS_H_
#define REGULON_ENGINE_FIT_GATED_EXPERTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/fit/opening.h"
#include "engine/genome/draft.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

// D domains, G genes.
struct GatedDomains {
  absl::Span<const int> domain;               // [G]
  absl::Span<const std::vector<int>> inputs;  // [D] T_d, columns of x
  // [D] theta; -infinity: open to every sample and left so.
  absl::Span<const float> threshold;
};

struct GatedSamples {
  const FloatRows& x;        // [n, T]
  const FloatRows& latents;  // [n, r]; r may be 0
  const FloatRows& scores;   // [n, D] s
};

struct GatedOptions {
  int hidden = 8;
  int epochs = 40;   // at most
  int patience = 8;  // epochs without a gain before it stops
  int batch = 32;
  double learning_rate = 3e-3;  // falls to 0 by a cosine
  double weight_decay = 0.1;    // of W_gate, W_up and W_down
  // Of the groups' norms, times the root of their size. A step of AdamW moves a
  // parameter by the rate at most, about: from 1 on no regulator can stay.
  double lasso = 0.3;
  // Standard deviations of a score that a threshold moves by per epoch, about;
  // 0 leaves thresholds alone.
  double threshold_rate = 0.02;
  // Standard errors, over validation rows, by which an expert must lower the
  // error of its domain's genes to be kept. With hundreds of domains many would
  // seem to help by chance.
  double surety = 2;
  double first_temperature = 0.5, last_temperature = 0.02;
  OpeningOptions opening;
  uint64_t seed = 1;
};

struct GatedExpert {
  // tensors.h; columns of `down` in ascending order of the domain's genes. All
  // empty where an expert does not help the validation rows.
  Dense gate, up, down;
  std::vector<int> used;  // of T_d: those with a row other than zeros
};

struct GatedFit {
  std::vector<GatedExpert> experts;  // [D]
  std::vector<float> threshold;      // [D]
  // Of the validation rows, all genes, domains open or closed by theta.
  double rmse_before = 0, rmse_after = 0;
  double share_before = 0, share_after = 0;  // mean opening of routed domains
  int epoch = 0;             // that the weights are of; 0: no epoch helped
  std::vector<double> rmse;  // after each epoch
};

// targets: [n, G] what basal levels and shared path leave. fitted: [n, G] what
// the experts there are add where open, or no rows for nothing; on training
// rows it should be predicted by fits without them, or little is left to learn.
// The same bits for any number of workers. InvalidArgument if sizes do not fit
// each other, or no row is left to train on.
absl::StatusOr<GatedFit> RefineGatedExperts(const GatedDomains& domains,
                                            const GatedSamples& samples,
                                            const FloatRows& targets,
                                            const FloatRows& fitted,
                                            absl::Span<const int> validation,
                                            const GatedOptions& options,
                                            Workers& workers);

// What the fitted experts add to other samples, where fit.threshold opens them:
// [n, G].
FloatRows GatedPart(const GatedDomains& domains, const GatedSamples& samples,
                    const GatedFit& fit, Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_GATED_EXPERTS_H_
