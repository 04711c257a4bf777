// Kernel ridge regression written out as a genome, the way a fit does it, but
// by the textbook and in double precision.
//
//   const FittedGenome fitted = FitKernelRidge(1);
//   const OpenedGenome genome(WriteFitted(fitted), {1, true});
//   genome.Express(fitted.ContextOf(x)).expression  // fitted.Predict(x)
#ifndef REGULON_TESTS_CELL_FITTED_GENOME_H_
#define REGULON_TESTS_CELL_FITTED_GENOME_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "engine/genome/draft.h"
#include "proto/context.pb.h"

namespace regulon::reference {

// Kernel (1 - mix) x . x' + mix exp(-nu ||x - x'||^2), centred.
struct FittedGenome {
  static constexpr double kMix = 0.4, kNu = 0.05, kPenalty = 0.3;

  Eigen::MatrixXd x;     // [samples, regulators] centred
  Eigen::MatrixXd y;     // [samples, genes]
  Eigen::MatrixXd dual;  // (K + penalty I)^-1 (y - mean)
  // Shared path of rank 3; domain d has the genes g with g mod domains = d, and
  // opens where its score is at least the median of the samples'.
  Draft draft;
  std::vector<ExpertDraft> experts;

  // The closed form: [genes].
  Eigen::VectorXd Predict(const Eigen::VectorXd& at) const;
  // Of each domain: ||H_x^T x + H_kappa^T kappa||^2.
  Eigen::VectorXd Scores(const Eigen::VectorXd& at) const;
};

FittedGenome FitKernelRidge(unsigned seed);

// A draft with regulators R0.., genes g0.. and domains d0.. of a router by
// autonomy that are all routed; x is (log(level + 1) - 4) / 0.5.
Draft EmptyFit(int regulators, int genes, int domains);
// The levels of it that give x.
proto::Context LevelsOf(const Eigen::VectorXd& x);

// Of width 4 and two heads, with two pairs of each regulator's; gains are
// around `size`, and 0 if it is.
EncoderDraft RandomEncoder(int regulators, double size, unsigned seed);

Dense DenseOf(const Eigen::MatrixXd& values);

// To a file of the test's own folder; returns its path.
std::string WriteFitted(const Draft& draft,
                        const std::vector<ExpertDraft>& experts);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_CELL_FITTED_GENOME_H_
