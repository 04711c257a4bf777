// What `eval` can judge, each in a file of its own.
#ifndef REGULON_ENGINE_CLI_FITTING_EVAL_MODES_H_
#define REGULON_ENGINE_CLI_FITTING_EVAL_MODES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/cli/fitting/data_flags.h"
#include "engine/cli/fitting/fit_flags.h"
#include "engine/cli/output/table_writer.h"

namespace regulon {

struct EvalFlags {
  DataFlags data;
  FitFlags fit;
  std::string fold, replicates;  // columns of the table of samples
  int folds = 5;
  std::vector<std::string> predictions;  // tables of other tools
  std::string gold;                      // known edges
  int gold_folds = 2;                    // of its targets
  double neighbours = 50;  // locus numbers apart that share a fold
  bool leave_target_out = false, other_kinds = false;
  std::string kind = "knockout";      // of perturbation that is predicted
  std::vector<std::string> controls;  // samples; none: all unperturbed
  std::string format = "table";
};

// Held-out samples: every baseline and the genome, side by side.
absl::Status EvalPredictions(const EvalFlags& flags, Format format);

// Perturbations of targets that no training sample perturbs.
absl::Status EvalPerturbations(const EvalFlags& flags, Format format);

// How well a known network is found.
absl::Status EvalNetwork(const EvalFlags& flags, Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_FITTING_EVAL_MODES_H_
