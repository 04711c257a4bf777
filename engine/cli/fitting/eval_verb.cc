#include <CLI/CLI.hpp>
#include <memory>

#include "engine/cli/fitting/eval_modes.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status RunEval(const EvalFlags& flags) {
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  if (!flags.gold.empty()) return EvalNetwork(flags, format);
  if (flags.leave_target_out) return EvalPerturbations(flags, format);
  return EvalPredictions(flags, format);
}

}  // namespace

void AddEval(CLI::App& app, Action& action) {
  auto flags = std::make_shared<EvalFlags>();
  CLI::App* verb = app.add_subcommand(
      "eval", "How well held-out samples are predicted, and by whom");
  AddDataFlags(*verb, flags->data);
  AddFitFlags(*verb, flags->fit);
  CLI::Option* fold = verb->add_option(
      "--fold", flags->fold, "column of --samples: the fold that holds it out");
  verb->add_option("--folds", flags->folds,
                   "without --fold: so many, of whole groups; one per group "
                   "where there are fewer")
      ->check(CLI::Range(2, 1000000))
      ->excludes(fold)
      ->capture_default_str();
  verb->add_option("--replicates", flags->replicates,
                   "column of --samples: repeats of one condition, for the "
                   "noise that no predictor beats");
  CLI::Option* predictions = verb->add_option(
      "--predictions", flags->predictions,
      "another tool's: genes x samples, each from folds that held "
      "it out");
  CLI::Option* leave = verb->add_flag(
      "--leave-target-out", flags->leave_target_out,
      "predict --perturbations without any sample of the same target");
  verb->add_option(
          "--kind", flags->kind,
          "that is predicted: knockout, knockdown, overexpression, set")
      ->needs(leave)
      ->capture_default_str();
  verb->add_flag("--other-kinds", flags->other_kinds,
                 "the same target perturbed in another way may be seen: "
                 "extrapolation")
      ->needs(leave);
  verb->add_option("--controls", flags->controls,
                   "samples that changes are from, separated by commas; "
                   "without it, all that nothing perturbs")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->needs(leave);
  CLI::Option* gold = verb->add_option("--gold", flags->gold,
                                       "known edges: how well are they found? "
                                       "From --perturbations, or else from "
                                       "those of other targets");
  gold->excludes(leave)->excludes(predictions);
  leave->excludes(predictions);
  verb->add_option("--gold-folds", flags->gold_folds,
                   "of the targets, whose edges are found from the others'")
      ->check(CLI::Range(2, 1000))
      ->needs(gold)
      ->capture_default_str();
  verb->add_option("--neighbours", flags->neighbours,
                   "locus numbers apart up to which targets share a fold")
      ->check(CLI::NonNegativeNumber)
      ->needs(gold)
      ->capture_default_str();
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->capture_default_str();
  verb->footer(
      "Example:\n"
      "  regulon eval expression.tsv.gz --unit log2_intensity --tfs tfs.tsv "
      "\\\n      --samples splits.tsv --fold fold_series --group series "
      "--replicates condition\n"
      "  regulon eval dream4.tsv --unit fold_change --tfs tfs.tsv --targets "
      "all \\\n      --perturbations perturbed.tsv --leave-target-out "
      "--controls wt\n"
      "  regulon eval expression.tsv.gz --unit log2_intensity --tfs tfs.tsv "
      "--gold edges.tsv");
  verb->callback(
      [flags, &action] { action = [flags] { return RunEval(*flags); }; });
}

}  // namespace regulon
