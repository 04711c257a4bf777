// The files of names that stand beside a Matrix Market file, as 10x writes it.
#ifndef REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_FILES_H_
#define REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace regulon {

struct MatrixMarketFiles {
  std::string matrix, genes, barcodes;  // paths
};

// `path` is a .mtx[.gz] file or a folder with one. Beside it stand
// features.tsv[.gz] or genes.tsv[.gz], and barcodes.tsv[.gz]; what the name of
// the matrix has before "matrix.mtx" is before theirs too. NotFound names what
// was looked for.
absl::StatusOr<MatrixMarketFiles> FindMatrixMarketFiles(
    const std::string& path);

struct GeneNames {
  std::vector<std::string> ids, symbols, types;  // the last two may be empty
};

// Rows of ID[, SYMBOL[, TYPE]].
absl::StatusOr<GeneNames> ReadGeneNames(const std::string& path);
absl::StatusOr<std::vector<std::string>> ReadBarcodes(const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_FILES_H_
