// An expression matrix from TSV or CSV text.
//
//   gene  S1    S2         The header may lack its first field, as R writes it,
//   lacZ  10.2  11.0       and be quoted. Lines before it that begin with '#'
//   lacY  9.7   NA         and hold no tab are comments.
//
// Columns of text behind the names (a GCT file's descriptions) are left out
// and reported; one named like "symbol" gives the symbols of the genes.
#ifndef REGULON_ENGINE_EXPRESSION_DELIMITED_MATRIX_H_
#define REGULON_ENGINE_EXPRESSION_DELIMITED_MATRIX_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Names as they stand, perhaps repeated; missing values are NaN; the unit is
// left to the caller. InvalidArgument names PATH:LINE:FIELD. Takes 8 bytes of
// memory per value while it reads, and half of that is kept.
absl::StatusOr<Expression> ReadDelimitedMatrix(const std::string& path,
                                               const ReadOptions& options,
                                               ReadReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_DELIMITED_MATRIX_H_
