// miRNAs act after transcription: on the linear scale of the gene's unit,
//
//   y_g <- y_g / (1 + sum_m w_gm a_m)
//
// the steady state of a product that is degraded in proportion to its miRNAs,
// w the weight of its seed sites (Mukherji et al. 2011, without titration).
#ifndef REGULON_ENGINE_TRANSCRIPTION_SILENCING_H_
#define REGULON_ENGINE_TRANSCRIPTION_SILENCING_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/unit.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Views of tensors.h, a row per regulator.
struct SilencingTables {
  int regulators = 0;
  absl::Span<const Unit> units;  // [genes]
  absl::Span<const uint32_t> first, gene;
  absl::Span<const float> weight;
  Units first_units, gene_units, weight_units;
};

class Silencing {
 public:
  // DataLoss if the tensors do not fit, or a weight is not finite or below 0.
  static absl::StatusOr<Silencing> Create(const SilencingTables& tables);

  bool exists() const { return !t_.first.empty(); }

  // activity: [regulators]; present: ascending; by, expression: [genes]. `by`
  // is scratch.
  void Run(absl::Span<const double> activity,
           absl::Span<const uint32_t> present, absl::Span<double> by,
           absl::Span<float> expression, ReadSet& reads, int64_t& flops) const;

  // Of one gene, in double precision: what `expression`, before silencing,
  // becomes. Fills, unless null, its derivatives by `expression` and, added to
  // [regulators], by log a_t.
  double Silenced(int gene, absl::Span<const double> activity,
                  absl::Span<const uint32_t> present, double expression,
                  double* by_expression,
                  std::vector<double>* by_log_activity) const;

 private:
  explicit Silencing(const SilencingTables& tables) : t_(tables) {}

  SilencingTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_SILENCING_H_
