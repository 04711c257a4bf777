#include "engine/network/recover.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/network/activity.h"
#include "engine/network/aupr.h"
#include "engine/network/known_targets.h"
#include "engine/network/target_ridge.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kPenalties[] = {0.2, 0.4};
constexpr double kWeights[] = {0, 0.2, 0.4, 0.8};

// Scores of all regulators for some genes, [regulators, genes] each, in units
// of their standard deviation. Ingredients that take no part are empty.
struct Ingredients {
  std::vector<int> genes;
  std::vector<Eigen::MatrixXd> known_targets;  // per penalty
  Eigen::MatrixXd activities, mrna;
};

void Scale(Eigen::MatrixXd& scores) {
  if (scores.size() == 0) return;
  const double mean = scores.mean();
  const double sd = std::sqrt((scores.array() - mean).square().mean());
  if (sd > 0) scores /= sd;
}

Eigen::MatrixXd Sum(const Ingredients& part, int penalty,
                    const RecoverChoice& weight) {
  const Eigen::MatrixXd& any = !part.known_targets.empty()
                                   ? part.known_targets[penalty]
                               : part.mrna.size() > 0 ? part.mrna
                                                      : part.activities;
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(any.rows(), any.cols());
  if (weight.known_targets != 0) {
    sum += weight.known_targets * part.known_targets[penalty];
  }
  if (weight.activities != 0) sum += weight.activities * part.activities;
  if (weight.mrna != 0) sum += weight.mrna * part.mrna;
  return sum;
}

class Recovery {
 public:
  Recovery(const Problem& data, const RecoverOptions& options, Workers& workers)
      : data_(data),
        o_(options),
        workers_(workers),
        values_(data.values),
        mrna_(data.levels.cast<double>()) {
    StandardizeColumns(values_);
    StandardizeColumns(mrna_);
    if (o_.known_targets) profiles_ = WhitenedProfiles(values_, o_.whitening);
    std::map<std::string, int> regulator;
    for (size_t r = 0; r < data.regulators.size(); ++r) {
      regulator.try_emplace(data.regulators[r], r);
    }
    for (const std::string& gene : data.genes) {
      const auto found = regulator.find(gene);
      self_.push_back(found == regulator.end() ? -1 : found->second);
    }
  }

  Eigen::MatrixXd Score(const std::vector<Edge>& prior,
                        const std::vector<int>& genes,
                        absl::Span<const int> run, RecoverChoice& choice) {
    const int penalty = Choose(prior, run, choice);
    return Sum(Mix(prior, genes), penalty, choice);
  }

 private:
  Ingredients Mix(const std::vector<Edge>& prior,
                  const std::vector<int>& genes) const {
    Ingredients part;
    part.genes = genes;
    Eigen::MatrixXf values(values_.rows(), genes.size());
    std::vector<int> self;
    for (size_t i = 0; i < genes.size(); ++i) {
      values.col(i) = values_.col(genes[i]);
      self.push_back(self_[genes[i]]);
    }
    if (o_.known_targets) {
      part.known_targets = LikeKnownTargets(profiles_, data_.regulators.size(),
                                            prior, genes, kPenalties);
    }
    if (o_.activities) {
      part.activities =
          TargetRidge(InferActivities(values_, mrna_, prior, o_.activity_ridge),
                      values, self, o_.activity_penalty);
    }
    if (o_.mrna) part.mrna = TargetRidge(mrna_, values, self, o_.mrna_penalty);
    for (Eigen::MatrixXd& scores : part.known_targets) Scale(scores);
    Scale(part.activities);
    Scale(part.mrna);
    return part;
  }

  // Returns the number of the penalty.
  int Choose(const std::vector<Edge>& prior, absl::Span<const int> run,
             RecoverChoice& choice) {
    choice = {};
    std::map<int, int> row_of;  // of targets of the prior
    for (const Edge& edge : prior) row_of.try_emplace(edge.target, 0);
    if (row_of.empty()) {
      choice.activities = o_.activities;
      choice.mrna = o_.mrna;
      return 0;
    }
    std::vector<int> target_run;
    for (auto& [target, row] : row_of) {
      row = target_run.size();
      target_run.push_back(run[target]);
    }
    const std::vector<int> fold =
        InnerFolds(target_run, o_.inner_folds, o_.seed);
    const int folds = 1 + *std::max_element(fold.begin(), fold.end());
    std::vector<Ingredients> parts(folds);
    workers_.Run(folds, [&](int f, int) {
      std::vector<Edge> others;
      std::vector<int> held;
      for (const Edge& edge : prior) {
        if (fold[row_of.at(edge.target)] != f) others.push_back(edge);
      }
      for (const auto& [target, row] : row_of) {
        if (fold[row] == f) held.push_back(target);
      }
      parts[f] = Mix(others, held);
    });
    return Best(Candidates(), parts, prior, choice);
  }

  // With the number of the penalty.
  std::vector<std::pair<int, RecoverChoice>> Candidates() const {
    const std::vector<double> none = {0};
    const std::vector<double> all(std::begin(kWeights), std::end(kWeights));
    const int penalties = o_.known_targets ? std::size(kPenalties) : 1;
    std::vector<std::pair<int, RecoverChoice>> candidates;
    for (int p = 0; p < penalties; ++p) {
      for (const double a : o_.activities ? all : none) {
        for (const double b : o_.mrna ? all : none) {
          if (!o_.known_targets && a == 0 && b == 0) continue;
          RecoverChoice c;
          c.known_targets_penalty = o_.known_targets ? kPenalties[p] : 0;
          c.known_targets = o_.known_targets;
          c.activities = a;
          c.mrna = b;
          candidates.push_back({p, c});
        }
      }
    }
    return candidates;
  }

