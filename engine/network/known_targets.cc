#include "engine/network/known_targets.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>

namespace regulon {
namespace {

// exp(cos - 1) of columns of unit length.
Eigen::MatrixXd Kernel(const Eigen::MatrixXf& a, const Eigen::MatrixXf& b) {
  const Eigen::MatrixXf cosine = a.transpose() * b;
  return (cosine.cast<double>().array() - 1).exp();
}

}  // namespace

Eigen::MatrixXf WhitenedProfiles(const Eigen::MatrixXf& values, double power) {
  const Eigen::MatrixXf gram = values * values.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(
      gram.cast<double>());
  const Eigen::VectorXd& squared = eigen.eigenvalues();  // singular values^2
  Eigen::VectorXd scale = Eigen::VectorXd::Zero(squared.size());
  for (Eigen::Index i = 0; i < squared.size(); ++i) {
    // The rest is what centring left, and rounding.
    if (squared[i] > 1e-6 * squared.maxCoeff()) {
      scale[i] = std::pow(squared[i] / squared.maxCoeff(), -power / 2);
    }
  }
  const Eigen::MatrixXf whiten = (eigen.eigenvectors() * scale.asDiagonal() *
                                  eigen.eigenvectors().transpose())
                                     .cast<float>();
  Eigen::MatrixXf profiles = whiten * values;
  for (Eigen::Index g = 0; g < profiles.cols(); ++g) {
    const float length = profiles.col(g).norm();
    if (length > 0) profiles.col(g) /= length;
  }
  return profiles;
}

std::vector<Eigen::MatrixXd> LikeKnownTargets(
    const Eigen::MatrixXf& profiles, int regulators,
    absl::Span<const Edge> prior, absl::Span<const int> genes,
    absl::Span<const double> penalties) {
  std::map<int, int> row_of;
  for (const Edge& edge : prior) row_of.try_emplace(edge.target, 0);
  std::vector<int> known;
  for (auto& [target, row] : row_of) {
    row = known.size();
    known.push_back(target);
  }
  Eigen::MatrixXd label = Eigen::MatrixXd::Zero(known.size(), regulators);
  for (const Edge& edge : prior) label(row_of[edge.target], edge.regulator) = 1;
  if (known.empty()) {
    return std::vector<Eigen::MatrixXd>(
        penalties.size(), Eigen::MatrixXd::Zero(regulators, genes.size()));
  }
  const Eigen::RowVectorXd mean = label.colwise().mean();
  label.rowwise() -= mean;

  const Eigen::MatrixXf learned = profiles(Eigen::all, known);
  const Eigen::MatrixXd inner = Kernel(learned, learned);
  const Eigen::MatrixXd outer = Kernel(learned, profiles(Eigen::all, genes));
  std::vector<Eigen::MatrixXd> scores;
  for (const double penalty : penalties) {
    Eigen::MatrixXd penalized = inner;
    penalized.diagonal().array() += penalty;
    const Eigen::MatrixXd dual = penalized.llt().solve(label);
    scores.push_back((dual.transpose() * outer).colwise() + mean.transpose());
  }
  return scores;
}

}  // namespace regulon
