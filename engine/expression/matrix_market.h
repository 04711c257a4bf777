// An expression matrix in the Matrix Market format, with its files of names.
//
// Format: Boisvert, Pozo and Remington (1996), The Matrix Market exchange
// formats. `coordinate` and `array`; `real`, `integer` and `pattern`; `general`
// only. Entries given twice are added.
#ifndef REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_H_
#define REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/matrix_market_files.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Names as they stand, perhaps repeated; the unit is left to the caller.
// Whether rows are genes or samples is told by the numbers of names, and by
// `options.samples_are_rows` only where these are equal. Beside the matrix
// itself, takes one line of memory.
absl::StatusOr<Expression> ReadMatrixMarket(const MatrixMarketFiles& files,
                                            const ReadOptions& options,
                                            ReadReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_MATRIX_MARKET_H_