  int Best(std::vector<std::pair<int, RecoverChoice>> candidates,
           const std::vector<Ingredients>& parts,
           const std::vector<Edge>& prior, RecoverChoice& choice) {
    std::vector<bool> known(data_.regulators.size());
    std::map<int, std::vector<int>> regulators_of;
    for (const Edge& edge : prior) {
      known[edge.regulator] = true;
      regulators_of[edge.target].push_back(edge.regulator);
    }
    workers_.Run(candidates.size(), [&](int i, int) {
      auto& [penalty, candidate] = candidates[i];
      std::vector<double> score;
      std::vector<uint8_t> edge;
      for (const Ingredients& part : parts) {
        const Eigen::MatrixXd sum = Sum(part, penalty, candidate);
        for (size_t g = 0; g < part.genes.size(); ++g) {
          const int gene = part.genes[g];
          std::vector<bool> true_edge(known.size());
          for (const int r : regulators_of.at(gene)) true_edge[r] = true;
          for (size_t r = 0; r < known.size(); ++r) {
            if (!known[r] || static_cast<int>(r) == self_[gene]) continue;
            score.push_back(sum(r, g));
            edge.push_back(true_edge[r]);
          }
        }
      }
      candidate.area = AveragePrecision(score, edge);
    });
    const auto best = std::max_element(candidates.begin(), candidates.end(),
                                       [](const auto& a, const auto& b) {
                                         return a.second.area < b.second.area;
                                       });
    choice = best->second;
    return best->first;
  }

  const Problem& data_;
  const RecoverOptions& o_;
  Workers& workers_;
  Eigen::MatrixXf values_;    // [n, genes] standardized
  Eigen::MatrixXd mrna_;      // [n, regulators] standardized
  Eigen::MatrixXf profiles_;  // [n, genes]
  std::vector<int> self_;     // [genes] the regulator it is, or -1
};

absl::Status Check(const Problem& data, absl::Span<const int> run,
                   const RecoverOptions& options) {
  const Eigen::Index samples = data.levels.rows();
  if (samples < 3 || data.values.rows() != samples ||
      data.levels.cols() != static_cast<Eigen::Index>(data.regulators.size()) ||
      data.values.cols() != static_cast<Eigen::Index>(data.genes.size()) ||
      run.size() != data.genes.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "network recovery needs levels of ", data.regulators.size(),
        " regulators and values of ", data.genes.size(),
        " genes for the same samples, at least 3, and a run for every gene"));
  }
  if (!data.levels.allFinite() || !data.values.allFinite()) {
    return absl::InvalidArgumentError(
        "network recovery needs every level and value; fill in or drop what is "
        "missing first");
  }
  if (!options.known_targets && !options.activities && !options.mrna) {
    return absl::InvalidArgumentError(
        "network recovery needs at least one of known targets, activities and "
        "mRNA to score by");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<EdgeScores> RecoverHeldOut(const Problem& data,
                                          absl::Span<const Edge> known,
                                          absl::Span<const int> fold,
                                          absl::Span<const int> run,
                                          const RecoverOptions& options,
                                          Workers& workers,
                                          std::vector<RecoverChoice>* choices) {
  RETURN_IF_ERROR(Check(data, run, options));
  if (fold.size() != data.genes.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        fold.size(), " folds are given for ", data.genes.size(), " genes"));
  }
  std::map<int, std::pair<int, int>> fold_of_run;  // run -> fold, gene
  std::map<int, std::vector<int>> column_of_fold;
  EdgeScores scores{data.regulators, {}, {}};
  std::vector<int> targets;
  for (size_t gene = 0; gene < data.genes.size(); ++gene) {
    if (fold[gene] < 0) continue;
    const auto [first, added] = fold_of_run.try_emplace(
        run[gene], std::pair(fold[gene], static_cast<int>(gene)));
    if (!added && first->second.first != fold[gene]) {
      return absl::InvalidArgumentError(absl::StrCat(
          "genes '", data.genes[first->second.second], "' and '",
          data.genes[gene], "' are neighbours in two folds, ",
          first->second.first, " and ", fold[gene],
          "; keep neighbours together, or give each gene its own run"));
    }
    column_of_fold[fold[gene]].push_back(targets.size());
    targets.push_back(gene);
    scores.targets.push_back(data.genes[gene]);
  }
  scores.score.resize(data.regulators.size(), targets.size());
  Recovery recovery(data, options, workers);
  if (choices != nullptr) choices->clear();
  for (const auto& [held_fold, columns] : column_of_fold) {
    std::vector<Edge> prior;
    for (const Edge& edge : known) {
      const int other = fold[edge.target];
      if (other >= 0 && other != held_fold) prior.push_back(edge);
    }
    std::vector<int> genes;
    for (const int column : columns) genes.push_back(targets[column]);
    RecoverChoice choice;
    const Eigen::MatrixXd held = recovery.Score(prior, genes, run, choice);
    for (size_t i = 0; i < columns.size(); ++i) {
      scores.score.col(columns[i]) = held.col(i);
    }
    if (choices != nullptr) choices->push_back(choice);
  }
  return scores;
}

}  // namespace regulon
