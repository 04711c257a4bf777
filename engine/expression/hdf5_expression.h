// Expression matrices from HDF5: AnnData (.h5ad) and 10x (.h5) files.
//
// AnnData: every encoding since 0.6: dense, CSR and CSC; attributes
// `encoding-type` or `h5sparse_format`; X, layers and raw. 10x: the group
// `matrix` of Cell Ranger 3, and a group per genome before it.
#ifndef REGULON_ENGINE_EXPRESSION_HDF5_EXPRESSION_H_
#define REGULON_ENGINE_EXPRESSION_HDF5_EXPRESSION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Names as they stand, perhaps repeated; NaN stays; the unit is left to the
// caller. NotFound for a layer that is not there, with those that are;
// FailedPrecondition for a file without any matrix; DataLoss for a damaged one;
// ResourceExhausted above options.most_values. Beside the matrix, takes some
// 12 MiB for a sparse one.
absl::StatusOr<Expression> ReadHdf5Expression(const std::string& path,
                                              const ReadOptions& options,
                                              ReadReport& report);

// Names of an AnnData file's samples and genes, which it has without a matrix
// too.
struct AnnDataNames {
  std::vector<std::string> samples, genes;
};
absl::StatusOr<AnnDataNames> ReadAnnDataNames(const std::string& path);

// A column of `obs` as text, a value per sample: groups for folds. "" where it
// is missing.
absl::StatusOr<std::vector<std::string>> ReadObservationColumn(
    const std::string& path, const std::string& name);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_HDF5_EXPRESSION_H_
