#include "engine/eval/perturbation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::vector<int> Sorted(std::vector<int> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// Of each column over some rows, by its values that are there; NaN if none are.
Eigen::RowVectorXf MeanOf(const FloatRows& rows, absl::Span<const int> which) {
  Eigen::RowVectorXf mean(rows.cols());
  for (int c = 0; c < rows.cols(); ++c) {
    double sum = 0;
    int count = 0;
    for (const int i : which) {
      if (std::isnan(rows(i, c))) continue;
      sum += rows(i, c);
      ++count;
    }
    mean[c] = count > 0 ? static_cast<float>(sum / count) : kNan;
  }
  return mean;
}

absl::Status Check(const Problem& problem,
                   const PerturbationQuestion& question) {
  if (question.controls.empty() || question.scored.empty()) {
    return absl::InvalidArgumentError(
        "perturbations are judged by their change against a control: name "
        "control samples and perturbed ones");
  }
  for (const int i : question.controls) {
    if (problem.clamped[i].empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("control sample '", problem.samples[i],
                     "' is perturbed: name another control"));
  }
  for (const int i : question.scored) {
    if (!problem.clamped[i].empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("sample '", problem.samples[i],
                     "' is to be predicted as perturbed but names no target"));
  }
  return absl::OkStatus();
}

class Judge {
 public:
  Judge(const Problem& problem, const PerturbationQuestion& question)
      : problem_(problem),
        question_(question),
        is_scored_(problem.samples.size(), false),
        control_(MeanOf(problem.values, question.controls)),
        control_levels_(MeanOf(problem.levels, question.controls)) {
    for (const int i : question.scored) is_scored_[i] = true;
    absl::flat_hash_map<std::string, int> gene_of;
    for (size_t g = 0; g < problem.genes.size(); ++g) {
      gene_of[problem.genes[g]] = g;
    }
    for (const std::string& regulator : problem.regulators) {
      const auto found = gene_of.find(regulator);
      target_gene_.push_back(found == gene_of.end() ? -1 : found->second);
    }
  }

  PerturbationTraining Training(const std::vector<int>& targets) const {
    std::vector<int> seen;
    for (size_t i = 0; i < problem_.samples.size(); ++i) {
      const std::vector<int> clamped = Sorted(problem_.clamped[i]);
      const bool hides = std::includes(clamped.begin(), clamped.end(),
                                       targets.begin(), targets.end()) &&
                         (is_scored_[i] || !question_.other_kinds_seen);
      if (!hides) seen.push_back(i);
    }
    PerturbationTraining train;
    train.problem = TakeSamples(problem_, seen);
    train.control = control_.array().isNaN().select(0, control_);
    train.control_levels = control_levels_;
    train.target_gene = target_gene_;
    FloatRows& values = train.problem.values;
    for (int i = 0; i < values.rows(); ++i) {
      for (int g = 0; g < values.cols(); ++g) {
        if (std::isnan(values(i, g))) values(i, g) = train.control[g];
      }
    }
    train.change = values.rowwise() - train.control;
    for (size_t i = 0; i < seen.size(); ++i) {
      train.same_kind.push_back(is_scored_[seen[i]]);
      const std::vector<int>& clamped = train.problem.clamped[i];
      if (!clamped.empty()) train.perturbed.push_back(i);
      for (const int t : clamped) {
        if (target_gene_[t] >= 0) train.change(i, target_gene_[t]) = kNan;
      }
    }
    return train;
  }

  HeldOut Unseen(const std::vector<int>& samples) const {
    HeldOut unseen = HoldOut(problem_, samples);
    for (size_t i = 0; i < samples.size(); ++i) {
      unseen.levels.row(i) = control_levels_;
      for (const int t : unseen.clamped[i]) {
        unseen.levels(i, t) = problem_.levels(samples[i], t);
      }
    }
    return unseen;
  }

  GroupSquares Squares(int sample, const Eigen::RowVectorXf& change) const {
    std::vector<bool> is_target(problem_.genes.size(), false);
    for (const int t : problem_.clamped[sample]) {
      if (target_gene_[t] >= 0) is_target[target_gene_[t]] = true;
    }
    GroupSquares sum;
    for (int g = 0; g < change.size(); ++g) {
      const double truth = double(problem_.values(sample, g)) - control_[g];
      if (is_target[g] || std::isnan(truth)) continue;
      const double error = truth - change[g];
      sum.squares += error * error;
      ++sum.values;
    }
    return sum;
  }

 private:
  const Problem& problem_;
  const PerturbationQuestion& question_;
  std::vector<bool> is_scored_;
  const Eigen::RowVectorXf control_, control_levels_;
  std::vector<int> target_gene_;
};

}  // namespace

absl::StatusOr<PerturbationResult> JudgePerturbations(
    const Problem& problem, const PerturbationQuestion& question,
    absl::Span<PerturbationPredictor* const> predictors, Workers& workers) {
  RETURN_IF_ERROR(Check(problem, question));
  std::map<std::vector<int>, std::vector<int>> sets;  // targets, places
  for (size_t k = 0; k < question.scored.size(); ++k) {
    sets[Sorted(problem.clamped[question.scored[k]])].push_back(k);
  }
  PerturbationResult result;
  result.sets = sets.size();
  result.target_set.resize(question.scored.size());
  for (PerturbationPredictor* predictor : predictors) {
    PerturbationJudgement judgement;
    judgement.name = predictor->name();
    judgement.change.resize(question.scored.size(), problem.values.cols());
    judgement.squares.resize(sets.size());
    result.judgements.push_back(std::move(judgement));
  }
  const Judge judge(problem, question);
  int set = 0;
  for (const auto& [targets, places] : sets) {
    std::vector<int> samples;
    for (const int k : places) samples.push_back(question.scored[k]);
    const PerturbationTraining train = judge.Training(targets);
    const HeldOut unseen = judge.Unseen(samples);
    for (size_t p = 0; p < predictors.size(); ++p) {
      RETURN_IF_ERROR(predictors[p]->Fit(train, workers));
      ASSIGN_OR_RETURN(const FloatRows change,
                       predictors[p]->PredictChange(unseen, workers));
      PerturbationJudgement& judgement = result.judgements[p];
      for (size_t k = 0; k < places.size(); ++k) {
        judgement.change.row(places[k]) = change.row(k);
        const GroupSquares of_sample = judge.Squares(samples[k], change.row(k));
        judgement.squares[set].squares += of_sample.squares;
        judgement.squares[set].values += of_sample.values;
      }
    }
    for (const int k : places) result.target_set[k] = set;
    ++set;
  }
  for (PerturbationJudgement& judgement : result.judgements) {
    GroupSquares all;
    for (const GroupSquares& sum : judgement.squares) {
      all.squares += sum.squares;
      all.values += sum.values;
    }
    judgement.rmse = all.values > 0 ? std::sqrt(all.squares / all.values) : 0;
  }
  return result;
}

}  // namespace regulon
