// Whether a gene looks like the known targets of a regulator: kernel ridge
// regression of the edges themselves on the genes' expression profiles, one
// regulator at a time (supervised inference of networks; Mordelet & Vert 2008,
// doi 10.1093/bioinformatics/btn273, who use support vector machines).
//
//   k(g, h) = exp(cos(f_g, f_h) - 1),  score_r(g) = m_r + k_g^T (K +
//   penalty)^-1
//                                                            (p_r - m_r)
//
// p_r the 0/1 vector of the known targets that r has among the genes with known
// regulators, m_r its mean. The profiles f are whitened in part: the principal
// components of the samples, scaled by their singular values^-power, so that
// growth and other trends that all genes share weigh less.
#ifndef REGULON_ENGINE_NETWORK_KNOWN_TARGETS_H_
#define REGULON_ENGINE_NETWORK_KNOWN_TARGETS_H_

#include <Eigen/Core>
#include <vector>

#include "absl/types/span.h"
#include "engine/expression/matched_edges.h"

namespace regulon {

// values: [n, genes], columns of mean 0 and sd 1 -> profiles [n, genes] of unit
// length (0 for genes that hardly vary).
Eigen::MatrixXf WhitenedProfiles(const Eigen::MatrixXf& values, double power);

// profiles: [n, genes]; prior: edges whose targets are the genes learned from;
// genes: those to score, none of them a target of the prior. A matrix
// [regulators, genes] for each penalty.
std::vector<Eigen::MatrixXd> LikeKnownTargets(
    const Eigen::MatrixXf& profiles, int regulators,
    absl::Span<const Edge> prior, absl::Span<const int> genes,
    absl::Span<const double> penalties);

}  // namespace regulon

#endif  // REGULON_ENGINE_NETWORK_KNOWN_TARGETS_H_
