// From expression data to a genome: kernel ridge regression of all genes on the
// regulators, cut into a shared path of low rank and experts that a router
// opens only where they have something to add. docs/fit.md has the equations.
//
//   ASSIGN_OR_RETURN(Fitted fitted, Fit(problem, FitOptions()));
//   RETURN_IF_ERROR(WriteFitted(std::move(fitted), "bsubtilis.regulon"));
#ifndef REGULON_ENGINE_FIT_FIT_H_
#define REGULON_ENGINE_FIT_FIT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/expression/lists.h"
#include "engine/fit/domains_from.h"
#include "engine/fit/held_out_evidence.h"
#include "engine/fit/pieces.h"
#include "engine/genome/draft.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/problem.h"

namespace regulon {

struct FitOptions {
  std::string name = "fitted", title;
  double share = 0.2;  // of the experts' parameters that a context reads
  int domains = 0;     // 0: of about 64 genes each
  int rank = 0;        // of the shared path; 0: what the share leaves room for
  // [genes] the domain of each and their names, where somebody drew them; -1:
  // in none. Otherwise genes are clustered.
  std::optional<NamedDomains> drawn;
  // Tried on inner folds, and kept only if they predict better.
  bool encoder = true;           // regulators that change each other's activity
  bool gated = false;            // gated experts, by AdamW
  std::vector<NamedEdge> prior;  // elements of these known edges
  uint64_t seed = 1;
  int threads = 0;  // 0: one per core; no answer depends on it
  std::function<void(const char* phase, double share)> on_progress;
};

// A thing that was tried on inner folds.
struct Ablation {
  std::string what;
  double rmse_without = 0, rmse_with = 0;
  bool kept = false;
};

struct PhaseTime {
  std::string phase;
  double seconds = 0;
};

struct FitReport {
  KernelChoice kernel;
  double inner_rmse = 0;  // of everything open, over inner folds
  std::vector<Ablation> ablations;
  std::vector<PhaseTime> phases;
  std::vector<std::string> notes;  // a line each: what was left out, and why
};

struct Fitted {
  Draft draft;
  Pieces pieces;  // of which experts are made one by one
  // What was left of samples held out in inner folds, of the genes that are no
  // regulators (pieces.genes).
  HeldOutParts held_out;
  FitReport report;
};

// InvalidArgument where the samples are too few or of a single group.
absl::StatusOr<Fitted> Fit(const Problem& train, const FitOptions& options);

// Whole or not at all.
absl::Status WriteFitted(const Fitted& fitted, const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_FIT_H_
