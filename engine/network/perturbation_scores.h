// Edges from experiments that each set one regulator: knock-outs, knock-downs,
// over-expressions.
//
//   z_rt = (v_rt - mean_t) / sd_t        within a series, over its experiments
//   score_rt = |sum over series of direction z_rt|
//   score'_rt = score_rt - indirect max_k min(score_rk, score_kt)
//
// Centred on the series and not on the wild type, whose single measurement's
// noise would enter every difference (Prill et al. 2010, doi
// 10.1371/journal.pone.0009202). A target's own experiment is left out of its
// mean and sd. The last line lowers what a chain of two strong effects explains
// (after Pinna, Soranzo & de la Fuente 2010, doi 10.1371/journal.pone.0012912).
#ifndef REGULON_ENGINE_NETWORK_PERTURBATION_SCORES_H_
#define REGULON_ENGINE_NETWORK_PERTURBATION_SCORES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"
#include "engine/regression/problem.h"

namespace regulon {

// Experiments of one kind: "all knock-outs".
struct PerturbationSeries {
  struct Experiment {
    int sample = 0, regulator = 0;
  };
  std::vector<Experiment> experiments;
  double direction = 1;  // -1 for a kind that acts the other way
};

struct PerturbationScoreOptions {
  double indirect = 0.5;  // share of the best chain that is taken off; 0: none
};

// [regulators, genes]; 0 for regulators that no experiment set and for a thing
// with itself. Experiments of one regulator in one series are averaged. Reads
// data.values of those samples and nothing else. InvalidArgument for a series
// of fewer than 3 regulators, a missing value, or numbers out of range.
absl::StatusOr<EdgeScores> ScorePerturbations(
    const Problem& data, absl::Span<const PerturbationSeries> series,
    const PerturbationScoreOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_PERTURBATION_SCORES_H_
