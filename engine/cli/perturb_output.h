// The tables of `perturb`.
#ifndef REGULON_ENGINE_CLI_PERTURB_OUTPUT_H_
#define REGULON_ENGINE_CLI_PERTURB_OUTPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/output/table_writer.h"
#include "engine/context/context.h"
#include "engine/eval/bootstrap.h"
#include "engine/genome/genome.h"
#include "engine/query/group_effects.h"
#include "engine/query/interactions.h"
#include "engine/query/perturb.h"
#include "engine/query/screen.h"

namespace regulon {

// What all of them are about; what it points to must outlive them.
struct PerturbShown {
  const Genome& genome;
  absl::Span<const Context> contexts;
  absl::Span<const NamedEdits> perturbations;
  const GeneChoice& choice;  // `top`: rows that a table shows; 0: all
  Format format;
  bool steps = false;          // the direct effect is another
  bool observational = false;  // baselines stand beside
};

// A row per gene, of each perturbation in each context.
class EffectRows {
 public:
  explicit EffectRows(const PerturbShown& shown);
  void Add(const Effect& effect);
  // Says how many perturbed contexts have no row, for nothing changes there.
  absl::Status Finish();

 private:
  std::vector<int> Chosen(const Effect& effect) const;

  const PerturbShown& s_;
  std::unique_ptr<TableWriter> table_;
  int64_t all_ = 0, unchanged_ = 0;
};

// A row per domain that opens or shuts.
class DomainRows {
 public:
  explicit DomainRows(const PerturbShown& shown);
  void Add(const Effect& effect);
  absl::Status Finish() { return table_->Finish(); }

 private:
  const PerturbShown& s_;
  std::unique_ptr<TableWriter> table_;
};

// A row per perturbation.
absl::Status PrintScreen(const PerturbShown& shown,
                         const std::vector<ScreenedEdits>& rows);

// Of pairs: a row for each, or for each gene in each context.
absl::Status PrintInteractions(const PerturbShown& shown,
                               const std::vector<InteractionRow>& rows,
                               absl::Span<const std::pair<int, int>> pairs);
class InteractionRows {
 public:
  InteractionRows(const PerturbShown& shown,
                  absl::Span<const std::pair<int, int>> pairs);
  void Add(int64_t context, int pair, const Interaction& at);
  absl::Status Finish() { return table_->Finish(); }

 private:
  const PerturbShown& s_;
  absl::Span<const std::pair<int, int>> pairs_;
  std::unique_ptr<TableWriter> table_;
};

// Mean effects, with intervals.
absl::Status PrintMeans(const PerturbShown& shown, const GroupEffects& means,
                        const BootstrapOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_PERTURB_OUTPUT_H_
