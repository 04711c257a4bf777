// What every query reads of the dense mathematics:
//
//   y = b + (x A) B,   kappa_p = exp(-nu ||x - x_p||^2)
//
// The reference states x_p are read only where an open domain attends to them.
#ifndef REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_
#define REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/dense/products.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// Views of tensors.h; what is not stored is empty.
struct SharedTables {
  absl::Span<const float> basal;      // [genes]
  Matrix reading, writing;            // A [regulators, rank], B [rank, genes]
  absl::Span<const float> states;     // [P, regulators]
  absl::Span<const float> sharpness;  // [1]
  Units basal_units, reading_units, writing_units, states_units,
      sharpness_units;
};

class SharedPath {
 public:
  // DataLoss if the tensors do not fit. Plans its products.
  static absl::StatusOr<SharedPath> Create(const SharedTables& tables,
                                           int64_t regulators, int64_t genes,
                                           Products& products);

  int64_t latents() const {
    return t_.reading.data == nullptr ? 0 : t_.reading.columns;
  }
  int64_t reference_states() const {
    return regulators_ == 0 ? 0 : t_.states.size() / regulators_;
  }
  int64_t flops() const;        // of one context, y alone
  int64_t kappa_flops() const;  // of one context

  // x [kMostRows, regulators] -> latents [kMostRows, rank], y [kMostRows,
  // genes] for rows <= MatMul::kMostRows.
  absl::Status Run(int rows, const float* x, Products& products, float* latents,
                   float* y) const;
  void Mark(ReadSet& reads) const;

  // x [regulators] -> kappa [P].
  void Attend(const float* x, float* kappa, ReadSet& reads) const;

 private:
  SharedPath(const SharedTables& tables, int64_t regulators, int64_t genes)
      : t_(tables), regulators_(regulators), genes_(genes) {}

  SharedTables t_;
  int64_t regulators_, genes_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSCRIPTION_SHARED_PATH_H_
