#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/fitting/eval_modes.h"
#include "engine/cli/verbs.h"
#include "engine/eval/bootstrap.h"
#include "engine/eval/fitted_genome.h"
#include "engine/eval/other_kind.h"
#include "engine/eval/perturbation.h"
#include "engine/eval/perturbation_baselines.h"
#include "engine/eval/ridge.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

const absl::flat_hash_map<std::string, PerturbationKind>& Kinds() {
  static const auto& kinds =
      *new absl::flat_hash_map<std::string, PerturbationKind>{
          {"knockout", PerturbationKind::kKnockout},
          {"knockdown", PerturbationKind::kKnockdown},
          {"overexpression", PerturbationKind::kOverexpression},
          {"set", PerturbationKind::kSet}};
  return kinds;
}

absl::StatusOr<PerturbationQuestion> QuestionOf(const EvalFlags& flags,
                                                const Problem& problem) {
  if (flags.data.perturbations.empty()) {
    return UsageError("--leave-target-out needs --perturbations");
  }
  const auto kind = Kinds().find(flags.kind);
  if (kind == Kinds().end()) {
    return UsageError(
        absl::StrCat("--kind ", flags.kind,
                     " is none of knockout, knockdown, overexpression, set"));
  }
  ASSIGN_OR_RETURN(const std::vector<Perturbation> perturbations,
                   ReadPerturbations(flags.data.perturbations));
  absl::flat_hash_set<std::string> wanted, perturbed;
  for (const Perturbation& perturbation : perturbations) {
    perturbed.insert(perturbation.sample);
    if (perturbation.kind == kind->second) wanted.insert(perturbation.sample);
  }
  const absl::flat_hash_set<std::string> named(flags.controls.begin(),
                                               flags.controls.end());
  for (const std::string& control : flags.controls) {
    bool known = false;
    for (const std::string& sample : problem.samples)
      known |= sample == control;
    if (!known) {
      return absl::InvalidArgumentError(
          absl::StrCat("--controls: there is no sample '", control, "'",
                       DidYouMean(control, problem.samples)));
    }
  }
  PerturbationQuestion question;
  question.other_kinds_seen = flags.other_kinds;
  for (size_t i = 0; i < problem.samples.size(); ++i) {
    const bool clamped = !problem.clamped[i].empty();
    if (clamped && wanted.contains(problem.samples[i])) {
      question.scored.push_back(static_cast<int>(i));
    }
    if (named.empty() ? !perturbed.contains(problem.samples[i])
                      : named.contains(problem.samples[i])) {
      question.controls.push_back(static_cast<int>(i));
    }
  }
  if (question.scored.empty() || question.controls.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        flags.data.perturbations, ": ", question.scored.size(), " samples of ",
        "kind ", flags.kind, " set a regulator, and ", question.controls.size(),
        " samples are controls; there must be both (--kind, --controls)"));
  }
  return question;
}

}  // namespace

absl::Status EvalPerturbations(const EvalFlags& flags, Format format) {
  ASSIGN_OR_RETURN(const Data data, ReadData(flags.data));
  const Problem& problem = data.problem;
  ASSIGN_OR_RETURN(const PerturbationQuestion question,
                   QuestionOf(flags, problem));
  ASSIGN_OR_RETURN(FitOptions options,
                   FitOptionsOf(flags.fit, flags.data, data));
  FittedGenome genome(std::move(options));
  RidgePredictor ridge = LinearRidge();
  const std::unique_ptr<Predictor> everything = genome.Everything();
  const std::unique_ptr<Predictor> sparse = genome.Sparse();
  NoChange no_change;
  MeanOfOthers mean, mean_of_all(true);
  Additive additive;
  OtherKind other_kind;
  ChangeOf by_ridge(ridge), by_genome(*everything), by_sparse(*sparse);
  std::vector<PerturbationPredictor*> predictors = {
      &no_change, &mean,      &mean_of_all, &additive,
      &by_ridge,  &by_genome, &by_sparse};
  if (flags.other_kinds) predictors.push_back(&other_kind);
  Workers workers(flags.data.threads);
  ASSIGN_OR_RETURN(const PerturbationResult result,
                   JudgePerturbations(problem, question, predictors, workers));
  Note(absl::StrCat(
      question.scored.size(), " ", flags.kind, " samples of ", result.sets,
      " sets of targets, ",
      flags.other_kinds
          ? "each from the others and from other kinds of its own targets: "
            "extrapolation"
          : "each without any sample of its own targets",
      "; observational_fit: what genome and ridge say of other samples' "
      "levels"));
  auto table = TableWriter::Create(
      format,
      {"predictor", "RMSE", "RMSE - no change", "no change low",
       "no change high", "RMSE - mean", "mean low", "mean high"},
      stdout);
  for (const PerturbationJudgement& judgement : result.judgements) {
    const Comparison nothing =
        ComparePaired(judgement.squares, result.judgements[0].squares);
    const Comparison others =
        ComparePaired(judgement.squares, result.judgements[1].squares);
    table->AddRow({judgement.name, judgement.rmse, nothing.difference,
                   nothing.low, nothing.high, others.difference, others.low,
                   others.high});
  }
  return table->Finish();
}

}  // namespace regulon
