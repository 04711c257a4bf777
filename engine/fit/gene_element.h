// The element of one gene: which of its known regulators get a site, with what
// sign, and whether samples that it has not seen are the better for it.
#ifndef REGULON_ENGINE_FIT_GENE_ELEMENT_H_
#define REGULON_ENGINE_FIT_GENE_ELEMENT_H_

#include <Eigen/Core>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/expression/matched_edges.h"
#include "engine/fit/promoter.h"

namespace regulon {

struct ElementOptions {
  PromoterOptions promoter;
  int most_sites = 8;        // the regulators that weigh most in a ridge fit
  double least_gain = 0.01;  // of the squared error in the inner folds
  // That the gain is to exceed, over the folds.
  double standard_errors = 2;
};

struct GeneElement {
  std::vector<int> regulators;  // ascending, a site each
  std::vector<double> sign;     // +1 or -1
  Promoter promoter;
};

struct GeneTrial {
  // Sums over samples of the squared error in the inner folds: of no element
  // (0, or the mean of the other folds where that is better), and of the
  // element fitted to the other folds.
  double without = 0, with = 0;
  bool kept = false;
  GeneElement element;  // fitted to all samples, where kept
};

// log_activity: [n, T] as promoter.h takes it; residual: [n]; edges: those to
// the gene; their signs hold where known if `signs_given`, else those of ridge;
// folds: the samples of each. Kept if the squared error falls by
// options.least_gain and by more than options.standard_errors of that fall over
// the folds.
absl::StatusOr<GeneTrial> TryElement(const Eigen::MatrixXd& log_activity,
                                     const Eigen::VectorXd& residual,
                                     const std::vector<Edge>& edges,
                                     bool signs_given,
                                     const std::vector<std::vector<int>>& folds,
                                     const ElementOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_GENE_ELEMENT_H_
