// What every query reads of the dense mathematics:
//
//   y = b + (x A + kappa C) B,   kappa_p = exp(-nu ||x - x_p||^2) - m_p
//
// The reference states x_p are read where the shared path, the router, an open
// domain or the question of the repertoire asks for them.
#ifndef REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_
#define REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/dense/products.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Views of tensors.h; what is not stored is empty.
struct SharedTables {
  absl::Span<const float> basal;       // [genes]
  Matrix reading;                      // A [regulators, rank]
  Matrix attention;                    // C [P, rank]
  Matrix writing;                      // B [rank, genes]; with A, C or both
  absl::Span<const float> states;      // [P, regulators]
  absl::Span<const float> sharpness;   // nu [1]
  absl::Span<const float> mean;        // m [P]; empty: 0
  absl::Span<const float> repertoire;  // [1] the largest squared distance
  Units basal_units, reading_units, attention_units, writing_units,
      states_units, sharpness_units, mean_units, repertoire_units;
};

class SharedPath {
 public:
  // DataLoss if the tensors do not fit. Plans its products.
  static absl::StatusOr<SharedPath> Create(const SharedTables& tables,
                                           int64_t regulators, int64_t genes,
                                           Products& products);

  int64_t latents() const {
    return t_.writing.data == nullptr ? 0 : t_.writing.rows;
  }
  int64_t reference_states() const {
    return regulators_ == 0 ? 0 : t_.states.size() / regulators_;
  }
  bool attends() const { return t_.attention.data != nullptr; }
  bool tells_repertoire() const { return !t_.repertoire.empty(); }
  // Of one context: Run, Measure, Attend.
  int64_t flops() const;
  int64_t measure_flops() const;
  int64_t attend_flops() const;

  // x [rows, regulators], kappa [rows, P] (not used unless it attends) ->
  // latents [rows, rank], y [rows, genes] for rows <= MatMul::kMostRows, each
  // with room for MatMul::PaddedRows.
  absl::Status Run(int rows, int worker, const float* x, const float* kappa,
                   Products& products, float* latents, float* y) const;
  void Mark(ReadSet& reads) const;

  // x [regulators] -> the squared distances to the states [P]. Returns the
  // smallest; OutOfRange if one is not a number.
  absl::StatusOr<float> Measure(const float* x, float* distances,
                                ReadSet& reads) const;
  // Squared distances [P] to kappa [P], in place.
  void Attend(float* kappa, ReadSet& reads) const;
  // Whether a context that far (squared) from the nearest state is out of the
  // repertoire. OutOfRange if the stored distance is not a number.
  absl::StatusOr<bool> IsOutOfRepertoire(float nearest, ReadSet& reads) const;

 private:
  SharedPath(const SharedTables& tables, int64_t regulators, int64_t genes)
      : t_(tables), regulators_(regulators), genes_(genes) {}

  SharedTables t_;
  int64_t regulators_, genes_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_
