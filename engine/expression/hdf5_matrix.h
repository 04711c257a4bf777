// Matrices of numbers in an HDF5 file, read block by block into their place.
#ifndef REGULON_ENGINE_EXPRESSION_HDF5_MATRIX_H_
#define REGULON_ENGINE_EXPRESSION_HDF5_MATRIX_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/expression/hdf5_node.h"

namespace regulon {

// A dataset [samples, genes]; `values` is row-major. One dimension serves where
// the other is 1.
absl::Status ReadDense(const Hdf5Node& dataset, int64_t samples, int64_t genes,
                       absl::Span<float> values);

// A group of `data`, `indices` and `indptr`: compressed rows (CSR) if
// `by_samples`, else compressed columns (CSC). Adds to `values`. Every index is
// checked.
absl::Status AddSparse(const Hdf5Node& group, bool by_samples, int64_t samples,
                       int64_t genes, absl::Span<float> values);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_HDF5_MATRIX_H_
